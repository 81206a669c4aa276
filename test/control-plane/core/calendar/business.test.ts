// Against a calendar that is nothing but a set of dates, looked through one by one.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addBusinessDays,
  addDays,
  nthDay,
  type Period,
  type Roll,
  rollDay,
} from "#core/calendar/business.ts";
import type { Calendar, CalendarRule, Weekday } from "#core/calendar/calendar.ts";
import { weekdays } from "#core/calendar/calendar.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { compileCalendar, mondayToFriday } from "#core/calendar/days.ts";

const holidays: CalendarRule[] = [
  { date: "01-01" },
  { easter: -2 },
  { easter: 1 },
  { date: "12-25" },
];
const bank: Calendar = { ...mondayToFriday, name: "bank", except: holidays };

test("business days are counted past holidays", () => {
  expect(addBusinessDays(bank, "2026-04-02", 1)).toBe("2026-04-07");
  expect(addBusinessDays(bank, "2026-04-07", -1)).toBe("2026-04-02");
  expect(addBusinessDays(bank, "2026-04-05", 0)).toBe("2026-04-05");
  expect(addBusinessDays({ ...bank, until: "2026-12-31" }, "2026-12-31", 1)).toBeNull();
});

describe("the nth business day of a period", () => {
  const nth = (date: string, period: Period, n: number, calendar = bank) => {
    const day = nthDay(compileCalendar(calendar), dayOf(date), period, n);
    return day === null ? null : dateOf(day);
  };
  test.each<[string, Period, number, string | null]>([
    ["2026-04-09", "week", 1, "2026-04-07"],
    ["2026-04-06", "week", 5, null],
    ["2026-05-10", "month", -1, "2026-05-29"],
    ["2026-05-31", "month", -2, "2026-05-28"],
    ["2026-05-10", "quarter", 1, "2026-04-01"],
    ["2026-05-10", "year", -1, "2026-12-31"],
    ["2026-05-10", "year", 1, "2026-01-02"],
  ])("%s: %s %i is %s", (date, period, n, expected) => {
    expect(nth(date, period, n)).toBe(expected);
  });

  test("is not known where the calendar says nothing of the end it is counted from", () => {
    const short = { ...bank, from: "2026-05-10", until: "2026-05-20" };
    expect(nth("2026-05-15", "month", 1, short)).toBeNull();
    expect(nth("2026-05-15", "month", -1, short)).toBeNull();
    expect(nth("2026-05-15", "month", 1, { ...short, from: null })).toBe("2026-05-01");
  });
});

/** Days of two years around 2026, as a person would list them. */
const first = dayOf("2025-01-01");
const last = dayOf("2027-12-31");

const arbitrary = fc
  .record({
    week: fc.subarray([...weekdays] as Weekday[], { minLength: 1 }),
    closed: fc.uniqueArray(fc.integer({ min: first, max: last }), { maxLength: 120 }),
    open: fc.uniqueArray(fc.integer({ min: first, max: last }), { maxLength: 20 }),
  })
  .map(({ week, closed, open }) => {
    const calendar: Calendar = {
      ...{ name: "any", weekdays: week, days: [], within: [], from: null, until: null },
      except: closed.map((day) => ({ date: dateOf(day) })),
      also: open.map((day) => ({ date: dateOf(day) })),
    };
    const [opened, shut] = [new Set(open.map(dateOf)), new Set(closed.map(dateOf))];
    const days = new Set<string>();
    for (let date = Temporal.PlainDate.from("2025-01-01"); date.year < 2028; ) {
      const text = date.toString();
      const onWeekday = week.includes(weekdays[date.dayOfWeek % 7] as Weekday);
      if (opened.has(text) || (onWeekday && !shut.has(text))) days.add(text);
      date = date.add({ days: 1 });
    }
    return { compiled: compileCalendar(calendar), days, sorted: [...days].sort() };
  });

const inside = fc.integer({ min: dayOf("2026-01-01"), max: dayOf("2026-12-31") });
const runs = { numRuns: 100 };

test("a day is in a calendar when a plain list has it", () => {
  fc.assert(
    fc.property(arbitrary, inside, ({ compiled, days }, day) => {
      expect(compiled.has(day)).toBe(days.has(dateOf(day)));
    }),
    runs,
  );
});

test("business days are those of the list, counted", () => {
  fc.assert(
    fc.property(arbitrary, inside, fc.integer({ min: -20, max: 20 }), (made, day, count) => {
      const date = dateOf(day);
      const after = made.sorted.filter((one) => one > date);
      const before = made.sorted.filter((one) => one < date);
      const expected = count === 0 ? date : count > 0 ? after[count - 1] : before.at(count);
      // What the list doesn't reach any more is not its business.
      if (expected === undefined) return;
      expect(addDays(made.compiled, day, count)).toBe(dayOf(expected));
    }),
    runs,
  );
});

test("a roll takes the nearest day of the list on its side, within its limit", () => {
  const rolls = fc.constantFrom<Roll>("skip", "next", "previous", "nearest");
  fc.assert(
    fc.property(
      arbitrary,
      inside,
      rolls,
      fc.integer({ min: 1, max: 31 }),
      (made, day, roll, limit) => {
        const near = made.sorted
          .map(dayOf)
          .filter((one) => Math.abs(one - day) <= limit)
          .filter((one) => one === day || roll !== "skip")
          .filter((one) => roll !== "next" || one >= day)
          .filter((one) => roll !== "previous" || one <= day)
          .sort((a, b) => Math.abs(a - day) - Math.abs(b - day) || b - a);
        expect(rollDay(made.compiled, day, roll, limit)).toBe(near[0] ?? null);
      },
    ),
    runs,
  );
});

test("a day of which the calendar says nothing is not moved to its first or last day", () => {
  const short = compileCalendar({ ...bank, from: "2026-05-11", until: "2026-12-31" });
  const rolled = (date: string, roll: Roll) => {
    const day = rollDay(short, dayOf(date), roll, 31);
    return day === null ? null : dateOf(day);
  };
  // 15 January would otherwise be a second run of December.
  expect(rolled("2027-01-15", "previous")).toBeNull();
  expect(rolled("2027-01-01", "nearest")).toBeNull();
  expect(rolled("2026-05-09", "next")).toBeNull();
  expect(rolled("2026-12-27", "previous")).toBe("2026-12-24");
  expect(rolled("2026-05-16", "previous")).toBe("2026-05-15");
});

test("the nth of a period is that of the list's days in it", () => {
  const periods = fc.constantFrom<Period>("week", "month", "quarter", "year");
  const counts = fc.integer({ min: -70, max: 70 }).filter((n) => n !== 0);
  fc.assert(
    fc.property(arbitrary, inside, periods, counts, ({ compiled, sorted }, day, period, n) => {
      const name = (date: string) => periodName(Temporal.PlainDate.from(date), period);
      const within = sorted.filter((one) => name(one) === name(dateOf(day)));
      const expected = n > 0 ? within[n - 1] : within.at(n);
      expect(nthDay(compiled, day, period, n)).toBe(
        expected === undefined ? null : dayOf(expected),
      );
    }),
    runs,
  );
});

function periodName(date: Temporal.PlainDate, period: Period): string {
  if (period === "week") return `${date.yearOfWeek}-${date.weekOfYear}`;
  if (period === "month") return `${date.year}-${date.month}`;
  if (period === "quarter") return `${date.year}-${Math.ceil(date.month / 3)}`;
  return `${date.year}`;
}
