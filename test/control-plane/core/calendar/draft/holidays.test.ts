// Drafts of many countries against the library itself, asked day by day.

import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findHolidays, libraryYears, weekendOf } from "#cli/holiday-library.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { isIn } from "#core/calendar/days.ts";
import { draftText, readBack } from "#core/calendar/draft/draft.ts";
import { draftHolidays, type HolidaySource } from "#core/calendar/draft/holidays.ts";

async function drafted(codes: string, fields: Partial<HolidaySource> = {}) {
  const [country = "", state, region] = codes.split("-");
  const years = fields.years ?? { from: 2026, until: 2028 };
  const around = { from: years.from - 1, until: years.until + 11 };
  const found = await findHolidays({ country, state, region }, around, undefined);
  const source: HolidaySource = {
    ...{ place: found.place, holidays: found.holidays, origin: ["Of a library."], years },
    ...{ types: ["public"], weekend: weekendOf(country), form: "except" },
    ...fields,
  };
  const made = draftHolidays(source);
  return { ...made, text: draftText(made.draft), calendar: readBack("c", made.draft, made.listed) };
}

const datesOf = (year: number): string[] => {
  const dates: string[] = [];
  for (let day = dayOf(`${year}-01-01`); day <= dayOf(`${year}-12-31`); day++)
    dates.push(dateOf(day));
  return dates;
};

/** Days of a year that the library has whole: those whose every hour from morning to evening is of a holiday. */
async function libraryDays(codes: string, year: number, types: string[]): Promise<string[]> {
  const { default: Holidays } = await import("date-holidays");
  const [country = "", ...rest] = codes.split("-");
  const library = new Holidays(country, rest[0] ?? "", rest[1] ?? "");
  const all = [year - 1, year, year + 1].flatMap((one) => library.getHolidays(one));
  const found = new Set<string>();
  for (const { date, start, end, type } of all) {
    if (!types.includes(type) || !date.includes(" 00:00:00")) continue;
    const days = Math.floor((end.getTime() - start.getTime()) / 3_600_000 / 24 + 0.05);
    for (let day = 0; day < days; day++) found.add(dateOf(dayOf(date.slice(0, 10)) + day));
  }
  return [...found].filter((date) => date.startsWith(`${year}`)).sort();
}

const places = [
  ...[
    "DE",
    "DE-BY",
    "DE-SN",
    "US",
    "US-NY",
    "US-LA-NO",
    "GB-ENG",
    "GB-SCT",
    "FR",
    "JP",
    "IL",
    "TR",
  ],
  ...["CN", "KR", "IN", "SA", "EG", "AU-NSW", "NZ", "BR", "AR", "CO", "CL", "ZA", "CA-QC", "CH-ZH"],
  ...["SE", "PL", "UA", "HK", "TW", "SG", "MX", "NG", "VN", "IR", "TO"],
];

describe("the calendar has exactly the days of the library", () => {
  test.each(places)("%s", async (codes) => {
    const types = ["public", "bank"];
    const [business, days] = await Promise.all([
      drafted(codes, { types }),
      drafted(codes, { types, form: "days" }),
    ]);
    const weekend = weekendOf(codes.slice(0, 2));
    const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
    for (const year of [2026, 2027, 2028]) {
      const holidays = await libraryDays(codes, year, types);
      expect(datesOf(year).filter((date) => isIn(days.calendar, date))).toEqual(holidays);
      const worked = datesOf(year).filter(
        (date) =>
          !weekend.includes(dayNames[new Date(date).getUTCDay()] ?? "sun") &&
          !holidays.includes(date),
      );
      expect(datesOf(year).filter((date) => isIn(business.calendar, date))).toEqual(worked);
    }
  });
});

test.each([
  // https://www.gov.uk/bank-holidays and its archive.
  ["GB-ENG", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"],
  ["GB-ENG", 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"],
  ["GB-ENG", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"],
  // Federal holidays: https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/
  ["US", 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"],
  ["FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25"],
])("%s closes in %i on the days that are published", async (codes, year, dates) => {
  const { calendar } = await drafted(codes, { years: { from: year, until: year } });
  const closed = datesOf(year).filter(
    (date) => new Date(date).getUTCDay() % 6 !== 0 && !isIn(calendar, date),
  );
  expect(closed.map((date) => date.slice(5)).join(" ")).toBe(dates);
});

test.each(["DE-BY", "US", "JP", "TR", "GB-ENG"])(
  "the text of %s is what a reviewer gets",
  async (codes) => {
    const { text } = await drafted(codes, { types: ["public", "bank"] });
    const golden = new URL(`../../../../golden/calendar-draft/${codes}.yaml`, import.meta.url);
    await expect(text).toMatchFileSnapshot(fileURLToPath(golden));
  },
);

test("a rule of the library that begins in a year says so", async () => {
  const { text } = await drafted("US", { years: { from: 2019, until: 2023 } });
  expect(text).toContain(
    "  - {date: 06-19, substitute: nearest, years: {from: 2021}, name: Juneteenth}\n",
  );
});

test("a rule says no day too many on weekends either: elections are every other year", async () => {
  const { text } = await drafted("BR");
  expect(text).toContain("  - {date: 2026-10-04, name: Dia de Eleição}\n");
  expect(text).toContain("  - {date: 2028-10-01, name: Dia de Eleição}\n");
  expect(text).not.toContain("weekday: [sun]");
});

test("a rule stays one up to the last year that may be asked", async () => {
  const { text } = await drafted("DE", { years: { from: 2075, until: libraryYears[1] } });
  expect(text).toContain("  - {easter: 50, name: Pfingstmontag}\n");
});
