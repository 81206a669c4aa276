// A schedule with a calendar: the business dates for which it runs, once those outside have been left out or moved.

import { addDays, type Roll, rollDay } from "./business.ts";
import type { Calendar } from "./calendar.ts";
import { dayNumber, daysFrom, yearOf } from "./date.ts";
import { type CompiledCalendar, compileCalendar } from "./days.ts";
import { datesOf, defaultCalendar, type NamedDates } from "./named-dates.ts";

/** Which business dates of a schedule's runs are kept, and where the others go. */
export interface CalendarDays {
  /** Null: Monday to Friday for who counts business days, every day for others. */
  calendar: Calendar | null;
  roll: Roll;
  /** Most days between a date and that to which it rolls. */
  limit: number;
  /** Then by so many days of the calendar. */
  shift: number;
  /** `HH:MM`: a due time before it is for the date before. */
  newDay: string;
}

/** What a schedule names by itself: days of the clock, or business dates. */
export type Named = { matches(day: number): boolean } | NamedDates;

/** Days are day numbers: 0 is 1970-01-01. `back` is how many days a due time's clock is after the date that it counts for. */
export interface DueDates {
  /** Whether a time of day is due for a date. */
  has(date: number, back: number): boolean;
  /** Whether the schedule itself names a date, at its times that are so far after it. */
  names(date: number, back: number): boolean;
  /** Where the run of a date goes that the schedule names; null: nowhere. */
  move(date: number): number | null;
  /** The dates that the schedule names whose run is for this one, ascending: the date itself, or what was moved to it. */
  sources(date: number, back: number): number[];
  readonly compiled: CompiledCalendar;
}

export function compileDueDates(days: CalendarDays, named: Named): DueDates {
  const rule = "matches" in named ? null : named;
  const compiled = compileCalendar(days.calendar ?? defaultCalendar(rule));
  const { roll, limit, shift } = days;
  const ofRule = byYear((start, end) => (rule ? datesOf(rule, compiled, start, end) : []));
  const names: Has =
    "matches" in named ? (date, back) => named.matches(date + back) : (date) => ofRule(date, 0);
  const rolled = byYear((start, end, back) => {
    if (rule?.count?.unit === "businessDay") return datesOf(rule, compiled, start, end);
    const dates = daysFrom(start - limit, end + limit).filter((date) => names(date, back));
    return dates.flatMap((date) => rollDay(compiled, date, roll, limit) ?? []);
  });
  // A shift has one way back: from a day of the calendar to the one that it came from.
  const shifted = byYear((start, end, back) =>
    daysFrom(start, end).filter((date) => {
      const from = compiled.has(date) ? addDays(compiled, date, -shift) : null;
      return from !== null && rolled(from, back);
    }),
  );
  return {
    compiled,
    // A rule names dates, whenever on the clock they begin.
    has: (date, back) => (shift === 0 ? rolled : shifted)(date, rule === null ? back : 0),
    names,
    move(date) {
      const at = rollDay(compiled, date, roll, limit);
      return at === null ? null : addDays(compiled, at, shift);
    },
    sources(date, back) {
      if (!compiled.has(date)) return [];
      const at = addDays(compiled, date, -shift);
      if (at === null) return [];
      if (rule?.count?.unit === "businessDay") return rolled(at, 0) ? [at] : [];
      return daysFrom(at - limit, at + limit + 1).filter(
        (from) => names(from, back) && rollDay(compiled, from, roll, limit) === at,
      );
    },
  };
}

type Has = (date: number, back: number) => boolean;

/** Works out whole years, when one of their days is asked for. @param find Gives days, also beyond the year. */
function byYear(find: (start: number, end: number, back: number) => Iterable<number>): Has {
  const years = new Map<number, Uint8Array>();
  return (date, back) => {
    const year = yearOf(date);
    const start = dayNumber(year, 1, 1);
    const known = years.getOrInsertComputed(year * 4 + back, () => {
      const end = dayNumber(year + 1, 1, 1);
      const days = new Uint8Array(end - start);
      for (const at of find(start, end, back)) if (at >= start && at < end) days[at - start] = 1;
      return days;
    });
    return known[date - start] === 1;
  };
}
