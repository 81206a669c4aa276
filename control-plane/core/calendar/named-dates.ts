// The business dates that a structured schedule names: weekdays, months, and days counted in periods from either end.

import { civilDate, monthNames, weekday, weekdayNames } from "../schedule/civil.ts";
import { nthDay, type Period, periodOf } from "./business.ts";
import { type Month, months, type Weekday } from "./calendar.ts";
import { type CompiledCalendar, compileCalendar, everyDay, mondayToFriday } from "./days.ts";
import { isOn } from "./rule.ts";

/** What it has must all hold; what is absent restricts nothing. */
export interface NamedDates {
  count?: DayCount;
  /** From Sunday; with `unit: "weekday"` those that are counted. */
  weekdays?: Weekday[];
  /** Three letters, from January. */
  months?: Month[];
}

/** The nth days of each period, from its end where negative. */
export interface DayCount {
  unit: CountUnit;
  /** Ascending. */
  nth: number[];
  of: Period;
}

/** All days, those of the rule's weekdays, or those of the schedule's calendar. */
export type CountUnit = "day" | "weekday" | "businessDay";

/** What business days are without a calendar, and what all other days are kept to. */
export const defaultCalendar = (rule: NamedDates | null) =>
  rule?.count?.unit === "businessDay" ? mondayToFriday : everyDay;

/** Day numbers that the rule names from `start` on, before `end`; not in order. @param calendar Of business days. */
export function* datesOf(
  rule: NamedDates,
  calendar: CompiledCalendar,
  start: number,
  end: number,
): Generator<number> {
  for (const day of countedDays(rule, calendar, start, end))
    if (day >= start && day < end && isNamed(rule, day)) yield day;
}

/** Which part of a rule leaves a day out; null when it names it. @param calendar Of business days. */
export function leftOutByRule(
  rule: NamedDates,
  calendar: CompiledCalendar,
  day: number,
): string | null {
  const { weekdays, months: named, count } = rule;
  const month = monthNames[civilDate(day).month - 1] ?? "";
  if (named !== undefined && !isNamed({ months: named }, day))
    return `its months (${named.join(", ")}) leave out ${month}`;
  if (weekdays !== undefined && !isNamed({ weekdays }, day))
    return `its weekdays (${weekdays.join(", ")}) leave out ${weekdayNames[weekday(day)]}`;
  if (count === undefined || [...countedDays(rule, calendar, day, day + 1)].includes(day))
    return null;
  if (count.unit === "businessDay") return "it is another business day";
  const unit = count.unit === "day" ? "day" : weekdayNames[weekday(day)];
  return `it is another ${unit} of the ${count.of}`;
}

const isNamed = ({ weekdays, months: named }: NamedDates, day: number): boolean =>
  (weekdays === undefined || isOn(day, weekdays)) &&
  (named === undefined || named.includes(months[civilDate(day).month - 1] as Month));

function* countedDays(
  { count, weekdays = [] }: NamedDates,
  calendar: CompiledCalendar,
  start: number,
  end: number,
): Generator<number> {
  if (count === undefined) {
    for (let day = start; day < end; day++) yield day;
    return;
  }
  const counted: Pick<CompiledCalendar, "calendar" | "has"> = {
    day: compileCalendar(everyDay),
    weekday: { calendar: everyDay, has: (day: number) => isOn(day, weekdays) },
    businessDay: calendar,
  }[count.unit];
  for (let day = start; day < end; day = periodOf(day, count.of).end) {
    const found = count.nth.flatMap((n) => nthDay(counted, day, count.of, n) ?? []);
    yield* new Set(found);
  }
}
