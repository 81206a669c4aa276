import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, dayNumber, dayOf } from "#core/calendar/date.ts";
import { civilDate, monthLength, weekday } from "#core/schedule/civil.ts";
import type { DayRule } from "#migrators/legacy/schedule.ts";
import { type Calendar, calendarOf } from "#migrators/sources/control-m/calendars.ts";
import { dayRule, unsayable } from "#migrators/sources/control-m/day-rule.ts";
import { Fields } from "#migrators/sources/control-m/definition.ts";
import { orderedDays } from "#migrators/sources/control-m/ordered-days.ts";
import { selectDays } from "#migrators/sources/control-m/select-days.ts";

const first = dayOf("2024-01-01");
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
const iso = (day: number) => weekday(day) || 7;
/** Each fifth weekday is a holiday. */
const work = range(first, first + 2000).filter((day) => iso(day) < 6 && day % 11 !== 3);
const isWork = new Set(work);
const calendars = new Map([["WORK", calendarOf("WORK", work)]]);
const weekStart = 1;

/** What a rule means, by its words in the model alone. */
function holds(rule: DayRule, day: number): boolean {
  const { year, month, day: ofMonth } = civilDate(day);
  switch (rule.rule) {
    case "every":
      return true;
    case "none":
      return false;
    case "weekdays":
      return rule.weekdays.includes(iso(day));
    case "monthDays":
      return rule.days.some((n) => n === ofMonth || n === ofMonth - monthLength(year, month) - 1);
    case "months":
      return rule.months.includes(month);
    case "nthWeekday":
      return rule.weekdays.includes(iso(day)) && rule.n.includes(Math.ceil(ofMonth / 7));
    case "calendar":
      return (calendars.get(rule.calendar) as Calendar).marked.has(day);
    case "nthOfCalendar": {
      const start =
        rule.of === "month" ? day - ofMonth + 1 : day - ((iso(day) - weekStart + 7) % 7);
      const length = rule.of === "month" ? monthLength(year, month) : 7;
      const days = range(start, start + length).filter((each) => isWork.has(each));
      const at = days.indexOf(day);
      return at >= 0 && rule.n.some((n) => (n > 0 ? n - 1 === at : days.length + n === at));
    }
    case "moved": {
      const reach = range(day - 80, day + 81).filter((each) => holds(rule.of, each));
      return reach.some((each) => movedTo(each, rule) === day);
    }
    case "all":
      return rule.rules.every((each) => holds(each, day));
    case "any":
      return rule.rules.some((each) => holds(each, day));
    case "not":
      return !holds(rule.not, day);
    default:
      throw new Error(rule.rule);
  }
}

function movedTo(day: number, { lacking, shift }: DayRule & { rule: "moved" }): number | undefined {
  let at = work.findIndex((each) => each >= day);
  if (work[at] !== day) {
    if (lacking === "skip") return undefined;
    if (lacking === "previous") at--;
    if (lacking === "keep") {
      if (shift === 0) return day;
      if (shift > 0) at--;
    }
  }
  return work[at + shift];
}

test("what the model can't say of periods is told", () => {
  const of = (values: Record<string, string>) => {
    const fields = new Fields();
    for (const [name, value] of Object.entries(values)) fields.set(name, { value, from: [] });
    const selected = selectDays(fields, { calendars });
    return "problems" in selected ? selected.problems : unsayable(selected);
  };
  expect(of({ DAYS: "-D1PA", DAYSCAL: "WORK" })).toContain("but one");
  expect(of({ DAYS: "1,D1PA", DAYSCAL: "WORK", JAN: "0" })).toContain("months");
  expect(of({ DAYS: "1,D1PA", DAYSCAL: "WORK" })).toBe(null);
});

test("the model's rule and the evaluator, two readings of one selection, name the same days", () => {
  const list = (...terms: string[]) =>
    fc.uniqueArray(fc.constantFrom(...terms), { maxLength: 3 }).map((all) => all.join(","));
  const selection = fc.record(
    {
      DAYS: list(
        "ALL",
        "1",
        "15",
        "31",
        "+2",
        "-3",
        ">15",
        "<4",
        ">31",
        "D1",
        "-D2",
        "L1",
        "-L1",
        "L3",
      ),
      WEEKDAYS: list("ALL", "1", "0", "+3", "-2", ">6", "<1", "D1", "L1", "-D2", "MON"),
      DAYS_AND_OR: fc.constantFrom("A", "O"),
      FEB: fc.constantFrom("0", "1"),
      CONFCAL: fc.constantFrom("", "WORK"),
      SHIFT: fc.constantFrom("Ignore Job", "Next Day", "Prev Day", "No Confcal"),
      SHIFTNUM: fc.constantFrom("0", "+02", "-01"),
    },
    { requiredKeys: [] },
  );
  let compared = 0;
  fc.assert(
    fc.property(selection, (values) => {
      const fields = new Fields();
      const all = { ...values, DAYSCAL: "WORK", WEEKSCAL: "WORK" };
      for (const [name, value] of Object.entries(all)) fields.set(name, { value, from: [] });
      const selected = selectDays(fields, { calendars, weekStart: "monday" });
      if ("problems" in selected) return;
      compared++;
      const from = dayNumber(2026, 1, 20);
      const rule = dayRule(selected, []);
      expect(
        range(from, from + 80)
          .filter((day) => holds(rule, day))
          .map(dateOf),
      ).toEqual(orderedDays(selected, from, from + 80).map(dateOf));
    }),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(20);
});
