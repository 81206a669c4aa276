// The days on which a task runs, against a naive walk over days, and in words.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Calendar,
  type CalendarRule,
  months,
  type Weekday,
  weekdays,
} from "#core/calendar/calendar.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { mondayToFriday } from "#core/calendar/days.ts";
import { isNever, isOnlyOn, nextOnlyOn, type OnlyOn } from "#core/calendar/only-on.ts";
import { leftOutText, onlyOnText, onlyText } from "#core/calendar/only-on-text.ts";
import { normalizeOnlyOn } from "#core/normalize-only-on.ts";
import type { OnlyOnSpec } from "#schemas/types.ts";
import { naivelyOn } from "#test/support/naive-only-on.ts";

const nyse: Calendar = {
  ...mondayToFriday,
  name: "nyse",
  except: [
    { nth: 4, weekday: ["thu"], month: ["nov"], name: "Thanksgiving Day" },
    { date: "12-25" },
  ],
};
const ruleOf = (spec: OnlyOnSpec): OnlyOn => normalizeOnlyOn(spec, () => nyse, null);

/** Its dates from November 2026 to January 2027. */
function dates(spec: OnlyOnSpec): string[] {
  const rule = ruleOf(spec);
  const found: string[] = [];
  for (let day = dayOf("2026-11-01"); day < dayOf("2027-02-01"); day++)
    if (isOnlyOn(rule, dateOf(day))) found.push(dateOf(day).slice(5));
  return found;
}

describe("days", () => {
  test.each<[OnlyOnSpec, string, string[]]>([
    [
      { nthBusinessDay: -1, calendar: "nyse" },
      "the last business day of each month by nyse",
      ["11-30", "12-31", "01-29"],
    ],
    [
      { nthBusinessDay: [1, -2], of: "quarter" },
      "the 1st and 2nd last business day of each quarter",
      ["12-30", "01-01"],
    ],
    [
      { nthBusinessDay: 1, months: ["jan", "dec"], calendar: "nyse", shift: 1 },
      "the 1st business day of each month in January and December by nyse (shift: 1)",
      ["12-02", "01-04"],
    ],
    [
      { nthDay: -1, weekdays: ["mon", "thu"], calendar: "nyse", shift: -1 },
      "the last day of each month where that is a Monday or Thursday that nyse has (shift: -1)",
      ["11-27", "12-30"],
    ],
    [
      { nthWeekday: 2, weekdays: ["tue"] },
      "the 2nd Tuesday of each month",
      ["11-10", "12-08", "01-12"],
    ],
    [
      { weekdays: ["thu"], months: ["nov"], calendar: "nyse" },
      "Thursdays in November that nyse has",
      ["11-05", "11-12", "11-19"],
    ],
    [
      { days: [{ day: -1 }], calendar: "nyse", roll: "previous" },
      "the last day of each month that nyse has (roll: previous)",
      ["11-30", "12-31", "01-29"],
    ],
    [
      { days: [{ nth: 1, weekday: ["mon"] }, "12-24"], except: ["2026-12-07"] },
      "the 1st Monday of each month and 12-24 except 2026-12-07",
      ["11-02", "12-24", "01-04"],
    ],
    [
      { any: [{ days: [{ day: 15 }] }, { all: [{ days: ["11-01"] }, { weekdays: ["sun"] }] }] },
      "the 15th day of each month, or (11-01) and (Sundays)",
      ["11-01", "11-15", "12-15", "01-15"],
    ],
    [
      { all: [{ calendar: "nyse" }, { not: { calendar: "nyse", roll: "next", shift: -1 } }] },
      "(days that nyse has) and (not (days that nyse has (roll: next, shift: -1)))",
      [],
    ],
  ])("%j", (spec, text, expected) => {
    expect(onlyOnText(ruleOf(spec))).toBe(text);
    expect(dates(spec)).toEqual(expected);
  });
});

test("a date that is left out has a reason: the calendar's line, and the next date", () => {
  const rule = ruleOf({ weekdays: ["thu"], calendar: "nyse" });
  const lines = { nyse: { except: { line: 2, entries: [3, 4] } } };
  expect(onlyText(rule)).toBe("only on Thursdays that nyse has");
  expect(leftOutText(rule, "2026-11-26", lines)).toBe(
    "not on 2026-11-26, next on 2026-12-03; " +
      "nyse leaves out 2026-11-26: Thanksgiving Day (calendars/nyse.yaml:3)",
  );
  expect(leftOutText(ruleOf({ days: ["2026-11-25"] }), "2026-11-26")).toBe(
    "not on 2026-11-26, and on no day after it",
  );
});

test("what is past is not never", () => {
  expect(isNever(ruleOf({ days: ["1984-02-29"] }))).toBe(false);
  expect(isNever(ruleOf({ days: ["02-29"], weekdays: ["mon"] }))).toBe(false);
  expect(isNever(ruleOf({ all: [{ days: ["02-29"] }, { weekdays: ["mon"] }] }))).toBe(false);
  expect(isNever(ruleOf({ days: [{ day: 31, month: ["apr"] }] }))).toBe(true);
  expect(isNever(ruleOf({ days: ["12-25"], calendar: "nyse" }))).toBe(true);
  expect(
    nextOnlyOn(ruleOf({ all: [{ days: ["02-29"] }, { weekdays: ["mon"] }] }), "2026-01-01"),
  ).toBe("2044-02-29");
});

const weekday = fc.constantFrom(...(weekdays as readonly [Weekday, ...Weekday[]]));
const week = fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 });
const entry: fc.Arbitrary<CalendarRule> = fc.oneof(
  fc
    .integer({ min: dayOf("2025-10-01"), max: dayOf("2027-03-01") })
    .map((day) => ({ date: dateOf(day) })),
  fc.constantFrom("12-25", "02-29", "01-01").map((date) => ({ date })),
  fc.integer({ min: 1, max: 31 }).chain((day) => fc.constantFrom({ day }, { day: -day })),
  fc.record({ nth: fc.constantFrom(1, 2, 5, -1, -2), weekday: week }),
);
const entries = fc.array(entry, { maxLength: 3 });
const calendar = fc.record({ week, except: entries }).map(({ week: weekly, except }) => ({
  ...mondayToFriday,
  name: "any",
  weekdays: weekly,
  except,
}));
const moves = fc.record({
  calendar: fc.option(calendar),
  roll: fc.constantFrom("skip" as const, "next" as const, "previous" as const, "nearest" as const),
  limit: fc.integer({ min: 1, max: 9 }),
  shift: fc.integer({ min: -2, max: 2 }),
});
const inMonths = fc.oneof(
  fc.constant({}),
  fc.subarray([...months], { minLength: 1 }).map((list) => ({ months: list })),
);
const counted = fc.record({
  unit: fc.constantFrom("day" as const, "weekday" as const, "businessDay" as const),
  nth: fc.uniqueArray(fc.constantFrom(1, 2, 3, -1, -2), { minLength: 1 }),
  of: fc.constantFrom("week" as const, "month" as const, "quarter" as const, "year" as const),
});
const leaf: fc.Arbitrary<OnlyOn> = fc.oneof(
  fc.tuple(counted, week, moves, inMonths).map(([count, weekly, days, more]) => ({
    on: { count, ...(count.unit === "weekday" ? { weekdays: weekly } : {}), ...more },
    days: count.unit === "businessDay" ? { ...days, roll: "skip" as const } : days,
  })),
  fc
    .tuple(fc.option(week), entries, entries, fc.option(moves), inMonths)
    .map(([weekly, days, except, moved, more]) => ({
      list: { ...mondayToFriday, name: "onlyOn", weekdays: weekly, days, except },
      days: moved,
      ...more,
    })),
);
const { rule } = fc.letrec<{ rule: OnlyOn }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    leaf,
    fc.array(tie("rule"), { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
    fc.array(tie("rule"), { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
    tie("rule").map((not) => ({ not })),
  ),
}));

test("it has the days that a walk over the days finds, and the next of them", () => {
  const start = dayOf("2026-01-01");
  fc.assert(
    fc.property(rule, fc.integer({ min: start, max: start + 365 }), (one, at) => {
      for (let day = at; day < at + 8; day++)
        expect(isOnlyOn(one, dateOf(day)), dateOf(day)).toBe(naivelyOn(one, dateOf(day)));
      const next = nextOnlyOn(one, dateOf(at));
      const found = Array.from({ length: 8 }, (_, n) => dateOf(at + 1 + n)).find((date) =>
        isOnlyOn(one, date),
      );
      if (found !== undefined) expect(next).toBe(found);
    }),
    { numRuns: 60 },
  );
});
