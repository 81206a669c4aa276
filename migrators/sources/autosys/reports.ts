// Reports that go with an export: the states of `autorep -J ALL -w`, which JIL lacks, and the values of `autorep -G ALL`.

import type { LegacyState } from "#migrators/legacy.ts";
import type { Finding } from "#migrators/statement.ts";
import { LineIndex } from "#migrators/text/lines.ts";
import { finding } from "./codes.ts";

export interface StatesReport {
  /** By job: held, iced, noExecute; all others are active. */
  states: Map<string, LegacyState>;
  findings: Finding[];
}

export interface GlobalsReport {
  globals: Record<string, string>;
  findings: Finding[];
}

/** States that hold a job back, by their codes and, as older releases print them, by name. */
export const heldBack: Readonly<Record<string, LegacyState>> = {
  ...{ OI: "iced", ON_ICE: "iced", OH: "held", ON_HOLD: "held" },
  ...{ NO: "noExecute", NE: "noExecute", ON_NOEXEC: "noExecute" },
};

const active: ReadonlySet<string> = new Set([
  ...[
    "IN",
    "AC",
    "ST",
    "RU",
    "SU",
    "FA",
    "TE",
    "RE",
    "QU",
    "RW",
    "PM",
    "PE",
    "WR",
    "WA",
    "SP",
    "SS",
  ],
  ...[
    "INACTIVE",
    "ACTIVATED",
    "STARTING",
    "RUNNING",
    "SUCCESS",
    "FAILURE",
    "TERMINATED",
    "RESTART",
  ],
  ...["QUE_WAIT", "RESWAIT", "PEND_MACH", "WAIT_REPLY", "SUSPENDED"],
]);

/** `01/31/2026 10:00:00`, with the zone in parentheses that newer releases add, or dashes. */
const time = /(?:-{2,}|\d{1,2}\/\d{1,2}\/\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+\([^)]*\))?)/.source;
const row = new RegExp(`^(\\S+)\\s+${time}\\s+${time}\\s+([A-Z_]{2,12})(?:/\\S*)?(?:\\s|$)`);

/** Longer lines are no row of a job; bounds what the pattern looks at. */
const longestRow = 512;

/** Name and state of a row of `autorep -J`; null: it is none. */
export function stateRow(line: string): { name: string; state: string } | null {
  const [, name = "", state = ""] = (line.length > longestRow ? null : row.exec(line)) ?? [];
  return name === "" ? null : { name, state };
}

/** Whether a text is a report of states, and no JIL beside it. */
export const isStatesReport = (text: string): boolean => isReport(text, "Job Name", "Last Start");

/** Whether a text is a report of global variables, and no JIL beside it. */
export const isGlobalsReport = (text: string): boolean => isReport(text, "Global Name", "Value");

function isReport(text: string, first: string, second: string): boolean {
  const begin = text.slice(0, 65_536);
  return (
    new RegExp(`^[ \\t]*${first}[ \\t]+${second}`, "m").test(begin) &&
    !/^[ \t]*insert_job[ \t]*:/m.test(text)
  );
}

/** Reads the table of `autorep -J ALL -w`; lines that are no row of it are found. A job that is printed again counts once. */
export function readStates(file: string, text: string): StatesReport {
  const report: StatesReport = { states: new Map(), findings: [] };
  for (const { line, at } of rows(file, text, /^Job Name\b/)) {
    const found = stateRow(line);
    if (!found) {
      const said = "this is no row of a job: name, last start, last end, state";
      report.findings.push(
        finding("jil-report-line", at, said, "export with -w, which cuts no names"),
      );
      continue;
    }
    const { name, state } = found;
    const held = heldBack[state];
    report.states.set(name, held ?? "active");
    if (!held && !active.has(state))
      report.findings.push(finding("jil-report-line", at, `the state ${state} is not known`));
  }
  return report;
}

const lastChange = /\s(?:-{2,}|\d{1,2}\/\d{1,2}\/\d{4}\s{1,4}\d{1,2}:\d{2}(?::\d{2})?)$/;

/** Name and value of a row: what stands before the last change, which is looked for in the line's end alone. */
function globalOf(line: string): [string, string] | null {
  const [name = ""] = /^\S+/.exec(line) ?? [];
  const end = line.slice(-40);
  const change = lastChange.exec(end);
  if (!change || name.length >= line.length) return null;
  const valueEnd = line.length - end.length + change.index;
  return valueEnd < name.length ? null : [name, line.slice(name.length, valueEnd).trim()];
}

/** Reads the table of `autorep -G ALL`: name, value (which may have blanks or be empty), last change. */
export function readGlobals(file: string, text: string): GlobalsReport {
  const report: GlobalsReport = { globals: {}, findings: [] };
  for (const { line, at } of rows(file, text, /^Global Name\b/)) {
    const found = globalOf(line);
    if (found) report.globals[found[0]] = found[1];
    else {
      const said = "this is no row of a global variable: name, value, last change";
      report.findings.push(finding("jil-report-line", at, said));
    }
  }
  return report;
}

function* rows(file: string, text: string, head: RegExp) {
  const index = new LineIndex(file, text);
  for (let start = 0; start < text.length; ) {
    const end = index.lineEnd(start);
    const line = text.slice(start, end).trim();
    const at = index.place(start);
    start = text.startsWith("\r\n", end) ? end + 2 : end + 1;
    if (line === "" || head.test(line) || /^[_\s]+$/.test(line)) continue;
    yield { line, at };
  }
}
