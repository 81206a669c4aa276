// An AutoSys estate from a text of JIL, by the path that an import takes.

import type { LegacyEstate } from "#migrators/legacy.ts";
import { type AutosysOptions, normalizeAutosys } from "#migrators/sources/autosys/normalize.ts";
import { readText } from "#migrators/sources/autosys/read.ts";
import { AutosysSimulation, type AutosysStart } from "#migrators/sources/autosys/simulate.ts";

export const autosysOptions: AutosysOptions = {
  ...{ instance: null, timezone: "America/New_York", zones: {}, calendars: {}, states: new Map() },
  ...{ globals: {}, constants: {}, dateStandard: null, from: "2026-01-01", to: "2028-02-01" },
};

export const autosysEstate = (text: string, options: Partial<AutosysOptions> = {}) =>
  normalizeAutosys([readText("a.jil", text)], { ...autosysOptions, ...options });

/** Starts on local dates in [from, to), job by job in the estate's order. */
export function* simulateAutosys(
  estate: LegacyEstate,
  from: string,
  to: string,
): Generator<AutosysStart> {
  const simulation = new AutosysSimulation(estate, from, to);
  for (const job of estate.jobs) yield* simulation.starts(job);
}
