// The days on which a task runs (`onlyOn`): the days of schedules and calendars, as a question about a business date.

import { memoByKey } from "../memo.ts";
import { type Calendar, type Month, months } from "./calendar.ts";
import { dateOf, dayNumber, dayOf, monthOf } from "./date.ts";
import { compileCalendar } from "./days.ts";
import type { NamedDates } from "./named-dates.ts";
import { type CalendarDays, compileDueDates, type Named } from "./on-days.ts";

export type OnlyOn = { any: OnlyOn[] } | { all: OnlyOn[] } | { not: OnlyOn } | OnlyDays;

/** Dates as a structured schedule names them, or a list as a calendar's: null has every day. */
export type OnlyDays = ({ on: NamedDates } | { list: Calendar | null; months?: Month[] }) & {
  /** The calendar that they must be in, and where they go; null, of a list: as it has them. */
  days: Omit<CalendarDays, "newDay"> | null;
};

export interface CompiledOnlyOn {
  /** @param day A day number: 0 is 1970-01-01. */
  has(day: number): boolean;
}

/** As of schedules, an estate has a few hundred, of some 200 characters each and more with a calendar. */
const mostCharacters = 2_000_000;

/** Equal ones share the result. */
export const compileOnlyOn = memoByKey<OnlyOn, CompiledOnlyOn>(
  JSON.stringify,
  makeCompiled,
  mostCharacters,
);

function makeCompiled(rule: OnlyOn): CompiledOnlyOn {
  if ("not" in rule) {
    const { has } = compileOnlyOn(rule.not);
    return { has: (day) => !has(day) };
  }
  if ("any" in rule) {
    const parts = rule.any.map(compileOnlyOn);
    return { has: (day) => parts.some(({ has }) => has(day)) };
  }
  if ("all" in rule) {
    const parts = rule.all.map(compileOnlyOn);
    return { has: (day) => parts.every(({ has }) => has(day)) };
  }
  if (rule.days !== null) {
    const dates = compileDueDates({ ...rule.days, newDay: "00:00" }, namedOf(rule));
    return { has: (day) => dates.has(day, 0) };
  }
  const named = namedOf(rule);
  return { has: (day) => "matches" in named && named.matches(day) };
}

function namedOf(rule: OnlyDays): Named {
  if ("on" in rule) return rule.on;
  const { list, months: named } = rule;
  const compiled = list === null ? null : compileCalendar(list);
  const isInMonths = (day: number) =>
    named === undefined || named.includes(months[monthOf(day) - 1] as Month);
  return { matches: (day) => isInMonths(day) && (compiled === null || compiled.has(day)) };
}

/** @param date YYYY-MM-DD. */
export const isOnlyOn = (rule: OnlyOn, date: string): boolean =>
  compileOnlyOn(rule).has(dayOf(date));

/** 29 February as a Monday is at most 40 years away. */
const horizonDays = 41 * 366;

/** The first date after one that it has; null when there is none within 41 years. */
export function nextOnlyOn(rule: OnlyOn, date: string): string | null {
  const { has } = compileOnlyOn(rule);
  const start = dayOf(date) + 1;
  for (let day = start; day < start + horizonDays; day++) if (has(day)) return dateOf(day);
  return null;
}

/** Whether no day is in it, from 1970 to 2110: what is past is no mistake. */
export function isNever(rule: OnlyOn): boolean {
  const { has } = compileOnlyOn(rule);
  const [begin, middle, end] = [1970, 2025, 2110].map((year) => dayNumber(year, 1, 1)) as [
    number,
    number,
    number,
  ];
  // First where days are most likely found.
  for (let day = middle; day < end; day++) if (has(day)) return false;
  for (let day = begin; day < middle; day++) if (has(day)) return false;
  return true;
}

/** Those that it names, the ones within other calendars left out. */
export function calendarsOf(rule: OnlyOn): Calendar[] {
  if ("not" in rule) return calendarsOf(rule.not);
  if ("any" in rule) return rule.any.flatMap(calendarsOf);
  if ("all" in rule) return rule.all.flatMap(calendarsOf);
  const listed =
    "list" in rule && rule.list !== null
      ? [...rule.list.days, ...rule.list.except].flatMap((day) =>
          "calendar" in day ? day.calendar : [],
        )
      : [];
  return [...(rule.days?.calendar ? [rule.days.calendar] : []), ...listed];
}
