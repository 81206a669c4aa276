// Dates that are written out: `2026-12-31`, or `12-31`, which is a day of each year.

import { dateOf, dayIn, dayOf, hasYear, yearOf } from "../calendar/date.ts";

/** Whether a text has the form of one; the day need not exist. */
export const isFixedDate = (text: string): boolean => /^(\d{4}-)?\d\d-\d\d$/.test(text);

/** The newest such day that is not after a date. */
export const latestFixed = (text: string, date: string): string =>
  hasYear(text) ? text : dateOf(found(text, dayOf(date), -1));

/** The one that is nearest to a date; of two equally far the one before. */
export function nearestFixed(text: string, date: string): string {
  if (hasYear(text)) return text;
  const day = dayOf(date);
  const [before, after] = [found(text, day, -1), found(text, day, 1)];
  return dateOf(day - before <= after - day ? before : after);
}

/** From a day on, in one direction. */
function found(text: string, from: number, step: -1 | 1): number {
  for (let year = yearOf(from); ; year += step) {
    const day = dayIn(text, year);
    if (day !== null && (day - from) * step >= 0) return day;
  }
}
