// The files of an AutoSys import as one estate: JIL and calendars are read, reports of states and globals go beside them.

import type { LegacyEstate, LegacyState } from "#migrators/legacy.ts";
import type { Finding, LegacyFile } from "#migrators/statement.ts";
import { type DecodedText, decode } from "#migrators/text/decode.ts";
import { type AutosysOptions, normalizeAutosys } from "./normalize.ts";
import { readAutosys } from "./read.ts";
import { isGlobalsReport, isStatesReport, readGlobals, readStates } from "./reports.ts";
import { rendered } from "./templates.ts";

export interface AutosysInput {
  /** As it was given. */
  file: string;
  bytes: Uint8Array;
}

/** What a report has in its first lines says that it is one. */
const headBytes = 64 * 1024;

/** In the order in which the files are given: updates and deletions apply to what stands before them. */
export function autosysEstate(
  inputs: readonly AutosysInput[],
  {
    templates = {},
    ...options
  }: Omit<AutosysOptions, "states" | "globals"> & {
    /** Values of the variables of generators, by name. */
    templates?: Readonly<Record<string, string>>;
  },
  told?: (done: number, all: number) => void,
): LegacyEstate {
  const files: LegacyFile[] = [];
  let states: Map<string, LegacyState> | null = null;
  const globals: Record<string, string> = {};
  for (const { file, bytes } of inputs) {
    const head = textOf(bytes.subarray(0, headBytes));
    const isReport = head !== null && (isStatesReport(head.text) || isGlobalsReport(head.text));
    const whole = isReport ? textOf(bytes) : null;
    if (whole === null) files.push(rendered(readAutosys(file, bytes), templates));
    else if (isStatesReport(whole.text)) {
      const report = readStates(file, whole.text);
      states = new Map([...(states ?? []), ...report.states]);
      files.push(reportFile(file, whole.encoding, report.findings));
    } else {
      const report = readGlobals(file, whole.text);
      Object.assign(globals, report.globals);
      files.push(reportFile(file, whole.encoding, report.findings));
    }
  }
  return normalizeAutosys(files, { ...options, states, globals }, told);
}

function textOf(bytes: Uint8Array): DecodedText | null {
  const read = decode(bytes);
  return "fault" in read ? null : read.decoded;
}

/** A report has no statements: what it says is in the jobs. */
const reportFile = (file: string, encoding: string, findings: Finding[]): LegacyFile => ({
  ...{ file, encoding, statements: [], asides: [], findings, refused: false },
});
