import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Calendar,
  type CalendarRule,
  type Weekday,
  weekdays as weekdayNames,
} from "#core/calendar/calendar.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { compileCalendar, isIn, mondayToFriday } from "#core/calendar/days.ts";

const calendar = (fields: Partial<Calendar>): Calendar => ({
  ...{ name: "c", weekdays: null, days: [], within: [], except: [], also: [], from: null },
  ...{ until: null },
  ...fields,
});
const workdays = (fields: Partial<Calendar> = {}) =>
  calendar({ weekdays: mondayToFriday.weekdays, ...fields });

/** The days of a year that a rule names. */
function daysOf(rule: CalendarRule, year: number): string[] {
  const { has } = compileCalendar(calendar({ days: [rule] }));
  const found: string[] = [];
  for (let day = dayOf(`${year}-01-01`); day < dayOf(`${year + 1}-01-01`); day++)
    if (has(day)) found.push(dateOf(day));
  return found;
}

describe("a rule names", () => {
  test.each<[CalendarRule, number, string[]]>([
    [{ date: "2026-12-24" }, 2026, ["2026-12-24"]],
    [{ date: "2026-12-24" }, 2027, []],
    [{ date: "02-29" }, 2028, ["2028-02-29"]],
    [{ date: "02-29" }, 2027, []],
    [{ date: "12-25", years: { from: 2027 } }, 2026, []],
    [{ date: "12-25", years: { until: 2026 } }, 2026, ["2026-12-25"]],
    [{ easter: -2 }, 2026, ["2026-04-03"]],
    [{ easter: 39 }, 2026, ["2026-05-14"]],
    [{ orthodoxEaster: 0 }, 2026, ["2026-04-12"]],
    [{ nth: 3, weekday: ["mon"], month: ["jan"] }, 2026, ["2026-01-19"]],
    [{ nth: -1, weekday: ["mon"], month: ["may"] }, 2026, ["2026-05-25"]],
    [{ nth: 5, weekday: ["fri"], month: ["jan", "feb"] }, 2026, ["2026-01-30"]],
    [{ weekday: ["wed"], before: "11-23" }, 2026, ["2026-11-18"]],
    [{ weekday: ["mon"], before: "05-25" }, 2026, ["2026-05-18"]],
    [{ weekday: ["tue"], after: "11-01" }, 2026, ["2026-11-03"]],
    [{ day: -1, month: ["feb"] }, 2028, ["2028-02-29"]],
    [{ day: 31, month: ["jan", "apr"] }, 2026, ["2026-01-31"]],
    [
      { every: 91, from: "2026-01-31" },
      2027,
      ["2027-01-30", "2027-05-01", "2027-07-31", "2027-10-30"],
    ],
    [{ every: 7, from: "2026-12-20", until: "2026-12-27" }, 2026, ["2026-12-20", "2026-12-27"]],
    [
      { from: "12-30", until: "01-02" },
      2026,
      ["2026-01-01", "2026-01-02", "2026-12-30", "2026-12-31"],
    ],
    [{ from: "02-27", until: "02-29" }, 2026, ["2026-02-27", "2026-02-28"]],
    [{ from: "2025-12-31", until: "2026-01-02" }, 2026, ["2026-01-01", "2026-01-02"]],
  ])("%j in %i: %j", (rule, year, days) => {
    expect(daysOf(rule, year)).toEqual(days);
  });

  test("all days of years between its ends", () => {
    expect(daysOf({ from: "2020-01-01", until: "2030-12-31" }, 2026)).toHaveLength(365);
  });
});

test("Easter Sunday is where the churches have it", () => {
  const easter = (year: number) =>
    daysOf({ easter: 0 }, year).concat(daysOf({ orthodoxEaster: 0 }, year));
  expect([1995, 2008, 2011, 2025, 2038].map(easter)).toEqual([
    ["1995-04-16", "1995-04-23"],
    ["2008-03-23", "2008-04-27"],
    ["2011-04-24", "2011-04-24"],
    ["2025-04-20", "2025-04-20"],
    ["2038-04-25", "2038-04-25"],
  ]);
});

describe("a substitute", () => {
  const christmas: CalendarRule[] = [
    { date: "12-25", substitute: "next" },
    { date: "12-26", substitute: "next" },
  ];
  const off = (except: CalendarRule[], dates: string[]) =>
    dates.filter((date) => !isIn(workdays({ except }), date));

  test("passes over days off and other holidays, as bank holidays of the United Kingdom do", () => {
    // 2021: Saturday and Sunday; 2022: Sunday and Monday.
    expect(off(christmas, ["2021-12-27", "2021-12-28", "2021-12-29"])).toEqual([
      "2021-12-27",
      "2021-12-28",
    ]);
    expect(off(christmas, ["2022-12-26", "2022-12-27", "2022-12-28"])).toEqual([
      "2022-12-26",
      "2022-12-27",
    ]);
  });

  test("passes over holidays of the year beside", () => {
    const eve: CalendarRule[] = [{ date: "01-01" }, { date: "12-31", substitute: "next" }];
    // A Sunday.
    expect(off(eve, ["2024-01-01", "2024-01-02", "2024-01-03"])).toEqual([
      "2024-01-01",
      "2024-01-02",
    ]);
  });

  test("passes over substitutes of the year beside: two days that move over New Year get two", () => {
    const both = (side: "next" | "previous"): CalendarRule[] => [
      { date: "12-31", substitute: side },
      { date: "01-01", substitute: side },
    ];
    // 31 December 2022 is a Saturday, New Year's Day a Sunday.
    const around = ["2022-12-29", "2022-12-30", "2023-01-02", "2023-01-03", "2023-01-04"];
    expect(off(both("next"), around)).toEqual(["2023-01-02", "2023-01-03"]);
    expect(off(both("next").reverse(), around)).toEqual(["2023-01-02", "2023-01-03"]);
    expect(off(both("previous"), around)).toEqual(["2022-12-29", "2022-12-30"]);
    // Whichever year is asked first.
    const { has } = compileCalendar(workdays({ except: both("next"), name: "other" }));
    expect(["2023-01-03", "2022-12-30"].map((date) => has(dayOf(date)))).toEqual([false, true]);
  });

  test("gets a day of its own from each of many that move, year after year", () => {
    const every: CalendarRule[] = ["12-24", "12-25", "12-26", "12-31", "01-01", "01-02"].map(
      (date) => ({ date, substitute: "next" }),
    );
    const { has } = compileCalendar(workdays({ except: every }));
    const offDays = (from: string, until: string) => {
      let count = 0;
      for (let day = dayOf(from); day <= dayOf(until); day++)
        if (![0, 6].includes(new Date(day * 86_400_000).getUTCDay()) && !has(day)) count++;
      return count;
    };
    for (let year = 1990; year < 2100; year++)
      expect(offDays(`${year}-12-01`, `${year + 1}-01-31`), `${year}`).toBe(6);
  });

  test("passes over days that the list has of another calendar", () => {
    const other = calendar({ name: "other", days: [{ date: "2022-12-27" }] });
    const boxing: CalendarRule[] = [{ calendar: other }, { date: "12-25", substitute: "next" }];
    // A Sunday before a Monday and a Tuesday that are taken.
    expect(off([...boxing, { date: "12-26" }], ["2022-12-28"])).toEqual(["2022-12-28"]);
  });

  test("may lie in the year before, and may be for some weekdays only", () => {
    const newYear = (substitute: "nearest" | { sun: "next" }): CalendarRule[] => [
      { date: "01-01", substitute },
    ];
    expect(off(newYear("nearest"), ["2021-12-31"])).toEqual(["2021-12-31"]);
    expect(off(newYear({ sun: "next" }), ["2021-12-31", "2023-01-02"])).toEqual(["2023-01-02"]);
  });
});

describe("of the parts of a calendar", () => {
  const saturday = "2026-11-28";
  const monday = "2026-11-30";
  const named = calendar({ name: "named", days: [{ date: monday }] });

  test.each<[string, Calendar, string, object]>([
    ["nothing says every day", calendar({}), saturday, { isIn: true, part: null, index: null }],
    ["weekdays", workdays(), saturday, { isIn: false, part: "weekdays", index: null }],
    [
      "days add",
      workdays({ days: [{ date: saturday }] }),
      saturday,
      { isIn: true, part: "days", index: 0 },
    ],
    [
      "except takes away",
      workdays({ except: [{ date: "01-01" }, { calendar: named }] }),
      monday,
      { isIn: false, part: "except", index: 1 },
    ],
    [
      "also wins",
      workdays({ except: [{ date: monday }], also: [{ date: monday }] }),
      monday,
      { isIn: true, part: "also", index: 0 },
    ],
    [
      "within must have it",
      calendar({ within: [mondayToFriday, named] }),
      "2026-12-01",
      { isIn: false, part: "within", index: 1 },
    ],
    [
      "within may have it",
      calendar({ within: [mondayToFriday, named] }),
      monday,
      { isIn: true, part: null, index: null },
    ],
    ["from", workdays({ from: "2026-12-01" }), monday, { isIn: false, part: "from", index: null }],
    [
      "until wins over also",
      workdays({ until: "2026-11-29", also: [{ date: monday }] }),
      monday,
      { isIn: false, part: "until", index: null },
    ],
    [
      "rules in other years count not",
      workdays({ except: [{ calendar: named, years: { from: 2027 } }] }),
      monday,
      { isIn: true, part: "weekdays", index: null },
    ],
  ])("%s", (_, of, date, decision) => {
    expect(compileCalendar(of).decide(dayOf(date))).toEqual(decision);
  });
});

/** All dates of three years, the world of the sets below. */
const world: ReadonlySet<string> = new Set(
  Array.from({ length: 1096 }, (_, n) => dateOf(dayOf("2026-01-01") + n)),
);
const select = (test: (date: string) => boolean) => new Set([...world].filter(test));

/** A rule with the dates that it names. */
type Meant<T> = { written: T; dates: ReadonlySet<string> };

const anyDate = fc.integer({ min: 0, max: 1095 }).map((n) => dateOf(dayOf("2026-01-01") + n));
const anyRule: fc.Arbitrary<Meant<CalendarRule>> = fc.oneof(
  anyDate.map((date) => ({ written: { date }, dates: new Set([date]) })),
  anyDate.map((date) => ({
    ...{ written: { date: date.slice(5) }, dates: select((one) => one.endsWith(date.slice(5))) },
  })),
  fc.tuple(anyDate, anyDate).map(([one, other]) => {
    const [from = "", until = ""] = [one, other].sort();
    return { written: { from, until }, dates: select((date) => date >= from && date <= until) };
  }),
  fc.tuple(anyDate, fc.integer({ min: 2, max: 40 })).map(([from, every]) => ({
    written: { every, from },
    dates: select((date) => date >= from && (dayOf(date) - dayOf(from)) % every === 0),
  })),
  fc.tuple(anyDate, fc.constantFrom(2026, 2027, 2028)).map(([date, year]) => ({
    written: { date: date.slice(5), years: { from: year } },
    dates: select((one) => one.endsWith(date.slice(5)) && Number(one.slice(0, 4)) >= year),
  })),
);

/** Calendars that refer to others that far, each with the set that its words mean. */
function calendarOf(depth: number): fc.Arbitrary<Meant<Calendar>> {
  const other = depth === 0 ? null : calendarOf(depth - 1);
  const rules = ruleListOf(other);
  return fc
    .record({
      week: fc.option(fc.subarray([...weekdayNames], { minLength: 1 })),
      within:
        other === null ? fc.constant<Meant<Calendar>[]>([]) : fc.array(other, { maxLength: 2 }),
      lists: fc.tuple(rules, rules, rules),
      from: fc.option(anyDate, { freq: 4 }),
      until: fc.option(anyDate, { freq: 4 }),
    })
    .map(({ week, within, lists, from, until }) => {
      const [days, except, also] = lists;
      const together = (rules: readonly Meant<CalendarRule>[]) =>
        rules.reduce((all, { dates }) => all.union(dates), new Set<string>());
      const ofWeek = select((date) => week?.includes(dayName(date)) === true);
      const isOpen = week === null && days.length === 0;
      let meant = isOpen ? new Set(world) : ofWeek.union(together(days));
      for (const { dates } of within) meant = meant.intersection(dates);
      meant = meant.difference(together(except)).union(together(also));
      const texts = (list: readonly Meant<CalendarRule>[]) => list.map(({ written }) => written);
      const written = calendar({
        ...{ weekdays: week, within: within.map((one) => one.written), from, until },
        ...{ days: texts(days), except: texts(except), also: texts(also) },
      });
      const isValid = (date: string) => date >= (from ?? date) && date <= (until ?? date);
      return { written, dates: meant.intersection(select(isValid)) };
    });
}

function ruleListOf(
  other: fc.Arbitrary<Meant<Calendar>> | null,
): fc.Arbitrary<Meant<CalendarRule>[]> {
  if (other === null) return fc.array(anyRule, { maxLength: 3 });
  const named = other.map(
    ({ written, dates }): Meant<CalendarRule> => ({ written: { calendar: written }, dates }),
  );
  return fc.array(fc.oneof(anyRule, named), { maxLength: 3 });
}

const dayName = (date: string) => weekdayNames[new Date(date).getUTCDay()] as Weekday;

test("calendars are sets: union, intersection and difference are those of their dates", () => {
  fc.assert(
    fc.property(calendarOf(2), ({ written, dates }) => {
      const { has } = compileCalendar(written);
      expect([...world].filter((date) => has(dayOf(date)))).toEqual([...dates].sort());
    }),
    { numRuns: 200 },
  );
});
