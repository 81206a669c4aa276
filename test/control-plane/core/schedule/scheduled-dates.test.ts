import { expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import { normalizeOnlyOn } from "#core/normalize-only-on.ts";
import { scheduledDates } from "#core/schedule/scheduled-dates.ts";
import type { OnlyOnSpec } from "#schemas/types.ts";

const cron = (...texts: string[]) => ({
  triggers: texts.map((text) => ({
    schedule: { cron: text },
    timezone: "America/New_York",
    missed: "latest" as const,
  })),
  newDay: "00:00",
});

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
  // 2100 has no 29 February.
  expect(scheduledDates(cron("0 6 29 2 *"), "2103-01-01")).toEqual({
    previous: "2096-02-29",
    next: "2104-02-29",
  });
});

test("due times of the date itself are neither; of several schedules the nearest count", () => {
  const both = cron("*/5 * * * *", "0 6 1 * *");
  expect(scheduledDates(both, "2026-11-23")).toEqual({
    previous: "2026-11-22",
    next: "2026-11-24",
  });
  expect(scheduledDates(cron(), "2026-11-23")).toEqual({ previous: null, next: null });
});

test("dates begin at new day", () => {
  // Due on Tuesday to Saturday at 03:00, for Monday to Friday.
  const nightly = { ...cron("0 3 * * 2-6"), newDay: "05:00" };
  expect(scheduledDates(nightly, "2026-11-23")).toEqual({
    previous: "2026-11-20",
    next: "2026-11-24",
  });
  expect(scheduledDates(nightly, "2026-11-22")).toEqual({
    previous: "2026-11-20",
    next: "2026-11-23",
  });
});

test("of a task with days of its own they are those of them on which the pipeline is due", () => {
  const days = (spec: OnlyOnSpec) => normalizeOnlyOn(spec, () => mondayToFriday, null);
  const daily = cron("0 6 * * *");
  // Monday: a job of working days was there on Friday before, and is tomorrow.
  const working = days({ weekdays: ["mon", "tue", "wed", "thu", "fri"] });
  expect(scheduledDates(daily, "2026-11-23", working)).toEqual({
    ...{ previous: "2026-11-20", next: "2026-11-24" },
  });
  // The first of a month that is a Monday, of a pipeline that is due on Mondays.
  expect(scheduledDates(cron("0 6 * * 1"), "2026-11-23", days({ nthDay: 1 }))).toEqual({
    ...{ previous: "2026-06-01", next: "2027-02-01" },
  });
  expect(scheduledDates(cron("0 6 * * 1"), "2026-11-23", days({ weekdays: ["tue"] }))).toEqual({
    ...{ previous: null, next: null },
  });
});
