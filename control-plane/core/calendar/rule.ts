// The days that one rule of a calendar names in a year.

import { monthLength, weekday } from "../schedule/civil.ts";
import { type CalendarRule, months, type Weekday, weekdays } from "./calendar.ts";
import { dayIn, dayNumber, dayOf, daysFrom, hasYear } from "./date.ts";
import { easterSunday, orthodoxEasterSunday } from "./easter.ts";

/** Day numbers; those of a range that crosses New Year belong to the year in which it begins. None for another calendar's. */
export function daysOfRule(rule: CalendarRule, year: number): number[] {
  if (!isOfYear(rule, year) || "calendar" in rule) return [];
  if ("date" in rule) return only(dayIn(rule.date, year));
  if ("easter" in rule) return [easterSunday(year) + rule.easter];
  if ("orthodoxEaster" in rule) return [orthodoxEasterSunday(year) + rule.orthodoxEaster];
  if ("nth" in rule) return nthDays(rule, year);
  if ("before" in rule) return beside(rule.before, year, rule.weekday, -1);
  if ("after" in rule) return beside(rule.after, year, rule.weekday, 1);
  if ("day" in rule) return monthDays(rule, year);
  if ("every" in rule) return everyDays(rule, year);
  return rangeDays(rule, year);
}

/** Whether the rule holds in a year. */
export const isOfYear = (
  { years: { from = -Infinity, until = Infinity } = {} }: CalendarRule,
  year: number,
): boolean => year >= from && year <= until;

const only = (day: number | null): number[] => (day === null ? [] : [day]);

const monthsOf = (month: readonly string[] | undefined): number[] =>
  months.flatMap((name, index) => (month === undefined || month.includes(name) ? [index + 1] : []));

/** On which day of the week a day is. */
export const dayOfWeek = (day: number): Weekday => weekdays[weekday(day)] as Weekday;

export const isOn = (day: number, wanted: readonly Weekday[]): boolean =>
  wanted.includes(dayOfWeek(day));

function nthDays(rule: Extract<CalendarRule, { nth: number }>, year: number): number[] {
  return monthsOf(rule.month).flatMap((month) => {
    const first = dayNumber(year, month, 1);
    const found: number[] = [];
    for (let day = first; day < first + monthLength(year, month); day++)
      if (isOn(day, rule.weekday)) found.push(day);
    return found.at(rule.nth > 0 ? rule.nth - 1 : rule.nth) ?? [];
  });
}

function beside(date: string, year: number, wanted: readonly Weekday[], step: number): number[] {
  const start = dayIn(date, year);
  if (start === null) return [];
  let day = start + step;
  while (!isOn(day, wanted)) day += step;
  return [day];
}

function monthDays(rule: Extract<CalendarRule, { day: number }>, year: number): number[] {
  return monthsOf(rule.month).flatMap((month) => {
    const length = monthLength(year, month);
    const day = rule.day > 0 ? rule.day : length + 1 + rule.day;
    return day >= 1 && day <= length ? dayNumber(year, month, day) : [];
  });
}

function everyDays(rule: Extract<CalendarRule, { every: number }>, year: number): number[] {
  const start = dayOf(rule.from);
  const first = Math.max(start, dayNumber(year, 1, 1));
  const end = Math.min(
    dayNumber(year + 1, 1, 1) - 1,
    rule.until === undefined ? Number.POSITIVE_INFINITY : dayOf(rule.until),
  );
  const found: number[] = [];
  const ahead = Math.ceil((first - start) / rule.every) * rule.every;
  for (let day = start + ahead; day <= end; day += rule.every) found.push(day);
  return found;
}

/** Both ends have a year, or neither has one. */
function rangeDays(rule: { from: string; until: string }, year: number): number[] {
  if (hasYear(rule.from)) {
    const start = Math.max(dayOf(rule.from), dayNumber(year, 1, 1));
    return daysFrom(start, Math.min(dayOf(rule.until) + 1, dayNumber(year + 1, 1, 1)));
  }
  const crosses = rule.until < rule.from;
  // Where there is no 29 February a range begins after it and ends before it.
  const start = dayIn(rule.from, year) ?? dayNumber(year, 3, 1);
  const endYear = crosses ? year + 1 : year;
  return daysFrom(start, (dayIn(rule.until, endYear) ?? dayNumber(endYear, 2, 28)) + 1);
}
