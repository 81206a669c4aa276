// Runs in lists of comma-separated values, by the names of their columns: what the Archive of Control-M exports, and what a query
// of AutoSys' table of runs gives. No sample of either is public, so columns go by the names that the products give their
// fields, in whatever order and spelling; what has others can be given a heading by whoever exports it.

import type { LegacySystem } from "../legacy.ts";
import { digits, orderDate } from "./control-m-status.ts";
import { columnName, csvFields, separatorOf } from "./csv.ts";
import {
  type LogContext,
  type LogFormat,
  type LogItem,
  type LogReader,
  type LogSpan,
  loggedRun,
  nothing,
  reach,
  unread,
} from "./log.ts";
import { readUsDate } from "./us-date.ts";

/** What a column is, by its names without blanks and signs. */
const columns = {
  job: ["jobname", "job", "name", "memname"],
  folder: ["folder", "foldername", "schedtable", "parentfolder"],
  run: ["orderid", "jobid", "runnum"],
  tries: ["ntry", "runcount", "numberofruns", "rerun", "runcounter"],
  date: ["orderdate", "odate"],
  start: ["starttime", "startruntime", "laststart", "start"],
  end: ["endtime", "endruntime", "lastend", "end"],
  status: ["status", "endedstatus", "completionstatus"],
  exit: ["exitcode", "returncode", "oscompstat"],
  host: ["host", "hostname", "nodeid", "runmachine", "machine"],
} as const satisfies Record<string, readonly string[]>;
type Column = keyof typeof columns;

const has = (names: readonly string[], column: Column): boolean =>
  columns[column].some((name) => names.includes(name));

/** Names of the columns of the first line that has some; none of a file that is no list. */
const headingOf = (head: string): string[] => {
  const [line = ""] = head.trimStart().split(/\r?\n/, 1);
  if (line.length > 4_096) return [];
  return (csvFields(line, separatorOf(line)) ?? []).map(columnName);
};

export const controlMArchive: LogFormat = {
  name: "a list of the Archive of Control-M",
  ...{ system: "control-m", pieces: "lines", covers: "perJob", grows: false },
  tells: ["end", "exit"],
  matches: (head) => {
    const names = headingOf(head);
    return has(names, "job") && has(names, "date") && has(names, "start");
  },
  needs: () => ["clock"],
  reader: (context) => new ListReader(context, "control-m"),
};

export const autosysRuns: LogFormat = {
  name: "a list of job runs of AutoSys",
  ...{ system: "autosys", pieces: "lines", covers: "perJob", grows: false },
  tells: ["end", "exit"],
  matches: (head) => {
    const names = headingOf(head);
    return has(names, "job") && names.includes("runnum") && has(names, "start");
  },
  needs: () => ["clock"],
  reader: (context) => new ListReader(context, "autosys"),
};

/** AutoSys' numbers of states, as its table of codes has them. */
const states: Readonly<Record<string, string>> = {
  ...{ "1": "RUNNING", "3": "STARTING", "4": "SUCCESS", "5": "FAILURE", "6": "TERMINATED" },
};

class ListReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #context: LogContext;
  readonly #system: LegacySystem;
  #separator = ",";
  #names: string[] | null = null;

  constructor(context: LogContext, system: LegacySystem) {
    this.#context = context;
    this.#system = system;
  }

  read(text: string, line: number): readonly LogItem[] {
    if (text.trim() === "") return nothing;
    if (this.#names === null) {
      this.#separator = separatorOf(text);
      this.#names = (csvFields(text, this.#separator) ?? []).map(columnName);
      return nothing;
    }
    const fields = csvFields(text, this.#separator);
    if (fields === null) return [unread(line, "a quote in it is left open")];
    const names = this.#names;
    const field = (column: Column): string => {
      const at = columns[column].map((name) => names.indexOf(name)).find((place) => place >= 0);
      return at === undefined ? "" : (fields[at] ?? "").trim();
    };
    const name = field("job");
    if (name === "") return [unread(line, "it names no job")];
    const date = orderDate(field("date").replaceAll("-", ""));
    if (this.#system === "control-m" && date === null)
      return [unread(line, "it has no order date as yymmdd, yyyymmdd or yyyy-mm-dd")];
    const [start, end] = [this.#time(field("start")), this.#time(field("end"))];
    if (start === undefined || end === undefined) return [unread(line, "its times can't be read")];
    for (const at of [start, end]) if (at !== null) reach(this.span, at);
    const number = (word: string): number | null =>
      /^-?\d{1,9}$/.test(word) ? Number(word) : null;
    const [status, run, tries] = [field("status"), field("run"), number(field("tries")) ?? 1];
    const isControlM = this.#system === "control-m";
    const exit = end === null ? null : number(field("exit"));
    return [
      loggedRun({
        job: isControlM && field("folder") !== "" ? `${field("folder")}/${name}` : name,
        ...{ line, date, start, end, lines: [text], host: field("host") || null },
        // Negative ones were seen of jobs that were never submitted.
        exit: exit !== null && exit < 0 && isControlM ? null : exit,
        status: (isControlM ? status : (states[status] ?? status)) || null,
        run: run === "" ? null : isControlM ? run : `${run}/${tries}`,
        times: isControlM ? Math.max(1, tries) : 1,
        how: !isControlM && tries > 1 ? "again" : null,
      }),
    ];
  }

  /** Null: none; undefined: it can't be read. Seconds since 1970 are how AutoSys keeps them. */
  #time(text: string): number | null | undefined {
    if (text === "" || /^(0|null|-+)$/i.test(text)) return null;
    if (/^\d{9,10}$/.test(text)) return Number(text) * 1_000;
    const { clock, dateStandard } = this.#context;
    const iso = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?$/.exec(text);
    const read = iso
      ? digits(iso.slice(1, 7).join(""))
      : (digits(text) ?? readUsDate(text, dateStandard));
    return (read && clock?.instant(read.date, read.time, "later")) ?? undefined;
  }

  end(): readonly LogItem[] {
    return nothing;
  }
}
