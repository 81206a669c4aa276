// An AutoSys estate from a text of JIL, by the path that an import takes.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { type AutosysOptions, normalizeAutosys } from "#migrators/sources/autosys/normalize.ts";
import { readText } from "#migrators/sources/autosys/read.ts";
import { AutosysSimulation, type AutosysStart } from "#migrators/sources/autosys/simulate.ts";

export const autosysOptions: AutosysOptions = {
  ...{ instance: null, timezone: "America/New_York", zones: {}, calendars: {}, states: new Map() },
  ...{ globals: {}, constants: {}, dateStandard: null, from: "2026-01-01", to: "2028-02-01" },
};

export function autosysEstate(text: string, options: Partial<AutosysOptions> = {}) {
  return whole(normalizeAutosys([readText("a.jil", text)], { ...autosysOptions, ...options }));
}

/** With all of its jobs that is else worked out when it is looked at. */
export const whole = <T extends LegacyEstate>(estate: T): T => ({
  ...estate,
  jobs: estate.jobs.map(wholeJob),
});

function wholeJob(job: LegacyJob): LegacyJob {
  const made = { ...job } as Record<string, unknown>;
  for (let of = job; of !== Object.prototype; of = Object.getPrototypeOf(of))
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(of)))
      if (get !== undefined) made[name] ??= job[name as keyof LegacyJob];
  return made as unknown as LegacyJob;
}

/** Starts on local dates in [from, to), job by job in the estate's order. */
export function* simulateAutosys(
  estate: LegacyEstate,
  from: string,
  to: string,
): Generator<AutosysStart> {
  const simulation = new AutosysSimulation(estate, from, to);
  for (const job of estate.jobs) yield* simulation.starts(job);
}
