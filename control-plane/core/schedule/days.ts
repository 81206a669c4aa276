// Which days a schedule's text matches: sets of bits, tested on day numbers.

import { dayNumber } from "../calendar/date.ts";
import { civilDate, longestMonths, monthLength, weekday } from "./civil.ts";

/** Bit n of a number stands for the value n. */
export interface Days {
  /** Bits 1 to 31. */
  days: number;
  /** Bits 1 to 12. */
  months: number;
  /** Bits 0 (Sunday) to 6. */
  weekdays: number;
  /** Whether a day matches by its date or by its weekday; else both must match. */
  either: boolean;
  /** Null for what few texts have, so that the others don't pay for it. */
  rare: RareDays | null;
}

export interface RareDays {
  /** Null is every year. */
  years: ReadonlySet<number> | null;
  /** Bit n: the nth last day of the month. */
  fromEnd: number;
  /** Bit n: the day from Monday to Friday that is nearest to day n, within the month; bit 0: the last such day. */
  workdays: number;
  /** By weekday. Bit n: the nth in the month; bit 0: the last. */
  nth: readonly number[];
}

export const bits = (values: Iterable<number>): number => {
  let all = 0;
  for (const value of values) all |= 1 << value;
  return all >>> 0;
};

const has = (set: number, value: number): boolean => (set & (1 << value)) !== 0;

/** @param at Days since 1970-01-01. */
export function dayMatches(rule: Days, at: number): boolean {
  const { year, month, day } = civilDate(at);
  if (!has(rule.months, month)) return false;
  const { rare } = rule;
  const ofWeek = weekday(at);
  let byDay = has(rule.days, day);
  let byWeekday = has(rule.weekdays, ofWeek);
  if (rare !== null) {
    if (rare.years !== null && !rare.years.has(year)) return false;
    const length = monthLength(year, month);
    byDay ||= has(rare.fromEnd, length - day + 1) || isWorkday(rare.workdays, day, ofWeek, length);
    const nth = rare.nth[ofWeek] ?? 0;
    byWeekday ||= has(nth, Math.ceil(day / 7)) || (has(nth, 0) && day + 7 > length);
  }
  return rule.either ? byDay || byWeekday : byDay && byWeekday;
}

/** A day from `at` on that may match: skips to the first of the next month where the month does not. */
export function nextDay(rule: Days, at: number): number {
  const { month, day } = civilDate(at);
  if (has(rule.months, month)) return at;
  // 28 days on is never beyond the next month's first day.
  return day === 1 ? at + 28 : at + Math.max(1, 29 - day);
}

/** Saturdays go to the Friday, Sundays to the Monday, unless that is another month's. */
function isWorkday(set: number, day: number, ofWeek: number, length: number): boolean {
  if (set === 0 || ofWeek === 0 || ofWeek === 6) return false;
  if (has(set, day)) return true;
  const isLast = day === length || (ofWeek === 5 && day + 2 >= length);
  if (has(set, 0) && isLast) return true;
  if (ofWeek === 5) {
    // The Sunday after is nearest to this Friday only where the month ends with it.
    return (day + 1 <= length && has(set, day + 1)) || (day + 2 === length && has(set, day + 2));
  }
  if (ofWeek !== 1) return false;
  return (day > 1 && has(set, day - 1)) || (day === 3 && has(set, 1));
}

/** The Gregorian calendar repeats after 400 years, weekdays included. */
const cycleDays = 146_097;

/** Whether no day ever matches. */
export function matchesNoDay(rule: Days): boolean {
  if (rule.rare === null) {
    if (rule.months === 0) return true;
    if (rule.either && rule.weekdays !== 0) return false;
    const someDate = longestMonths.some((longest, index) => {
      const lowDays = rule.days & (2 ** (longest + 1) - 2);
      return has(rule.months, index + 1) && lowDays !== 0;
    });
    // Every date, 29 February too, falls on every weekday within 400 years.
    return !someDate || (!rule.either && rule.weekdays === 0);
  }
  const { years } = rule.rare;
  if (years?.size === 0) return true;
  const first = years === null ? 0 : dayNumber(Math.min(...years), 1, 1);
  const last = years === null ? cycleDays : dayNumber(Math.max(...years) + 1, 1, 1);
  for (let day = first; day < last; day = nextDay(rule, day + 1))
    if (dayMatches(rule, day)) return false;
  return true;
}
