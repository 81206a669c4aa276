// The days of `onlyOn` by the plainest reading: day by day, on a paper calendar. It shares no code with the engine.

import type { Roll } from "#core/calendar/business.ts";
import {
  type Calendar,
  type CalendarRule,
  type Month,
  months,
  type Weekday,
} from "#core/calendar/calendar.ts";
import type { NamedDates } from "#core/calendar/named-dates.ts";
import type { OnlyDays, OnlyOn } from "#core/calendar/only-on.ts";

type Day = Temporal.PlainDate;

/** Week days, dates (of a year or of each), days of months and nth weekdays, without ends; business days are Monday to Friday. */
export function naivelyOn(rule: OnlyOn, date: string): boolean {
  if ("not" in rule) return !naivelyOn(rule.not, date);
  if ("any" in rule) return rule.any.some((part) => naivelyOn(part, date));
  if ("all" in rule) return rule.all.every((part) => naivelyOn(part, date));
  const day = Temporal.PlainDate.from(date);
  const { days } = rule;
  if (days === null) return isNamed(rule, day);
  // Without a calendar only who counts business days keeps to Monday to Friday.
  const isEvery =
    days.calendar === null && !("on" in rule && rule.on.count?.unit === "businessDay");
  const known = new Map<number, boolean>();
  const isOpen = (one: number) =>
    known.getOrInsertComputed(one, () => isEvery || isInCalendar(days.calendar, dayAt(one)));
  // Whatever comes to lie here came from not farther away than that.
  const away = days.limit + Math.abs(days.shift) * 10 + 10;
  for (let from = numberOf(day) - away; from <= numberOf(day) + away; from++)
    if (isNamed(rule, dayAt(from)) && walk(from, days, isOpen) === numberOf(day)) return true;
  return false;
}

const epoch = Temporal.PlainDate.from("1970-01-01");
const numberOf = (day: Day): number => day.since(epoch, { largestUnit: "days" }).days;
const dayAt = (number: number): Day => epoch.add({ days: number });

function isNamed(rule: OnlyDays, day: Day): boolean {
  const { months: named } = "on" in rule ? rule.on : rule;
  if (named !== undefined && !named.includes(months[day.month - 1] as Month)) return false;
  if ("list" in rule) return rule.list === null || isInCalendar(rule.list, day);
  return isCounted(rule.on, rule.days?.calendar ?? null, day);
}

function isCounted({ count, weekdays }: NamedDates, calendar: Calendar | null, day: Day): boolean {
  const isOn = (one: Day) => weekdays?.includes(names[one.dayOfWeek - 1] as Weekday) ?? true;
  if (!isOn(day)) return false;
  if (count === undefined) return true;
  const counted = {
    day: (days: Day[]) => days,
    weekday: (days: Day[]) => days.filter(isOn),
    businessDay: () => openDays(calendar, day, count.of),
  }[count.unit](daysOfPeriod(day, count.of));
  return count.nth.some((n) => counted.at(n > 0 ? n - 1 : n)?.equals(day));
}

const opens = new Map<string, Day[]>();

function openDays(calendar: Calendar | null, day: Day, of: Period): Day[] {
  const days = daysOfPeriod(day, of);
  const key = `${of} ${days[0]} ${JSON.stringify(calendar)}`;
  return opens.getOrInsertComputed(key, () => days.filter((one) => isInCalendar(calendar, one)));
}

type Period = "week" | "month" | "quarter" | "year";

/** Periods that were listed before: a year has one of each kind, and many days that ask for it. */
const periods = new Map<string, Day[]>();

function daysOfPeriod(day: Day, of: Period): Day[] {
  const nameOf: Record<Period, (one: Day) => string> = {
    week: (one) => one.subtract({ days: one.dayOfWeek - 1 }).toString(),
    month: (one) => `${one.year}-${one.month}`,
    quarter: (one) => `${one.year}-Q${Math.ceil(one.month / 3)}`,
    year: (one) => `${one.year}`,
  };
  const name = nameOf[of](day);
  return periods.getOrInsertComputed(`${of} ${name}`, () => {
    const around = Array.from({ length: 740 }, (_, n) => day.add({ days: n - 370 }));
    return around.filter((one) => nameOf[of](one) === name);
  });
}

const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

function isInCalendar(calendar: Calendar | null, day: Day): boolean {
  if (calendar === null) return day.dayOfWeek <= 5;
  const { weekdays, days, except } = calendar;
  if (except.some((rule) => hasDay(rule, day))) return false;
  if (weekdays === null && days.length === 0) return true;
  const name = names[day.dayOfWeek - 1];
  return (weekdays ?? []).some((one) => one === name) || days.some((rule) => hasDay(rule, day));
}

function hasDay(rule: CalendarRule, day: Day): boolean {
  if ("calendar" in rule) return isInCalendar(rule.calendar, day);
  if ("date" in rule) return day.toString().endsWith(rule.date);
  if ("day" in rule) return day.day === (rule.day > 0 ? rule.day : day.daysInMonth + 1 + rule.day);
  if (!("nth" in rule)) throw new Error(`no plain reading of ${JSON.stringify(rule)}`);
  const all = daysOfPeriod(day, "month").filter((one) =>
    rule.weekday.includes(names[one.dayOfWeek - 1] as Weekday),
  );
  return all.at(rule.nth > 0 ? rule.nth - 1 : rule.nth)?.equals(day) ?? false;
}

/** Where a day goes, step by step. Days are numbers. */
export function walk(
  day: number,
  { roll, limit, shift }: { roll: Roll; limit: number; shift: number },
  isOpen: (day: number) => boolean,
): number | null {
  let found: number | null = isOpen(day) ? day : null;
  for (let away = 1; found === null && away <= limit && roll !== "skip"; away++) {
    if (roll !== "previous" && isOpen(day + away)) found = day + away;
    else if (roll !== "next" && isOpen(day - away)) found = day - away;
  }
  if (found === null) return null;
  for (let left = Math.abs(shift); left > 0; ) {
    found += Math.sign(shift);
    if (isOpen(found)) left--;
  }
  return found;
}
