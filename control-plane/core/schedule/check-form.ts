// What is wrong or surprising about a structured schedule.

import { type Period, periodNames } from "../calendar/business.ts";
import { dayNumber } from "../calendar/date.ts";
import { compileCalendar } from "../calendar/days.ts";
import {
  type DayCount,
  datesOf,
  defaultCalendar,
  type NamedDates,
} from "../calendar/named-dates.ts";
import type { ScheduleIssue } from "./check.ts";
import type { Interval, Structured } from "./structured.ts";
import { secondsOfClock } from "./times.ts";

const daySeconds = 86_400;
const clockPattern = /^([01]\d|2[0-3]):[0-5]\d$/;

export function checkForm({ clock, on }: Structured): ScheduleIssue[] {
  const times = "everyMs" in clock ? checkInterval(clock) : clock.filter(isNoClock).map(noClock);
  return [...times, ...(on === null ? [] : checkDates(on))];
}

const isNoClock = (time: string): boolean => !clockPattern.test(time);

const failed = (word: string, message: string, help: string): ScheduleIssue => ({
  ...{ severity: "error", word, message, help },
});

const surprise = (message: string, help: string): ScheduleIssue => ({
  ...{ severity: "warning", word: "every", message, help },
});

const noClock = (time: string): ScheduleIssue => ({
  severity: "error",
  message: `"${time}" is not a time of day`,
  help: "write HH:MM, from 00:00 to 23:59",
});

function checkInterval({ everyMs, from, until }: Interval): ScheduleIssue[] {
  const issues = [from, until]
    .filter((time) => time !== null && isNoClock(time))
    .map((time) => noClock(time ?? ""));
  if (issues.length > 0) return issues;
  const seconds = everyMs / 1000;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > daySeconds)
    return [
      failed("every", "`every` must be whole seconds, from 1s to 24h", "use cron text for days"),
    ];
  const begins = secondsOfClock(from ?? "00:00");
  if (until === null && begins + seconds >= daySeconds)
    return seconds === daySeconds
      ? []
      : [onlyFirst(from ?? "00:00", "the next would be on the next day")];
  if (until === null && daySeconds % seconds !== 0)
    return [
      surprise(
        "`every` does not divide 24 hours, so it starts again each midnight",
        "use a length that divides 24h",
      ),
    ];
  if (until === null) return [];
  const length = (secondsOfClock(until) - begins + daySeconds) % daySeconds;
  return seconds > length
    ? [onlyFirst(from ?? "00:00", `the next would be after \`until: "${until}"\``)]
    : [];
}

const onlyFirst = (from: string, why: string): ScheduleIssue =>
  surprise(`only ${from} is due: ${why}`, `write \`daily: "${from}"\`, or a shorter \`every\``);

function checkDates(on: NamedDates): ScheduleIssue[] {
  const beyond = on.count === undefined ? [] : checkCount(on.count, on.weekdays?.length ?? 7);
  if (beyond.length > 0 || on.count?.unit === "businessDay" || namesSome(on)) return beyond;
  return [
    failed(
      on.count === undefined ? "weekdays" : words[on.count.unit],
      `this never fires: no date fits ${partsOf(on).join(" and ")}`,
      "leave one of them out, or use two triggers: they are alternatives",
    ),
  ];
}

const words = { day: "nthDay", weekday: "nthWeekday", businessDay: "nthBusinessDay" };

/** As they are written. */
const partsOf = ({ count, weekdays, months }: NamedDates): string[] => [
  ...(count === undefined
    ? []
    : [`\`${words[count.unit]}: ${listText(count.nth)}\` of each ${count.of}`]),
  ...(weekdays === undefined ? [] : [`\`weekdays: [${weekdays.join(", ")}]\``]),
  ...(months === undefined ? [] : [`\`months: [${months.join(", ")}]\``]),
];

const listText = (nth: readonly number[]): string =>
  nth.length === 1 ? `${nth[0]}` : `[${nth.join(", ")}]`;

/** Most days that a period can have. */
const longest: Record<Period, number> = { week: 7, month: 31, quarter: 92, year: 366 };
/** Most of one weekday. */
const mostOfOne: Record<Period, number> = { week: 1, month: 5, quarter: 14, year: 53 };

const unitNames = { day: "day", weekday: "day of `weekdays`", businessDay: "business day" };

function checkCount({ unit, nth, of }: DayCount, weekdays: number): ScheduleIssue[] {
  // Weekends are counted as business days, too: a calendar may be one of all days.
  const mostOf = (period: Period) =>
    unit === "weekday" ? Math.min(weekdays * mostOfOne[period], longest[period]) : longest[period];
  return nth
    .filter((n) => n === 0 || Math.abs(n) > mostOf(of))
    .map((n) => {
      if (n === 0)
        return failed(
          words[unit],
          `there is no ${unitNames[unit]} 0`,
          "write 1 for the first, -1 for the last",
        );
      const longer = periodNames.find((period) => mostOf(period) >= Math.abs(n));
      return failed(
        words[unit],
        `no ${of} has ${Math.abs(n)} ${unitNames[unit].replace("day", "days")}`,
        longer === undefined
          ? `write 1 to ${mostOf(of)}, or -1 for the last`
          : `count in a longer period, such as \`of: ${longer}\`, or write -1 for the last`,
      );
    });
}

/** The Gregorian calendar repeats after 400 years, weekdays included. */
function namesSome(on: NamedDates): boolean {
  const calendar = compileCalendar(defaultCalendar(on));
  for (let year = 2000; year < 2400; year++) {
    const dates = datesOf(on, calendar, dayNumber(year, 1, 1), dayNumber(year + 1, 1, 1));
    if (!dates.next().done) return true;
  }
  return false;
}
