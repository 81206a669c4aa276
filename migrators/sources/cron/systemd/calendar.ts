// OnCalendar text as systemd.time(7) describes it, apart from the scheduler's own reader, which it is there to prove.

import { isTimezone } from "#core/timezone.ts";

export interface CalendarEvent {
  /** 0 is Sunday. */
  weekdays: ReadonlySet<number>;
  years: ReadonlySet<number> | null;
  months: ReadonlySet<number>;
  days: ReadonlySet<number>;
  /** Days count from the month's last one, which is 1. */
  isFromEnd: boolean;
  /** Seconds of the day, ascending. */
  times: readonly number[];
  /** Null: that of the host. */
  zone: string | null;
}

const shorthands: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ minutely: "*-*-* *:*:00", hourly: "*-*-* *:00:00", daily: "*-*-* 00:00:00" },
    ...{ weekly: "Mon *-*-* 00:00:00", monthly: "*-*-01 00:00:00", yearly: "*-01-01 00:00:00" },
    ...{ annually: "*-01-01 00:00:00", quarterly: "*-01,04,07,10-01 00:00:00" },
    ...{ semiannually: "*-01,07-01 00:00:00" },
  }),
);
const weekdayNames = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const all = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Null for what is none, and for parts of a second. */
export function readCalendar(text: string): CalendarEvent | null {
  const words = text.trim().split(/\s+/);
  const last = words.at(-1) ?? "";
  const isZone = words.length > 1 && (/^utc$/i.test(last) || (/\//.test(last) && isTimezone(last)));
  const zone = isZone ? (/^utc$/i.test(last) ? "UTC" : last) : null;
  if (isZone) words.pop();
  const meant = words.length === 1 ? shorthands.get((words[0] ?? "").toLowerCase()) : undefined;
  const parts = meant?.split(" ") ?? words;
  const weekdays = /^[a-z]/i.test(parts[0] ?? "")
    ? weekdaysOf(parts.shift() ?? "")
    : new Set(all(0, 6));
  const date = /[-~]/.test(parts[0] ?? "") ? dateOf(parts.shift() ?? "") : dateOf("*-*-*");
  const times = parts.length === 0 ? [0] : timesOf(parts.shift() ?? "");
  if (weekdays === null || date === null || times === null || parts.length > 0) return null;
  return { weekdays, ...date, times, zone };
}

function weekdaysOf(text: string): Set<number> | null {
  const found = new Set<number>();
  for (const item of text.replace(/,$/, "").toLowerCase().split(",")) {
    const ends = item
      .split("..")
      .map((word) => weekdayNames.findIndex((name) => name === word || name.slice(0, 3) === word));
    const [first = -1, last = first] = ends;
    if (ends.length > 2 || ends.includes(-1)) return null;
    // Weeks begin with Monday.
    const [from, to] = [(first + 6) % 7, (last + 6) % 7];
    if (from > to) return null;
    for (const day of all(from, to)) found.add((day + 1) % 7);
  }
  return found;
}

function dateOf(
  text: string,
): Pick<CalendarEvent, "years" | "months" | "days" | "isFromEnd"> | null {
  const [, year = "*", month = "", sign, day = ""] =
    /^(?:([^-~]+)-)?([^-~]+)([-~])([^-~]+)$/.exec(text) ?? [];
  const isFromEnd = sign === "~" && day !== "*";
  const years = year === "*" ? null : valuesOf(year, 1970, 2199, true, fullYear);
  const months = valuesOf(month, 1, 12, true);
  const days = valuesOf(day, 1, isFromEnd ? 28 : 31, !isFromEnd);
  if (sign === undefined || months === null || days === null || (years === null && year !== "*"))
    return null;
  return {
    years: years && new Set(years),
    months: new Set(months),
    days: new Set(days),
    isFromEnd,
  };
}

const fullYear = (year: number): number => (year > 99 ? year : year + (year < 70 ? 2000 : 1900));

function timesOf(text: string): number[] | null {
  const [hour = "", minute, second = "00", ...more] = text.split(":");
  const hours = valuesOf(hour, 0, 23, true);
  const minutes = minute === undefined ? null : valuesOf(minute, 0, 59, true);
  const seconds = valuesOf(second, 0, 59, true);
  if (hours === null || minutes === null || seconds === null || more.length > 0) return null;
  const times = new Set<number>();
  for (const h of hours)
    for (const m of minutes) for (const s of seconds) times.add((h * 60 + m) * 60 + s);
  return [...times].sort((a, b) => a - b);
}

/** `*`, or values, ranges and steps; those of days from the end go down to it. */
function valuesOf(
  text: string,
  min: number,
  max: number,
  isUp: boolean,
  meant = (value: number): number => value,
): number[] | null {
  if (text === "*") return all(min, max);
  const found: number[] = [];
  for (const item of text.split(",")) {
    const [, first, last, every] = /^(\d{1,4})(?:\.\.(\d{1,4}))?(?:\/(\d{1,4}))?$/.exec(item) ?? [];
    if (first === undefined || every === "0") return null;
    const from = meant(Number(first));
    const to = last === undefined ? null : meant(Number(last));
    const step = Number(every ?? 1);
    const end = to ?? (every === undefined ? from : isUp ? max : min);
    if (from < min || from > max || (to !== null && to < from)) return null;
    const down = to === null && !isUp;
    for (let value = from; down ? value >= end : value <= end; value += down ? -step : step) {
      if (value > max) return null;
      found.push(value);
    }
  }
  return found;
}
