// Statuses of jobs from Control-M's Automation API, `run/jobs/status` and `run/job/{id}/status`: one object for each order.

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

const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
type Three = readonly [number, number, number];

export const controlMStatus: LogFormat = {
  name: "statuses of the Automation API of Control-M",
  ...{ system: "control-m", pieces: "objects", covers: "whole", grows: false, tells: ["end"] },
  matches: (head) => /^\s*[[{]/.test(head) && /"jobId"\s*:/.test(head) && /"orderDate"/.test(head),
  needs: () => ["clock"],
  reader: (context) => new StatusReader(context),
};

class StatusReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #context: LogContext;

  constructor(context: LogContext) {
    this.#context = context;
  }

  read(text: string, line: number): readonly LogItem[] {
    let found: Record<string, unknown>;
    try {
      found = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return [unread(line, "it is no JSON object")];
    }
    const said = (name: string): string => {
      const value = Object.hasOwn(found, name) ? found[name] : null;
      return typeof value === "string" || typeof value === "number" ? `${value}` : "";
    };
    const [jobId, name, folder] = [said("jobId"), said("name"), said("folder")];
    if (jobId === "" || name === "") return [unread(line, "it has no jobId and name")];
    // Of a folder: its jobs have entries of their own.
    if (/folder|table/i.test(said("type"))) return nothing;
    const date = orderDate(said("orderDate"));
    if (date === null)
      return [unread(line, `its orderDate is "${said("orderDate").slice(0, 20)}"`)];
    const [start, end] = [this.#time(said("startTime")), this.#time(said("endTime"))];
    for (const at of [start, end]) if (at !== null) reach(this.span, at);
    const times = Number(said("numberOfRuns"));
    const job = folder === "" ? name : `${folder}/${name}`;
    return [
      loggedRun({
        ...{ job, line, date, start, end, status: said("status"), run: jobId },
        times: Number.isInteger(times) && times > 0 ? times : 1,
        ...{ host: said("host") || null, lines: [text] },
      }),
    ];
  }

  /** `20260814235859`, or `Oct 2, 2023, 11:42:59 AM` as one client prints it. */
  #time(text: string): number | null {
    const { clock } = this.#context;
    const read = digits(text) ?? worded(text);
    return read && clock ? clock.instant(read.date, read.time, "later") : null;
  }

  end(): readonly LogItem[] {
    return nothing;
  }
}

export function digits(text: string): { date: Three; time: Three } | null {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!found) return null;
  const [, ...parts] = found;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return { date: [year, month, day], time: [hour, minute, second] };
}

function worded(text: string): { date: Three; time: Three } | null {
  const found = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s([AP])M$/u.exec(
    text,
  );
  if (!found) return null;
  const [, month = "", day, year, hour, minute, second, half] = found;
  const of12 = Number(hour) % 12;
  return {
    date: [Number(year), monthNames.indexOf(month) + 1, Number(day)],
    time: [half === "P" ? of12 + 12 : of12, Number(minute), Number(second)],
  };
}

/** `YYYY-MM-DD` of `yymmdd` or `yyyymmdd`; null: it is neither. */
export function orderDate(text: string): string | null {
  const found = /^(\d\d)?(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!found) return null;
  const [, century = "20", year = "", month = "", day = ""] = found;
  const date = `${century}${year}-${month}-${day}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) ? date : null;
}
