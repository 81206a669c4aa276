import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CalendarOptions, readCalendars } from "#migrators/sources/autosys/calendars.ts";
import { parseStatement } from "#migrators/sources/autosys/parse.ts";
import { readText } from "#migrators/sources/autosys/read.ts";

const options: CalendarOptions = { dateStandard: null, from: "2026-01-01", to: "2027-01-01" };

function calendarsOf(text: string, some: Partial<CalendarOptions> = {}) {
  const { statements } = readText("c.txt", text);
  return readCalendars(statements.map(parseStatement), { ...options, ...some });
}
/** Dates of the calendar X, or the codes that refuse it. */
function dates(text: string, some: Partial<CalendarOptions> = {}) {
  const calendar = calendarsOf(text, some).get("X");
  return calendar?.dates ?? calendar?.refusals.map(({ code }) => code);
}
const holidays = "calendar: HOL\n01/01/2026\n05/01/2026\n12/25/2026\n";
const extended = (attributes: string) =>
  dates(`${holidays}extended_calendar: X\n${attributes}`, { to: "2026-06-01" });

describe("standard calendars", () => {
  test("the order of month and day is told by a date that has only one reading", () => {
    expect(dates("calendar: X\n01/31/2026\n02/03/2026")).toEqual(["2026-01-31", "2026-02-03"]);
    expect(dates("calendar: X\n31/01/2026 10:00:00\n02/03/2026")).toEqual([
      "2026-01-31",
      "2026-03-02",
    ]);
    expect(dates("calendar: X\n2026-03-02\n2026/01/31")).toEqual(["2026-01-31", "2026-03-02"]);
  });

  test("it is refused when nothing tells, or dates contradict, or don't exist", () => {
    expect(dates("calendar: X\n01/02/2026")).toEqual(["jil-cal-dates"]);
    expect(dates("calendar: X\n01/02/2026", { dateStandard: "ddmm" })).toEqual(["2026-02-01"]);
    expect(dates("calendar: X\n31/01/2026\n01/31/2026")).toEqual(["jil-cal-dates"]);
    expect(dates("calendar: X\n02/30/2026")).toEqual(["jil-cal-value"]);
    expect(dates("calendar: X\n01/31/2026\nsoon")).toEqual(["jil-cal-value"]);
    expect(dates("calendar: X\n01/31/2026 25:00")).toEqual(["jil-cal-value"]);
  });

  test("times of rows are kept by date", () => {
    const calendar = calendarsOf("calendar: X\n01/31/2026 9:05\n02/03/2026 00:00").get("X");
    expect([...(calendar?.times ?? [])]).toEqual([["2026-01-31", "09:05"]]);
  });
});

describe("extended calendars", () => {
  test("workdays leave holidays out", () => {
    expect(extended("condition: FOMWORK\nholcal: HOL\nworkday: mo,tu,we,th,fr")).toEqual([
      ...["2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01", "2026-05-04"],
    ]);
    expect(extended("condition: EOMWORK")).toEqual([
      ...["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29"],
    ]);
    expect(extended("condition: WORKD#02\nworkday: XXXXX..\nholcal: HOL")).toEqual([
      ...["2026-01-05", "2026-02-03", "2026-03-03", "2026-04-02", "2026-05-05"],
    ]);
  });

  test("actions for days that are no workdays, and for holidays", () => {
    const first = "condition: FOM\nholcal: HOL\n";
    expect(extended(first)).toEqual(["2026-04-01"]);
    expect(extended(`${first}non_workday: W`)).toEqual([
      ...["2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01", "2026-05-04"],
    ]);
    expect(extended(`${first}non_workday: P`)).toEqual([
      ...["2026-01-30", "2026-02-27", "2026-04-01", "2026-04-30"],
    ]);
    expect(extended(`${first}non_workday: S\nholiday: P`)).toEqual([
      ...["2026-02-01", "2026-03-01", "2026-04-01", "2026-04-30"],
    ]);
    expect(extended("condition: DAILY\nholcal: HOL\nholiday: O")).toEqual([
      ...["2026-01-01", "2026-05-01"],
    ]);
  });

  test("an adjustment moves every date, holidays or not", () => {
    expect(extended("condition: MNTHD#15 & NOT (SAT | SUN)\nadjust: -1\nworkday: all")).toEqual([
      ...["2026-01-14", "2026-04-14", "2026-05-14"],
    ]);
  });

  test("weekdays of the month, from both ends, over several lines", () => {
    const text = "workday: all\ncondition: MON#1 |\ncondition: FRIM1";
    expect(extended(text)).toEqual([
      ...["2026-01-05", "2026-01-30", "2026-02-02", "2026-02-27", "2026-03-02", "2026-03-27"],
      ...["2026-04-06", "2026-04-24", "2026-05-04", "2026-05-29"],
    ]);
  });

  test.each([
    ["condition: CYCL#001", "jil-cal-keyword"],
    ["condition: WEEKDX#1", "jil-cal-keyword"],
    ["condition: MON & TUE | WED", "jil-cal-keyword"],
    ["condition: MON\ncondition: TUE", "jil-cal-keyword"],
    ["condition: (MON", "jil-cal-keyword"],
    ["condition: ", "jil-cal-keyword"],
    ["condition: MON\nholiday: N", "jil-cal-keyword"],
    ["condition: MON\nworkday: xx", "jil-cal-value"],
    ["condition: MON\nadjust: 1.5", "jil-cal-value"],
    ["condition: MON\nholcal: MISSING", "jil-cal-missing"],
  ])("%j is refused by name", (text, code) => {
    expect(extended(text)).toEqual([code]);
  });

  test("any condition is days or a refusal", () => {
    const word = fc.constantFrom(
      "MON",
      "WORKD#03",
      "(",
      ")",
      "{",
      "}",
      "&",
      "|",
      "NOT",
      "AND",
      "?",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        expect(extended(`condition: ${words.join(" ")}`)).toBeInstanceOf(Array);
      }),
      { numRuns: 200 },
    );
  });
});

test("cycles are read, and refused when an end is missing", () => {
  const cycle = (text: string) =>
    calendarsOf(`cycle: X\n${text}`)
      .get("X")
      ?.refusals.map(({ code }) => code);
  expect(cycle("start_date: 01/01/2026\nend_date: 01/31/2026")).toEqual([]);
  expect(cycle("start_date: 01/01/2026")).toEqual(["jil-cal-value"]);
  expect(cycle("start_date: soon\nend_date: 01/31/2026")).toEqual(["jil-cal-value"]);
});
