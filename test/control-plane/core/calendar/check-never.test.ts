// Entries of calendars that name no day in any year, and those that name one rarely.

import { expect, test } from "vitest";
import { createCalendarReader } from "#core/calendar/read.ts";
import { parseFile } from "#core/parse.ts";

const read = (text: string) =>
  createCalendarReader(
    (path) => (path === "calendars/c.yaml" ? parseFile(path, text) : undefined),
    [],
  );

test.each([
  ["{day: 31, month: [feb]}", "there is no `day: 31` in any such month"],
  ["{day: -31, month: [jun, sep]}", "there is no `day: -31` in any such month"],
  ["{nth: 6, weekday: [mon]}", "there is no `nth: 6` in any month"],
  ["{date: 02-29, years: {from: 2025, until: 2027}}", "none of its `years` has it"],
  ["{date: 2026-12-24, years: {from: 2027}}", "none of its `years` has it"],
  ["{every: 3000, from: 2020-01-01, years: {from: 2021, until: 2022}}", "none of its `years`"],
])("the entry %s names no day, and a holiday that never comes is an error", (entry, message) => {
  const text = `weekdays: [mon]\nexcept: [${entry}]\n`;
  const { calendar, diagnostics } = read(text);
  expect(calendar("c")?.calendar).toBeNull();
  expect(diagnostics()).toMatchObject([
    {
      ...{ code: "invalid-calendar", line: 2 },
      message: expect.stringContaining(`the entry names no day: ${message}`),
      help: expect.stringMatching(/last|leave the entry out/),
    },
  ]);
});

test.each([
  ...["02-29", "{day: 31}", "{day: 29, month: [feb]}", "{nth: 5, weekday: [mon], month: [feb]}"],
  ...["{nth: 6, weekday: [mon, tue]}", "{date: 02-29, years: {from: 2025, until: 2028}}"],
  ...["{from: 12-24, until: 01-02, years: {until: 2020}}", "{weekday: [mon], before: 02-29}"],
])("the entry %s names a day now and then", (entry) => {
  const text = `weekdays: [mon]\nexcept: [${entry}, 12-25]\n`;
  const { calendar, diagnostics } = read(text);
  expect(calendar("c")?.calendar).not.toBeNull();
  expect(diagnostics()).toEqual([]);
});
