// Schedules with calendars against a naive walk over days.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { businessDate } from "#core/business-date.ts";
import type { Roll } from "#core/calendar/business.ts";
import {
  type Calendar,
  type CalendarRule,
  type Weekday,
  weekdays,
} from "#core/calendar/calendar.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { mondayToFriday } from "#core/calendar/days.ts";
import type { CalendarDays } from "#core/calendar/on-days.ts";
import type { ScheduleForm } from "#core/pipeline.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { walk } from "#test/support/naive-only-on.ts";

const target2: Calendar = {
  ...mondayToFriday,
  name: "target2",
  except: [
    ...["01-01", "05-01", "12-25", "12-26"].map((date) => ({ date })),
    ...[{ easter: -2 }, { easter: 1 }],
  ],
};

function due(
  form: ScheduleForm,
  days: Partial<CalendarDays>,
  from: string,
  to: string,
  timezone = "UTC",
): string[] {
  const plain = { calendar: target2, roll: "skip" as const, limit: 31, shift: 0, newDay: "00:00" };
  const compiled = compileSchedule({ ...form, days: { ...plain, ...days } }, timezone);
  return [...occurrences(compiled, Date.parse(from), Date.parse(to))].map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );
}

const daily: ScheduleForm = { daily: ["06:00"] };

describe("a day outside of the calendar", () => {
  const christmas = ["2026-12-24", "2026-12-30"] as const;
  test.each<[Roll, string[]]>([
    ["skip", ["2026-12-24T06:00", "2026-12-28T06:00", "2026-12-29T06:00"]],
    // Four days come to lie on Monday, and are one run.
    ["next", ["2026-12-24T06:00", "2026-12-28T06:00", "2026-12-29T06:00"]],
  ])("%s", (roll, expected) => {
    expect(due(daily, { roll }, ...christmas)).toEqual(expected);
  });

  const firsts: ScheduleForm = { cron: "0 6 1 * *" };
  test.each<[Roll, number, string[]]>([
    ["next", 31, ["2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01", "2026-05-04"]],
    ["previous", 31, ["2026-01-30", "2026-02-27", "2026-04-01", "2026-04-30"]],
    ["nearest", 31, ["2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01", "2026-04-30"]],
    ["next", 1, ["2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01"]],
  ])("rolls to the %s, at most %i days", (roll, limit, dates) => {
    const found = due(firsts, { roll, limit }, "2026-01-01", "2026-05-31");
    expect(found.map((at) => at.slice(0, 10))).toEqual(dates);
  });

  test("rolls into the year before, and shifts from there", () => {
    expect(due({ cron: "0 6 1 1 *" }, { roll: "previous" }, "2025-12-01", "2026-02-01")).toEqual([
      "2025-12-31T06:00",
    ]);
    const shifted = due(
      { cron: "0 6 1 1 *" },
      { roll: "next", shift: -3 },
      "2025-12-01",
      "2026-02-01",
    );
    expect(shifted).toEqual(["2025-12-29T06:00"]);
  });
});

describe("business days of a period", () => {
  const close = (nth: number[], of: "week" | "month" | "quarter" | "year"): ScheduleForm => ({
    ...{ nth, of, at: ["18:00"] },
  });
  test("are counted in the calendar, from either end", () => {
    expect(due(close([-1], "month"), {}, "2026-04-01", "2026-06-01")).toEqual([
      ...["2026-04-30T18:00", "2026-05-29T18:00"],
    ]);
    expect(due(close([-1, 1], "quarter"), {}, "2026-04-01", "2026-07-02")).toEqual([
      ...["2026-04-01T18:00", "2026-06-30T18:00", "2026-07-01T18:00"],
    ]);
    expect(due(close([-2], "year"), {}, "2026-01-01", "2028-01-01")).toEqual([
      ...["2026-12-30T18:00", "2027-12-30T18:00"],
    ]);
    expect(due(close([1], "week"), {}, "2026-04-01", "2026-04-14")).toEqual([
      ...["2026-04-07T18:00", "2026-04-13T18:00"],
    ]);
  });

  test("are Monday to Friday without one, and shift", () => {
    expect(
      due(close([-1], "month"), { calendar: null, shift: 1 }, "2026-05-01", "2026-06-02"),
    ).toEqual(["2026-05-01T18:00", "2026-06-01T18:00"]);
  });
});

test("before new day a time is for the date before, and that must be in the calendar", () => {
  const times: ScheduleForm = { daily: ["02:00", "22:00"] };
  expect(due(times, { newDay: "07:00" }, "2026-11-27", "2026-12-01")).toEqual([
    ...["2026-11-27T02:00", "2026-11-27T22:00", "2026-11-28T02:00", "2026-11-30T22:00"],
  ]);
  const last = due(
    { nth: [-1], of: "month", at: ["02:00"] },
    { newDay: "07:00" },
    "2026-05-01",
    "2026-06-01",
  );
  expect(last).toEqual(["2026-05-01T02:00", "2026-05-30T02:00"]);
});

test("nothing is due beyond the end of the calendar", () => {
  const ends = { ...target2, until: "2026-11-27" };
  expect(due(daily, { calendar: ends, roll: "next" }, "2026-11-26", "2027-11-26")).toEqual([
    ...["2026-11-26T06:00", "2026-11-27T06:00"],
  ]);
});

const rules = fc.uniqueArray(fc.integer({ min: dayOf("2025-10-01"), max: dayOf("2027-03-01") }), {
  maxLength: 60,
});
const estates = fc.record({
  week: fc.subarray([...weekdays] as Weekday[], { minLength: 2 }),
  closed: rules,
  roll: fc.constantFrom<Roll>("skip", "next", "previous", "nearest"),
  limit: fc.integer({ min: 1, max: 14 }),
  shift: fc.integer({ min: -4, max: 4 }),
  newDay: fc.constantFrom("00:00", "07:00"),
  named: fc.constantFrom("*", "1", "13", "15,31"),
});

test("a schedule fires on the dates that a walk over the days gives", () => {
  fc.assert(
    fc.property(estates, ({ week, closed, roll, limit, shift, newDay, named }) => {
      const except: CalendarRule[] = closed.map((day) => ({ date: dateOf(day) }));
      const calendar: Calendar = { ...mondayToFriday, name: "any", weekdays: week, except };
      const shut = new Set(closed);
      const isOpen = (day: number) =>
        week.includes(weekdays[new Date(day * 86_400_000).getUTCDay()] as Weekday) &&
        !shut.has(day);
      const expected = new Set<string>();
      for (let day = dayOf("2025-11-01"); day < dayOf("2027-02-01"); day++) {
        const onClock = Temporal.PlainDate.from(dateOf(day));
        if (named !== "*" && !named.split(",").includes(`${onClock.day}`)) continue;
        const behind = newDay === "00:00" ? 0 : 1;
        const moved = walk(day - behind, { roll, limit, shift }, isOpen);
        if (moved !== null) expected.add(dateOf(moved + behind));
      }
      const days = { calendar, roll, limit, shift, newDay };
      const found = due({ cron: `0 6 ${named} * *` }, days, "2026-01-01", "2027-01-01");
      const dates = [...expected].filter((date) => date.startsWith("2026")).sort();
      expect(found.map((at) => at.slice(0, 10))).toEqual(dates);
      const rule = { timezone: "UTC", newDay };
      for (const at of found)
        expect(isOpen(dayOf(businessDate(Date.parse(`${at}Z`), rule)))).toBe(true);
    }),
    { numRuns: 150 },
  );
});
