import { expect, test } from "vitest";
import { scheduledDates } from "#core/schedule/scheduled-dates.ts";

const cron = (text: string) => [{ schedule: { cron: text }, timezone: "America/New_York" }];

test("the dates before and after by the schedules themselves, not by the calendar", () => {
  // Monday to Friday: before Monday comes Friday.
  expect(scheduledDates(cron("0 6 * * 1-5"), "2026-11-23")).toEqual({
    previous: "2026-11-20",
    next: "2026-11-24",
  });
  expect(scheduledDates(cron("0 6 1 * *"), "2026-11-23")).toEqual({
    previous: "2026-11-01",
    next: "2026-12-01",
  });
  expect(scheduledDates(cron("0 6 29 2 *"), "2026-11-23")).toEqual({
    previous: "2024-02-29",
    next: "2028-02-29",
  });
});

test("due times of the date itself are neither; of several schedules the nearest count", () => {
  const both = [...cron("*/5 * * * *"), ...cron("0 6 1 * *")];
  expect(scheduledDates(both, "2026-11-23")).toEqual({
    previous: "2026-11-22",
    next: "2026-11-24",
  });
  expect(scheduledDates([], "2026-11-23")).toEqual({ previous: null, next: null });
});
