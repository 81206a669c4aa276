// The log of one job of Control-M, by its codes: ordered, started, ended, run again. It doesn't say which job it is of.

import { digits, orderDate } from "./control-m-status.ts";
import {
  type LogContext,
  type LogFormat,
  type LoggedRun,
  type LogItem,
  type LogReader,
  type LogSpan,
  loggedRun,
  nothing,
  reach,
  unread,
} from "./log.ts";

/** Longer lines are none of a job's log. */
const longestRow = 2_048;
/** `HH:MM:SS DD-Mon-YYYY MESSAGE CODE` */
const row = /^(\d\d):(\d\d):(\d\d)\s+(\d{1,2})-([A-Z][a-z]{2})-(\d{4})\s+(\S.*\S)\s+(\d{4,5})$/;
/** Codes that lines of a run are kept of. */
const tellsOfRun: ReadonlySet<string> = new Set(["5065", "5101", "5100", "5112", "5134"]);
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export const controlMJobLog: LogFormat = {
  name: "a job's log of Control-M",
  ...{ system: "control-m", pieces: "lines", covers: "perJob", grows: true },
  tells: ["end", "exit"],
  matches: (head) =>
    /^[ \t]{0,8}\d\d:\d\d:\d\d[ \t]{1,8}\d{1,2}-[A-Z][a-z]{2}-\d{4}[ \t]{1,8}\S[^\n]{0,400}[ \t]5\d{3}[ \t]{0,80}$/m.test(
      head,
    ),
  needs: () => ["clock", "job"],
  reader: (context, saved) => new JobLogReader(context, saved),
};

class JobLogReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #context: LogContext;
  #open: LoggedRun | null;

  constructor(context: LogContext, saved?: { order?: LoggedRun | null } | null) {
    this.#context = context;
    this.#open = saved?.order ?? null;
  }

  read(text: string, line: number): readonly LogItem[] {
    if (text.trim() === "" || /^\s*(time|-+)\b/i.test(text)) return nothing;
    const found = text.length > longestRow ? null : row.exec(text.trim());
    const { clock, job } = this.#context;
    const [, hour, minute, second, day, month = "", year, said = "", code = ""] = found ?? [];
    const at =
      found && clock
        ? clock.instant(
            [Number(year), months.indexOf(month) + 1, Number(day)],
            [Number(hour), Number(minute), Number(second)],
          )
        : null;
    if (at === null) return [unread(line, "it is no line of a job's log: time, message, code")];
    reach(this.span, at);
    const before = this.#ended(code);
    const items = this.#coded(code, said, at, line, job ?? "");
    if (this.#open && tellsOfRun.has(code)) this.#open.lines.push(text);
    return before === null ? items : [before, ...items];
  }

  /** Where each run of an order is told: the one that has ended when the next begins. */
  #ended(code: string): LogItem | null {
    const open = this.#open;
    if (!this.#context.eachRun || !open || open.end === null) return null;
    if (code !== "5101" && code !== "5404") return null;
    const { job, date, run, line, times } = open;
    this.#open = loggedRun({ ...{ job, date, run, line }, times: times + 1, how: "again" }).run;
    return { kind: "run", run: open };
  }

  #coded(code: string, said: string, at: number, line: number, job: string): readonly LogItem[] {
    const open = this.#open;
    switch (code) {
      case "5065": {
        const date = orderDate(/\bODATE (\d{6,8})\b/.exec(said)?.[1] ?? "");
        if (date === null) return [unread(line, "it orders the job for no ODATE")];
        const run = /\bRUNJOB: (\w+)/.exec(said)?.[1] ?? null;
        this.#open = loggedRun({ job, line, date, run }).run;
        return open ? [{ kind: "run", run: open }] : nothing;
      }
      case "5101":
        if (open && open.start === null) open.start = this.#within(said) ?? at;
        if (open) open.host = /\bON (\S+)$/.exec(said)?.[1] ?? open.host;
        return nothing;
      case "5100":
      case "5112":
        if (!open) return nothing;
        open.end = this.#within(said) ?? at;
        open.status = code === "5112" ? "failed to execute" : "ended";
        open.exit = exitOf(said);
        open.times = Math.max(open.times, Number(/\bRUNCNT (\d{1,6})\b/.exec(said)?.[1] ?? 1));
        return nothing;
      case "5134":
        if (open) open.status = "ended not OK";
        return nothing;
      case "5404":
        if (open && !this.#context.eachRun) open.times++;
        return nothing;
      default:
        return nothing;
    }
  }

  /** `AT YYYYMMDDhhmmss` within a message. */
  #within(said: string): number | null {
    const read = digits(/\bAT (\d{14})\b/.exec(said)?.[1] ?? "");
    return read && (this.#context.clock?.instant(read.date, read.time) ?? null);
  }

  open(): readonly LoggedRun[] {
    return this.#open ? [this.#open] : [];
  }

  save(): object {
    return { order: this.#open };
  }

  end(): readonly LogItem[] {
    const open = this.#open;
    this.#open = null;
    return open ? [{ kind: "run", run: open }] : nothing;
  }
}

/** Negative ones were seen of jobs that were never submitted. */
function exitOf(said: string): number | null {
  const found = /\bOSCOMPSTAT (\d{1,9})\b/.exec(said);
  return found ? Number(found[1]) : null;
}
