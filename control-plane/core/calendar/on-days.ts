// A schedule with a calendar: the business dates for which it runs, once those outside have been left out or moved.

import { addDays, nthDay, type Period, periodOf, type Roll, rollDay } from "./business.ts";
import type { Calendar } from "./calendar.ts";
import { dayNumber, daysFrom, yearOf } from "./date.ts";
import { type CompiledCalendar, compileCalendar, mondayToFriday } from "./days.ts";

/** Which business dates of a schedule's runs are kept, and where the others go. */
export interface CalendarDays {
  /** Null: Monday to Friday. */
  calendar: Calendar | null;
  roll: Roll;
  /** Most days between a date and that to which it rolls. */
  limit: number;
  /** Then by so many days of the calendar. */
  shift: number;
  /** `HH:MM`: a due time before it is for the date before. */
  newDay: string;
}

/** What a schedule names by itself: days of the clock, or business days counted in periods. */
export type Named = { matches(day: number): boolean } | { nth: readonly number[]; of: Period };

/** Days are day numbers: 0 is 1970-01-01. */
export interface DueDates {
  /** Seconds since midnight at which dates begin. */
  readonly newDay: number;
  /** Whether a time of day is due for a date; `early` ones are before new day, on the clock's day after the date. */
  has(date: number, early: boolean): boolean;
  /** Whether the schedule itself names a date, at its times of that kind. */
  names(date: number, early: boolean): boolean;
  /** Where the run of a date goes that the schedule names; null: nowhere. */
  move(date: number): number | null;
  /** The dates that the schedule names whose run is for this one, ascending: the date itself, or what was moved to it. */
  sources(date: number, early: boolean): number[];
  readonly compiled: CompiledCalendar;
}

export function compileDueDates(days: CalendarDays, named: Named, newDay: number): DueDates {
  const compiled = compileCalendar(days.calendar ?? mondayToFriday);
  const { roll, limit, shift } = days;
  const names: Has = (date, early) => !("nth" in named) && named.matches(early ? date + 1 : date);
  const rolled = byYear((start, end, early) => {
    if ("nth" in named) return nthDates(compiled, named, start, end);
    const dates = daysFrom(start - limit, end + limit).filter((date) => names(date, early));
    return dates.flatMap((date) => rollDay(compiled, date, roll, limit) ?? []);
  });
  // A shift has one way back: from a day of the calendar to the one that it came from.
  const shifted = byYear((start, end, early) =>
    daysFrom(start, end).filter((date) => {
      const from = compiled.has(date) ? addDays(compiled, date, -shift) : null;
      return from !== null && rolled(from, early);
    }),
  );
  return {
    newDay,
    compiled,
    has: (date, early) => (shift === 0 ? rolled : shifted)(date, early && !("nth" in named)),
    names,
    move(date) {
      const at = rollDay(compiled, date, roll, limit);
      return at === null ? null : addDays(compiled, at, shift);
    },
    sources(date, early) {
      if (!compiled.has(date)) return [];
      const at = addDays(compiled, date, -shift);
      if (at === null) return [];
      if ("nth" in named) return rolled(at, false) ? [at] : [];
      return daysFrom(at - limit, at + limit + 1).filter(
        (from) => names(from, early) && rollDay(compiled, from, roll, limit) === at,
      );
    },
  };
}

type Has = (date: number, early: boolean) => boolean;

/** Works out whole years, when one of their days is asked for. @param find Gives days, also beyond the year. */
function byYear(find: (start: number, end: number, early: boolean) => Iterable<number>): Has {
  const years = new Map<number, Uint8Array>();
  return (date, early) => {
    const year = yearOf(date);
    const start = dayNumber(year, 1, 1);
    const known = years.getOrInsertComputed(year * 2 + Number(early), () => {
      const end = dayNumber(year + 1, 1, 1);
      const days = new Uint8Array(end - start);
      for (const at of find(start, end, early)) if (at >= start && at < end) days[at - start] = 1;
      return days;
    });
    return known[date - start] === 1;
  };
}

function* nthDates(
  compiled: CompiledCalendar,
  { nth, of }: Extract<Named, { nth: unknown }>,
  from: number,
  to: number,
): Generator<number> {
  for (let day = from; day < to; day = periodOf(day, of).end)
    for (const n of nth) {
      const date = nthDay(compiled, day, of, n);
      if (date !== null) yield date;
    }
}
