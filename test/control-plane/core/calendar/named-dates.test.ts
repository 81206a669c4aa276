// The dates that a rule names, against each period written out and counted off.

import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { compileCalendar, mondayToFriday } from "#core/calendar/days.ts";
import { datesOf, leftOutByRule, type NamedDates } from "#core/calendar/named-dates.ts";
import { isNamed, namedDates } from "#test/support/naive-schedules.ts";

const week = compileCalendar(mondayToFriday);
const found = (rule: NamedDates, from: string, to: string): string[] =>
  [...datesOf(rule, week, dayOf(from), dayOf(to))].map(dateOf).sort();

test.for<[NamedDates, string[]]>([
  [
    { count: { unit: "day", nth: [-1, 15], of: "month" }, months: ["feb", "mar"] },
    ["2028-02-15", "2028-02-29", "2028-03-15", "2028-03-31"],
  ],
  [
    { count: { unit: "weekday", nth: [2], of: "month" }, weekdays: ["tue"], months: ["jan"] },
    ["2028-01-11"],
  ],
  [
    { count: { unit: "weekday", nth: [-1], of: "quarter" }, weekdays: ["fri"] },
    ["2028-03-31", "2028-06-30", "2028-09-29", "2028-12-29"],
  ],
  [{ count: { unit: "day", nth: [60], of: "year" } }, ["2028-02-29"]],
  [{ count: { unit: "day", nth: [1], of: "month" }, weekdays: ["mon"] }, ["2028-05-01"]],
  [{ count: { unit: "businessDay", nth: [-1], of: "year" } }, ["2028-12-29"]],
])("%o", ([rule, dates]) => {
  expect(found(rule, "2028-01-01", "2029-01-01")).toEqual(dates);
});

test("are those of a naive count, from any day to any day, and what is left out has its reason", () => {
  fc.assert(
    fc.property(
      namedDates(),
      fc.integer({ min: dayOf("1990-01-01"), max: dayOf("2100-01-01") }),
      fc.integer({ min: 0, max: 500 }),
      (rule, from, length) => {
        const isWeekday = (day: number) => week.has(day);
        const days = new Set(datesOf(rule, week, from, from + length));
        for (let day = from; day < from + length; day++) {
          expect(days.has(day)).toBe(isNamed(rule, day, isWeekday));
          expect(leftOutByRule(rule, week, day) === null).toBe(days.has(day));
        }
      },
    ),
    { numRuns: 200 },
  );
});
