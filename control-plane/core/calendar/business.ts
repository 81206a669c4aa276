// Arithmetic in the days of a calendar: so many on, the nearest, the nth of a period.

import { civilDate, weekday } from "../schedule/civil.ts";
import type { Calendar } from "./calendar.ts";
import { dateOf, dayNumber, dayOf } from "./date.ts";
import { type CompiledCalendar, compileCalendar } from "./days.ts";

type Days = Pick<CompiledCalendar, "has">;
type Counted = Pick<CompiledCalendar, "calendar" | "has">;

/** How far is looked for one more day: the days of a calendar that has them yearly are this far apart at most. */
const longestGap = 370;

/** The count-th day of the calendar after a day, or (negative) before it; 0 is the day itself. Null where the calendar ends. */
export function addDays(days: Days, from: number, count: number): number | null {
  const step = Math.sign(count);
  let day = from;
  for (let left = Math.abs(count); left > 0; left--) {
    const found = nearby(days, day + step, step, longestGap);
    if (found === null) return null;
    day = found;
  }
  return day;
}

/** The first day of the calendar from a day on, at most `limit` days away. */
function nearby(days: Days, from: number, step: number, limit: number): number | null {
  for (let away = 0; away <= limit; away++)
    if (days.has(from + away * step)) return from + away * step;
  return null;
}

/** Whether a calendar says nothing of a day, as it is before the first or after the last for which it does. */
export const isBeyond = ({ from, until }: Calendar, day: number): boolean =>
  (from !== null && day < dayOf(from)) || (until !== null && day > dayOf(until));

export type Roll = "skip" | "next" | "previous" | "nearest";

/**
 * A day of the calendar stays; another goes where `roll` says, at most `limit` days; null when it goes nowhere, and when the
 * calendar says nothing of it: the runs of months for which nobody continued a calendar are not to come to its last day.
 */
export function rollDay(days: Counted, day: number, roll: Roll, limit: number): number | null {
  if (days.has(day)) return day;
  if (isBeyond(days.calendar, day)) return null;
  switch (roll) {
    case "skip":
      return null;
    case "next":
      return nearby(days, day, 1, limit);
    case "previous":
      return nearby(days, day, -1, limit);
    case "nearest":
      for (let away = 1; away <= limit; away++) {
        if (days.has(day + away)) return day + away;
        if (days.has(day - away)) return day - away;
      }
      return null;
    default:
      return roll satisfies never;
  }
}

/** From the shortest. */
export const periodNames = ["week", "month", "quarter", "year"] as const;
export type Period = (typeof periodNames)[number];

/** First day of the period that holds a day, and the first after it. Weeks begin on Monday. */
export function periodOf(day: number, period: Period): { start: number; end: number } {
  if (period === "week") {
    const start = day - ((weekday(day) + 6) % 7);
    return { start, end: start + 7 };
  }
  const { year, month } = civilDate(day);
  const length = { month: 1, quarter: 3, year: 12 }[period];
  const first = month - ((month - 1) % length);
  return { start: dayNumber(year, first, 1), end: dayNumber(year, first + length, 1) };
}

/**
 * The nth day of the calendar in the period that holds `day`; negative n count from the end. Null when it has fewer,
 * and when the calendar says nothing of the side from which is counted.
 */
export function nthDay(
  { calendar, has }: Counted,
  day: number,
  period: Period,
  n: number,
): number | null {
  const { start, end } = periodOf(day, period);
  if (n > 0 && calendar.from !== null && start < dayOf(calendar.from)) return null;
  if (n < 0 && calendar.until !== null && end - 1 > dayOf(calendar.until)) return null;
  const step = Math.sign(n);
  let left = Math.abs(n);
  for (let at = n > 0 ? start : end - 1; at >= start && at < end; at += step)
    if (has(at) && --left === 0) return at;
  return null;
}

/** The same for dates (YYYY-MM-DD): the count-th business day after one, or before it; null where the calendar ends. */
export function addBusinessDays(calendar: Calendar, date: string, count: number): string | null {
  const day = addDays(compileCalendar(calendar), dayOf(date), count);
  return day === null ? null : dateOf(day);
}
