// The examples of docs/calendars.md fire on the days that exchanges and banks have published.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { compileCalendar } from "#core/calendar/days.ts";
import { createSourceReader, defaultProject } from "#core/estate.ts";
import { nextRuns } from "#core/next-runs.ts";

const text = readFileSync(new URL("../../docs/calendars.md", import.meta.url), "utf8");
const files = new Map(
  [...text.matchAll(/^```yaml\n(# ([\w./-]+\.yaml)\n.*?)^```$/gms)].map(([, block, path]) => [
    path as string,
    block as string,
  ]),
);
const reader = createSourceReader({ content: (path) => files.get(path) }, defaultProject);

/** Weekdays of a year that a calendar leaves out. */
function closed(name: string, year: number): string[] {
  const calendar = reader.calendar(name)?.calendar;
  if (!calendar) throw new Error(`the page has no calendar ${name}`);
  const { has } = compileCalendar(calendar);
  const found: string[] = [];
  for (let day = dayOf(`${year}-01-01`); day <= dayOf(`${year}-12-31`); day++)
    if (new Date(day * 86_400_000).getUTCDay() % 6 !== 0 && !has(day))
      found.push(dateOf(day).slice(5));
  return found;
}

// As published: https://www.nyse.com/markets/hours-calendars and the closing days of the European Central Bank.
test.each([
  ["target2", 2024, "01-01 03-29 04-01 05-01 12-25 12-26"],
  ["target2", 2025, "01-01 04-18 04-21 05-01 12-25 12-26"],
  ["target2", 2026, "01-01 04-03 04-06 05-01 12-25"],
  ["target2", 2027, "01-01 03-26 03-29"],
  ["nyse", 2022, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26"],
  ["nyse", 2021, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24"],
  ["nyse", 2023, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25"],
  ["nyse", 2024, "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25"],
  ["nyse", 2025, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25"],
  ["nyse", 2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25"],
  ["nyse", 2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24"],
  // New Year's Day is a Saturday, and Friday the last day of the year's books.
  ["nyse", 2028, "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25"],
])("%s is closed in %i on %s", (name, year, dates) => {
  expect(closed(name, year).join(" ")).toBe(dates);
});

test.each([
  ["settle", "2026-12-23T12:00Z", "12-24T05 12-28T05 12-29T05 12-30T05 12-31T05 12-31T17"],
  ["month-end", "2026-05-01T00:00Z", "05-28T18 06-29T18 07-01T05 07-30T18 08-28T18 09-29T18"],
  ["close-period", "2026-02-01T00:00Z", "02-28T22 03-28T22 05-02T22 05-30T22 06-27T22 08-01T22"],
])("%s runs at the times that the page means", (name, from, times) => {
  const { pipeline } = reader.read(`pipelines/${name}.yaml`, [`pipelines/${name}.yaml`]);
  if (pipeline === null) throw new Error(`${name} has errors`);
  const found = nextRuns(pipeline, Temporal.Instant.from(from), 6);
  expect(found.map((at) => at.slice(5, 13)).join(" ")).toBe(times);
});

test("periods have 4, 4 and 5 weeks, three years long", () => {
  const calendar = reader.calendar("periods-4-4-5")?.calendar;
  if (!calendar) throw new Error("the page has no such calendar");
  const { has } = compileCalendar(calendar);
  const lasts = [dayOf("2026-01-31")];
  for (let day = dayOf("2026-02-01"); day < dayOf("2029-06-01"); day++)
    if (has(day)) lasts.push(day);
  const weeks = lasts.slice(1).map((day, index) => (day - (lasts[index] ?? 0)) / 7);
  expect(weeks).toEqual(Array.from({ length: 12 }, () => [4, 4, 5]).flat());
  expect(dateOf(lasts.at(-1) ?? 0)).toBe(calendar.until);
});
