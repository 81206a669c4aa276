// Holidays as date-holidays gives them → their days, and those that one entry of a calendar may name together.

import type { CalendarRule } from "../calendar.ts";
import { dayOf, yearOf } from "../date.ts";
import type { Listed, NamedDay, Years } from "./fit.ts";
import { type LibraryRule, readLibraryRule, waysToSay } from "./library-rule.ts";

/** What the library says of one holiday in one year. */
export interface LibraryHoliday {
  /** `2026-12-25 00:00:00`, the local time at which it begins; `-0600` after it: from the evening before. */
  date: string;
  hours: number;
  name: string;
  type: string;
  rule: string;
  isSubstitute: boolean;
  note: string | null;
}

export interface HolidayDay extends NamedDay {
  isSubstitute: boolean;
}

export interface HolidayGroup extends Listed {
  name: string;
  type: string;
  note: string | null;
  rule: LibraryRule;
  days: HolidayDay[];
}

/** An hour more or less is that of a clock change. */
const clockChange = 1;

/** Days that the holiday takes whole, and those of which it takes a part. */
export function daysOf({ date, hours }: LibraryHoliday): { whole: number[]; parts: number[] } {
  const first = dayOf(date.slice(0, 10));
  const [hour = 0, minute = 0] = date.slice(11, 16).split(":").map(Number);
  const begins = hour + minute / 60;
  const before = begins === 0 ? 0 : Math.min(hours, 24 - begins);
  const left = hours - before;
  const count = Math.floor((left + clockChange) / 24);
  const start = begins === 0 ? first : first + 1;
  const whole = Array.from({ length: count }, (_, index) => start + index);
  const isPartLast = left - count * 24 > clockChange;
  return {
    whole,
    parts: [...(before > 0 ? [first] : []), ...(isPartLast ? [start + count] : [])],
  };
}

/**
 * Holidays of one base and name are a group; substitutes go with the one that they stand in for. @param years All years
 * that `holidays` are of: a group that is not of each gets `years` in its rules.
 */
export function groupHolidays(holidays: readonly LibraryHoliday[], years: Years): HolidayGroup[] {
  const groups = new Map<string, { group: HolidayGroup; texts: Set<string> }>();
  const plainFirst = [...holidays].sort((a, b) => Number(a.isSubstitute) - Number(b.isSubstitute));
  for (const { name, type, note, rule: text, isSubstitute, ...when } of plainFirst) {
    const rule = readLibraryRule(text);
    const own = `${rule.base} ${rule.length} ${name}`;
    const kin = isSubstitute || rule.isOfSubstitutes;
    const known = kin
      ? [...groups.values()].find(({ group }) => group.rule.base === rule.base)
      : groups.get(own);
    const made = known ?? {
      group: { name, type, note, rule, days: [], ways: [] },
      texts: new Set(),
    };
    if (known === undefined) groups.set(own, made);
    made.texts.add(text);
    for (const day of daysOf({ ...when, name, type, note, rule: text, isSubstitute }).whole)
      if (!made.group.days.some((one) => one.day === day))
        made.group.days.push({ day, name, isSubstitute });
  }
  return [...groups.values()]
    .filter(({ group }) => group.days.length > 0)
    .map(({ group, texts }) => {
      const days = group.days.sort((a, b) => a.day - b.day);
      const moves = [...texts].flatMap((text) => readLibraryRule(text).moves);
      const ways = waysToSay(group.rule, moves);
      return {
        ...group,
        days,
        ways: ways.map((way) => way.map((rule) => inYears(rule, days, years))),
      };
    });
}

/** A rule of days that are in some of the years only; that they are an odd selection is for `fit.ts` to find. */
export function inYears(rule: CalendarRule, days: readonly NamedDay[], years: Years): CalendarRule {
  const [first, last] = [days[0], days.at(-1)].map((one) => yearOf(one?.day ?? 0)) as [
    number,
    number,
  ];
  const bounds = {
    ...(first > years.from && { from: first }),
    ...(last < years.until && { until: last }),
  };
  return Object.keys(bounds).length === 0 ? rule : { ...rule, years: bounds };
}
