// An AutoSys estate from a text of JIL, by the path that an import takes.

import { type AutosysOptions, normalizeAutosys } from "#migrators/sources/autosys/normalize.ts";
import { readText } from "#migrators/sources/autosys/read.ts";

export const autosysOptions: AutosysOptions = {
  ...{ instance: null, timezone: "America/New_York", zones: {}, calendars: {}, states: new Map() },
  ...{ globals: {}, dateStandard: null, from: "2026-01-01", to: "2028-02-01" },
};

export const autosysEstate = (text: string, options: Partial<AutosysOptions> = {}) =>
  normalizeAutosys([readText("a.jil", text)], { ...autosysOptions, ...options });
