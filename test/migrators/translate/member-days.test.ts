// Days of a member beside those of its box.

import { expect, test } from "vitest";
import type { DayRule } from "#migrators/legacy/schedule.ts";
import { covers, dayBefore } from "#migrators/translate/member-days.ts";

const from: never[] = [];
const every: DayRule = { rule: "every", from };
const weekdays = (...days: number[]): DayRule => ({ rule: "weekdays", weekdays: days, from });
const calendar = (name: string): DayRule => ({ rule: "calendar", calendar: name, from });
const not = (rule: DayRule): DayRule => ({ rule: "not", not: rule, from });
const all = (...rules: DayRule[]): DayRule => ({ rule: "all", rules, from });

test.each([
  [every, every, true],
  [weekdays(1, 2), every, true],
  [every, weekdays(1, 2, 3, 4, 5, 6), false],
  [weekdays(1, 2), weekdays(1, 2, 3), true],
  [weekdays(1, 2, 4), weekdays(1, 2, 3), false],
  [calendar("A"), calendar("A"), true],
  [calendar("A"), calendar("B"), false],
  [all(weekdays(1), not(calendar("H"))), weekdays(1, 2), true],
  [all(weekdays(1), not(calendar("H"))), all(weekdays(1, 2), not(calendar("H"))), true],
  [weekdays(1), all(weekdays(1), not(calendar("H"))), false],
  [not(calendar("H")), not(calendar("H")), true],
  [not(weekdays(1, 2)), not(weekdays(1)), true],
  [not(weekdays(1)), not(weekdays(1, 2)), false],
])("%#: each day of the box is one of the member's", (box, member, expected) => {
  expect(covers(box, member)).toBe(expected);
});

test("the days before", () => {
  expect(dayBefore(every)).toEqual(every);
  expect(dayBefore(weekdays(1, 6))).toEqual(weekdays(7, 5));
  expect(dayBefore(calendar("A"))).toBeNull();
});
