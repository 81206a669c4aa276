// What cron tells syslog, in its classic form (no year, local time) and in those with whole dates; and the file that cronie
// writes without syslog. Lines of other programs are passed over.

import { type CronMessage, CronRuns, type SavedCronRuns } from "./cron-message.ts";
import {
  type LogContext,
  type LoggedRun,
  type LogItem,
  type LogReader,
  type LogSpan,
  nothing,
  type RunLogFormat,
  reach,
  unread,
} from "./log.ts";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
/** `Nov 20 02:00:01 HOST` */
const classic = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\S+) /;
/** `2026-11-20T02:00:01.123456+01:00 HOST` */
const whole = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) (\S+) /;
/** `CRON[123]: `, also by its path. */
const tag = /^(?:\/\S{1,64}\/)?(?:cron|crond|CRON|CROND)\[(\d{1,10})\]: /;
/** cronie's own file: `USER (MM/DD-HH:MM:SS-PID) EVENT (DETAIL)` */
const own = /^(\S{1,64}) \((\d\d)\/(\d\d)-(\d\d):(\d\d):(\d\d)-(\d{1,10})\) (.*)$/;

const daysOf = (year: number, month: number, day: number): number =>
  Date.UTC(year, month - 1, day) / 86_400_000;

export const cronSyslog: RunLogFormat = {
  ...{ name: "a syslog with lines of cron", system: "cron", pieces: "lines", covers: "whole" },
  ...{ grows: true, tells: [] },
  words: (head) => (new RegExp(own.source, "m").test(head) ? null : ["CRON", "cron"]),
  hostOf: (head) =>
    /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} [\d:]{8}|\d{4}-\S{10,30}) (\S+) \S*CROND?\[\d+\]: /im.exec(
      head,
    )?.[1] ?? null,
  matches: (head) =>
    /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} |\d{4}-\d\d-\d\dT)[^\n]{0,120}\bCROND?\[\d+\]: \(/im.test(
      head,
    ) || new RegExp(own.source, "m").test(head),
  needs: (head) =>
    new RegExp(classic.source, "m").test(head) || new RegExp(own.source, "m").test(head)
      ? ["clock", "near"]
      : [],
  reader: (context, saved) => new SyslogReader(context, saved),
};

interface Saved {
  runs: SavedCronRuns;
  year: number | null;
  month: number;
  host: string | null;
}

class SyslogReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #context: LogContext;
  readonly #runs: CronRuns;
  #year: number | null;
  #month: number;
  #host: string | null;

  constructor(context: LogContext, saved?: Partial<Saved> | null) {
    this.#context = context;
    this.#runs = new CronRuns(saved?.runs);
    this.#year = saved?.year ?? null;
    this.#month = saved?.month ?? 0;
    this.#host = saved?.host ?? context.host ?? null;
  }

  read(text: string, line: number): readonly LogItem[] {
    if (text.trim() === "") return nothing;
    const file = own.exec(text);
    if (file) {
      const [, user, month, day, hour, minute, second, pid = "", said] = file;
      const at = this.#instant(...([Number(month), Number(day)] as const), [
        Number(hour),
        Number(minute),
        Number(second),
      ]);
      const from = { process: pid, host: this.#context.host ?? null, text, line };
      return this.#say(`(${user}) ${said}`, at, from);
    }
    const short = classic.exec(text);
    const long = short ? null : whole.exec(text);
    const head = short ?? long;
    if (!head) return [unread(line, "it has no time of syslog at its begin")];
    const rest = text.slice(head[0].length);
    const process = tag.exec(rest);
    const at = short
      ? this.#instant(...([months.indexOf(short[1] ?? "") + 1, Number(short[2])] as const), [
          Number(short[3]),
          Number(short[4]),
          Number(short[5]),
        ])
      : Date.parse((long?.[1] ?? "").replace(",", ".").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
    const host = (short ? short[6] : long?.[2]) ?? "";
    const from = { process: `${host} ${process?.[1] ?? ""}`, host, text, line };
    if (process && this.#isOther(host))
      return [unread(line, `it is of host ${host}, and the lines before are of another`)];
    return this.#say(process ? rest.slice(process[0].length) : null, at, from);
  }

  /** A table is of one host: the same line of another is none of its runs. */
  #isOther(host: string): boolean {
    this.#host ??= host;
    return this.#host !== host;
  }

  /** @param said null: of another program, whose times only say how far the log goes. */
  #say(
    said: string | null,
    at: number | null,
    from: Pick<CronMessage, "process" | "host" | "text" | "line">,
  ) {
    if (at === null || Number.isNaN(at)) return [unread(from.line, "its date doesn't exist")];
    reach(this.span, at);
    return said === null ? nothing : this.#runs.add({ ...from, message: said, at });
  }

  /** The first line is of the year that brings it nearest; a month that is far before the last one begins the next year. */
  #instant(month: number, day: number, time: readonly [number, number, number]): number | null {
    const { clock, near } = this.#context;
    if (!clock || near === null) return null;
    if (this.#year === null) {
      const [year = 0, nearMonth = 0, nearDay = 0] = near.split("-").map(Number);
      const wanted = daysOf(year, nearMonth, nearDay);
      const away = (each: number) => Math.abs(daysOf(each, month, day) - wanted);
      this.#year = [year, year - 1, year + 1].sort((a, b) => away(a) - away(b))[0] as number;
    } else if (month < this.#month - 6) this.#year++;
    const year = month > this.#month + 6 && this.#month > 0 ? this.#year - 1 : this.#year;
    if (year === this.#year) this.#month = month;
    return clock.instant([year, month, day], time);
  }

  open(): readonly LoggedRun[] {
    return this.#runs.open();
  }

  save(): Saved {
    return {
      runs: this.#runs.save(),
      ...{ year: this.#year, month: this.#month, host: this.#host },
    };
  }

  end(): readonly LogItem[] {
    return this.#runs.end();
  }
}
