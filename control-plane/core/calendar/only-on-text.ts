// `onlyOn` in words, and why it leaves a date out: for the row that records it, and for `why`.

import { weekdayNames } from "../schedule/civil.ts";
import { datesText, monthsText } from "../schedule/say-dates.ts";
import { andList, nthText } from "../schedule/say-list.ts";
import { type Calendar, type CalendarRule, months, weekdays as week } from "./calendar.ts";
import { dayOf } from "./date.ts";
import { compileCalendar } from "./days.ts";
import { explainDay, ruleText } from "./explain.ts";
import type { CalendarLines } from "./lines.ts";
import type { NamedDates } from "./named-dates.ts";
import { calendarsOf, nextOnlyOn, type OnlyDays, type OnlyOn } from "./only-on.ts";

/** Such as `the last business day of each month by nyse`. */
export function onlyOnText(rule: OnlyOn): string {
  if ("not" in rule) return `not (${onlyOnText(rule.not)})`;
  if ("any" in rule) return rule.any.map(onlyOnText).join(", or ");
  if ("all" in rule) return rule.all.map((part) => `(${onlyOnText(part)})`).join(" and ");
  const { days } = rule;
  if (!("on" in rule)) return listText(rule) + calendarText(days, "that");
  const isCounted = rule.on.count?.unit === "businessDay";
  return namedText(rule.on) + calendarText(days, isCounted ? "by" : "that");
}

/** Such as `only on days that nyse has`. */
export const onlyText = (rule: OnlyOn): string => `only on ${onlyOnText(rule)}`;

/**
 * Of a date that it leaves out, such as `not on 2026-11-26, next on 2026-11-27; nyse leaves out 2026-11-26: Thanksgiving
 * Day (calendars/nyse.yaml:12)`.
 */
export function leftOutText(rule: OnlyOn, date: string, lines: CalendarLines = {}): string {
  const next = nextOnlyOn(rule, date);
  const found = next === null ? "and on no day after it" : `next on ${next}`;
  const reasons = calendarsOf(rule).map((calendar) => calendarReason(calendar, date, lines));
  return [`not on ${date}, ${found}`, ...new Set(reasons)].join("; ");
}

/** What a calendar says of the date, with the line; of a date that it has, where it is. */
const calendarReason = (calendar: Calendar, date: string, lines: CalendarLines): string =>
  explainDay(compileCalendar(calendar), dayOf(date), lines);

const namedText = (on: NamedDates): string => datesText(on, "business day").replace(/^ (on )?/, "");

function listText({ list, months }: Extract<OnlyDays, { list: unknown }>): string {
  const inMonths = months === undefined ? "" : ` in ${monthsText(months)}`;
  if (list === null) return `days${inMonths}`;
  const { weekdays, days, except } = list;
  const named = [...(weekdays ? [namedText({ weekdays })] : []), ...days.map(dayText)];
  const but = except.length === 0 ? "" : ` except ${andList(except.map(dayText))}`;
  return (named.length === 0 ? "days" : andList(named)) + inMonths + but;
}

function calendarText(days: OnlyDays["days"], how: "by" | "that"): string {
  const { calendar, roll, shift } = days ?? { calendar: null, roll: "skip", shift: 0 };
  const by = how === "by" ? ` by ${calendar?.name}` : ` that ${calendar?.name} has`;
  const moves = [
    ...(roll === "skip" ? [] : [`roll: ${roll}`]),
    ...(shift === 0 ? [] : [`shift: ${shift}`]),
  ];
  return (calendar === null ? "" : by) + (moves.length === 0 ? "" : ` (${moves.join(", ")})`);
}

function dayText(rule: CalendarRule): string {
  if ("calendar" in rule) return `days of ${rule.calendar.name}`;
  if ("day" in rule) return `the ${nthText(rule.day)} day of ${periodText(rule.month)}`;
  if ("nth" in rule) {
    const days = rule.weekday.map((day) => weekdayNames[week.indexOf(day)] as string);
    return `the ${nthText(rule.nth)} ${days.join(" or ")} of ${periodText(rule.month)}`;
  }
  return ruleText(rule);
}

const periodText = (named: readonly string[] | undefined): string =>
  named === undefined ? "each month" : monthsText(months.filter((one) => named.includes(one)));
