// What a scheduler itself has planned, as a table that anybody can export: a line of headings, then a row for each start of a
// job. No shape of the vendors' own forecasts is public.

import { dateExists } from "#core/calendar/date.ts";
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

const headings = {
  job: ["job", "jobname", "jobmember", "name"],
  folder: ["folder", "foldername", "parentfolder", "table"],
  date: ["date", "odate", "orderdate", "rundate", "startdate"],
  time: ["time", "starttime"],
  start: ["start", "nextstart", "scheduledstart"],
} as const;

type Column = keyof typeof headings;
type Columns = Partial<Record<Column, number>>;

/** Longer lines are no row. */
const longestRow = 1_024;

export const forecast: LogFormat = {
  ...{ name: "a forecast as a table", system: null, pieces: "lines", covers: "whole", plans: true },
  ...{ grows: false, tells: [] },
  matches(head) {
    const first = head.split("\n", 8).find((line) => line.trim() !== "");
    return first !== undefined && columnsOf(first) !== null;
  },
  needs: () => ["clock"],
  reader: (context) => new ForecastReader(context),
};

/** Null: it is no line of headings. */
function columnsOf(line: string): { delimiter: string; columns: Columns } | null {
  const delimiter = [",", ";", "\t"].find((each) => line.includes(each));
  if (delimiter === undefined || line.length > longestRow) return null;
  const names = cellsOf(line, delimiter).map((cell) => cell.toLowerCase().replaceAll(/[\W_]/g, ""));
  const columns: Columns = {};
  for (const [column, words] of Object.entries(headings)) {
    const place = names.findIndex((name) => (words as readonly string[]).includes(name));
    if (place >= 0) columns[column as Column] = place;
  }
  const isDated = columns.date !== undefined || columns.start !== undefined;
  return columns.job !== undefined && isDated ? { delimiter, columns } : null;
}

/** Cells may stand in quotes, which are doubled within. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let rest = line.trim();
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const end = rest.indexOf(delimiter, quoted?.[0].length ?? 0);
    const cell = quoted
      ? (quoted[1] ?? "").replaceAll('""', '"')
      : rest.slice(0, end < 0 ? undefined : end);
    cells.push(cell.trim());
    if (end < 0) return cells;
    rest = rest.slice(end + 1);
  }
}

type Three = readonly [number, number, number];

class ForecastReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  readonly #context: LogContext;
  #head: ReturnType<typeof columnsOf> = null;

  constructor(context: LogContext) {
    this.#context = context;
  }

  read(text: string, line: number): readonly LogItem[] {
    if (text.trim() === "") return nothing;
    if (this.#head === null) {
      this.#head = columnsOf(text);
      return nothing;
    }
    if (text.length > longestRow) return [unread(line, "it is too long for a row")];
    const { delimiter, columns } = this.#head;
    const cells = cellsOf(text, delimiter);
    const cell = (name: Column): string => cells[columns[name] ?? -1] ?? "";
    const job = cell("folder") === "" ? cell("job") : `${cell("folder")}/${cell("job")}`;
    const when = this.#when(cell("date") || cell("start"), cell("time"));
    if (cell("job") === "" || when === null)
      return [unread(line, "it has no job with a date as 2026-03-02, 20260302 or 03/02/2026")];
    const [year, month, day] = when.date;
    const date = [year, month, day].map((part) => `${part}`.padStart(2, "0")).join("-");
    if (!dateExists(date)) return [unread(line, `there is no day ${date}`)];
    if (this.#context.system === "control-m") return [loggedRun({ job, line, date })];
    const start = when.time && this.#at(when.date, when.time);
    const [first, end] = [this.#at(when.date, [0, 0, 0]), this.#at(nextDay(when.date), [0, 0, 0])];
    if (start === null || first === null || end === null)
      return [unread(line, "it has no time of day as 06:30")];
    // The whole date is known, and nothing of the next.
    reach(this.span, first);
    reach(this.span, end);
    return [loggedRun({ job, line, start })];
  }

  /** A time may stand behind the date. */
  #when(text: string, time: string): { date: Three; time: Three | null } | null {
    const iso = /^(\d{4})-?(\d\d)-?(\d\d)(?=$|\D)/.exec(text);
    const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?=$|\D)/.exec(text);
    const found = iso ?? slashed;
    if (found === null) return null;
    const [first, second, third] = found.slice(1).map(Number) as [number, number, number];
    const isDayFirst = this.#context.dateStandard === "ddmm";
    const date: Three = iso
      ? [first, second, third]
      : isDayFirst
        ? [third, second, first]
        : [third, first, second];
    const clock = /(\d{1,2}):(\d\d)(?::(\d\d))?/.exec(time || text.slice(found[0].length));
    return {
      date,
      time: clock ? [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)] : null,
    };
  }

  #at(date: Three, time: Three): number | null {
    return this.#context.clock?.instant(date, time, "later") ?? null;
  }

  end(): readonly LogItem[] {
    return nothing;
  }
}

const nextDay = ([year, month, day]: Three): Three => {
  const next = Temporal.PlainDate.from({ year, month, day }).add({ days: 1 });
  return [next.year, next.month, next.day];
};
