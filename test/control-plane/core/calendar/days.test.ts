import { describe, expect, test } from "vitest";
import type { Calendar, CalendarRule } from "#core/calendar/calendar.ts";
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
