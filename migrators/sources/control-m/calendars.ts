// Calendars of the server: from a DEFCAL export, which has a string of a year's days, or as lists of dates from the parameters.

import { dateExists, dateOf, dayNumber, dayOf } from "#core/calendar/date.ts";
import { civilDate, monthLength } from "#core/schedule/civil.ts";
import type { LegacyCalendar } from "#migrators/legacy.ts";
import type { Finding, LegacyFile, Statement } from "#migrators/statement.ts";

/** Days as day numbers; 0 is 1970-01-01. */
export interface Calendar {
  name: string;
  /** Its marked days, ascending. */
  days: readonly number[];
  marked: ReadonlySet<number>;
  /** Periods of a periodic calendar by day; null of a plain one. */
  periods: ReadonlyMap<number, string> | null;
  /** Years that something is known of: in others nothing is, which isn't the same as no day. */
  years: ReadonlySet<number>;
  statement: Statement | null;
}

export function calendarOf(
  name: string,
  days: Iterable<number>,
  more: Partial<Pick<Calendar, "periods" | "years" | "statement">> = {},
): Calendar {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const years = more.years ?? new Set(sorted.map((day) => civilDate(day).year));
  const { periods = null, statement = null } = more;
  return { name, days: sorted, marked: new Set(sorted), periods, years, statement };
}

/** Calendars that the parameters list by their dates, `YYYY-MM-DD`. */
export function calendarsOfParams(
  params: Readonly<Record<string, { dates?: readonly string[] }>>,
): Calendar[] {
  return Object.entries(params).map(([name, { dates = [] }]) =>
    calendarOf(name, dates.filter(dateExists).map(dayOf)),
  );
}

/** Calendars of a DEFCAL export; one that can't be read is left out, with a finding. */
export function calendarsOfExport(file: LegacyFile): {
  calendars: Calendar[];
  findings: Finding[];
} {
  const calendars: Calendar[] = [];
  const findings: Finding[] = [];
  for (const root of file.statements) {
    if (root.kind !== "DEFCAL") continue;
    for (const statement of root.children) {
      const read =
        statement.kind === "CALENDAR"
          ? readCalendar(statement)
          : `<${statement.kind}> is no calendar`;
      if (typeof read !== "string") calendars.push(read);
      else
        findings.push({
          ...{
            code: "control-m-calendar",
            severity: "error",
            place: statement.place,
            message: read,
          },
        });
    }
  }
  return { calendars, findings };
}

const valueIn = ({ attributes }: Statement, name: string): string | undefined =>
  attributes.find((attribute) => attribute.name === name)?.value;

const unmarked = new Set(["N", " ", "-"]);

/** Or what is wrong. */
function readCalendar(statement: Statement): Calendar | string {
  const name = valueIn(statement, "NAME");
  if (!name) return "a calendar without a name";
  const days: number[] = [];
  const periods = new Map<number, string>();
  const years = new Set<number>();
  for (const each of statement.children) {
    const year = Number(valueIn(each, "NAME"));
    const marks = valueIn(each, "DAYS");
    if (each.kind !== "YEAR" || !Number.isInteger(year) || year < 1970 || year > 2200 || !marks)
      return `calendar ${name} has a <${each.kind}> that is no year with its days`;
    const length = 337 + monthLength(year, 2);
    if (marks.length !== length && marks.length !== 366)
      return `calendar ${name} has ${marks.length} days in ${year}, which has ${length}`;
    years.add(year);
    for (let at = 0; at < marks.length; at++) {
      const mark = (marks[at] as string).toUpperCase();
      if (!/[A-Z0-9 -]/.test(mark)) return `calendar ${name} has "${mark}" in ${year}`;
      if (unmarked.has(mark)) continue;
      // Marks are by the day of the year; a common year has none for the 366th.
      if (at >= length) return `calendar ${name} marks a 366th day of ${year}`;
      const day = dayNumber(year, 1, 1) + at;
      days.push(day);
      if (mark !== "Y") periods.set(day, mark);
    }
  }
  const isPeriodic = /period/i.test(valueIn(statement, "TYPE") ?? "") || periods.size > 0;
  if (isPeriodic) for (const day of days) if (!periods.has(day)) periods.set(day, "Y");
  return calendarOf(name, days, { periods: isPeriodic ? periods : null, years, statement });
}

/** For the model of all sources. */
export const legacyCalendar = ({ name, days, periods, statement }: Calendar): LegacyCalendar => ({
  ...{ name, statement, refusals: [] },
  dates: days.map(dateOf),
  periods: periods && Object.fromEntries([...periods].map(([day, mark]) => [dateOf(day), mark])),
});

/** Next or previous marked day on or from a day on; null: the calendar ends before, or says nothing of the day's year. */
export function markedFrom({ days, years }: Calendar, day: number, step: 1 | -1): number | null {
  if (!years.has(civilDate(day).year)) return null;
  const at = firstNotBefore(days, day);
  if (step === 1) return days[at] ?? null;
  return days[at] === day ? day : (days[at - 1] ?? null);
}

/** The marked day so many marked days after a day, or before it; null: the calendar ends before. */
export function shifted({ days }: Calendar, day: number, by: number): number | null {
  if (by === 0) return day;
  const at = firstNotBefore(days, day);
  // From a day that isn't marked, the next marked one is already one away.
  const from = days[at] === day || by < 0 ? at : at - 1;
  return days[from + by] ?? null;
}

function firstNotBefore(days: readonly number[], day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as number) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
