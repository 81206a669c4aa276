// What `autorep` prints of runs: the summary of `-J ALL` (the last run of each job), and the runs before it, of `-r -N`.

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

/** Longer lines are no row. */
const longestRow = 1_024;
const ended: ReadonlySet<string> = new Set(["SU", "FA", "TE"]);
const held = { OI: "iced", OH: "held", NE: "noExecute", NO: "noExecute" } as const;

export const autosysReport: LogFormat = {
  ...{ name: "a report of autorep", system: "autosys", pieces: "lines", covers: "perJob" },
  ...{ grows: false, tells: ["end", "exit"] },
  matches: (head) => /^[ \t]*Job Name[ \t]+Last Start/m.test(head),
  needs: () => ["clock"],
  reader: (context) => new ReportReader(context),
};

class ReportReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #context: LogContext;

  constructor(context: LogContext) {
    this.#context = context;
  }

  read(text: string, line: number): readonly LogItem[] {
    const row = text.trim();
    // What ends a walk through older runs is a message of the product.
    if (row === "" || /^Job Name\b|^[_\s]+$|^CAUAJM_/.test(row)) return nothing;
    const bad = (why: string): readonly LogItem[] => [unread(line, why)];
    if (row.length > longestRow) return bad("it is too long for a row of autorep");
    const [job = ""] = /^\S+/.exec(row) ?? [];
    const start = this.#time(row.slice(job.length).trimStart());
    if ("why" in start) return bad(start.why);
    const end = this.#time(start.rest);
    if ("why" in end) return bad(end.why);
    const state = /^([A-Z]{2})(?:\/\S{0,20})?(?:\s+(\d+\/\d+))?(?:\s+(-?\d{1,9}))?(?:\s|$)/.exec(
      end.rest,
    );
    if (!state) return bad("it has no state of a job after its times");
    for (const { at } of [start, end]) if (at !== null) reach(this.span, at);
    const [, status = "", run = null, last] = state;
    // The last column is the priority until the run has ended.
    const exit = last !== undefined && ended.has(status) ? Number(last) : null;
    const items: LogItem[] = [];
    const hold = Object.hasOwn(held, status) ? held[status as keyof typeof held] : null;
    if (hold) items.push({ kind: "hold", hold: { job, at: start.at, state: hold, line } });
    if (start.at === null) items.push({ kind: "job", job });
    else {
      const known = { start: start.at, end: end.at, status, exit, run, lines: [text] };
      items.push(loggedRun({ job, line, ...known }));
    }
    return items;
  }

  /** A time, with the zone in parentheses that newer releases add, or dashes. */
  #time(text: string): { at: number | null; rest: string } | { why: string } {
    const dashes = /^-{2,}/.exec(text);
    if (dashes) return { at: null, rest: text.slice(dashes[0].length).trimStart() };
    const { clock, clockOf, dateStandard } = this.#context;
    const date = readUsDate(text, dateStandard);
    if (date === null) return { why: "it is no row of autorep: name, last start, last end, state" };
    let rest = text.slice(date.length).trimStart();
    const zone = /^\(([^()]{1,64})\)/.exec(rest);
    if (zone) rest = rest.slice(zone[0].length).trimStart();
    const of = zone ? clockOf(zone[1] as string) : clock;
    if (of === null)
      return { why: `the zone ${zone?.[1]} is not in the parameters (zones.${zone?.[1]})` };
    // Fixed times of AutoSys are of the second hour where one comes twice.
    const at = of.instant(date.date, date.time, "later");
    return at === null ? { why: "its date doesn't exist" } : { at, rest };
  }

  end(): readonly LogItem[] {
    return nothing;
  }
}
