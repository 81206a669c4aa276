// The files of an AutoSys import as one estate: JIL and calendars are read, reports of states and globals go beside them.

import type { LegacyEstate, LegacyState } from "#migrators/legacy.ts";
import type { Finding, LegacyFile } from "#migrators/statement.ts";
import { type AutosysOptions, normalizeAutosys } from "./normalize.ts";
import { readText } from "./read.ts";
import { isGlobalsReport, isStatesReport, readGlobals, readStates } from "./reports.ts";

export interface AutosysInput {
  /** As it was given. */
  file: string;
  text: string;
  encoding: string;
}

/** In the order in which the files are given: updates and deletions apply to what stands before them. */
export function autosysEstate(
  inputs: readonly AutosysInput[],
  options: Omit<AutosysOptions, "states" | "globals">,
): LegacyEstate {
  const files: LegacyFile[] = [];
  let states: Map<string, LegacyState> | null = null;
  const globals: Record<string, string> = {};
  for (const { file, text, encoding } of inputs)
    if (isStatesReport(text)) {
      const report = readStates(file, text);
      states = new Map([...(states ?? []), ...report.states]);
      files.push(reportFile(file, encoding, report.findings));
    } else if (isGlobalsReport(text)) {
      const report = readGlobals(file, text);
      Object.assign(globals, report.globals);
      files.push(reportFile(file, encoding, report.findings));
    } else files.push(readText(file, text, encoding));
  return normalizeAutosys(files, { ...options, states, globals });
}

/** A report has no statements: what it says is in the jobs. */
const reportFile = (file: string, encoding: string, findings: Finding[]): LegacyFile => ({
  ...{ file, encoding, statements: [], asides: [], findings, refused: false },
});
