import { expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import type { Schedule } from "#core/pipeline.ts";
import { isScheduledOn } from "#core/schedule/scheduled-on.ts";

const due = (timezone: string, newDay: string, ...schedules: Schedule[]) => ({
  triggers: schedules.map((schedule) => ({ schedule, timezone, missed: "latest" as const })),
  newDay,
});

test("due for a date by any of its schedules; without one it is not known", () => {
  const weekly = due("UTC", "00:00", { cron: "0 6 * * 1" }, { cron: "0 6 1 * *" });
  const days = ["2026-11-23", "2026-11-24", "2026-12-01"];
  expect(days.map((date) => isScheduledOn(weekly, date))).toEqual([true, false, true]);
  expect(isScheduledOn(due("UTC", "00:00"), "2026-11-23")).toBeNull();
});

test("by its calendar, with what it moves", () => {
  const calendar = { ...mondayToFriday, name: "holidays", except: [{ date: "2026-11-26" }] };
  const on = (roll: "skip" | "next") =>
    due("UTC", "00:00", {
      cron: "0 6 * * thu",
      days: { calendar, roll, limit: 31, shift: 0, newDay: "00:00" },
    });
  expect(isScheduledOn(on("skip"), "2026-11-26")).toBe(false);
  expect(isScheduledOn(on("next"), "2026-11-26")).toBe(false);
  expect(isScheduledOn(on("next"), "2026-11-27")).toBe(true);
});

test("for the business date, by its new day and its zone's clocks", () => {
  // Monday 03:00 is still Sunday.
  const early = due("America/New_York", "07:00", { cron: "0 3 * * 1" });
  expect(isScheduledOn(early, "2026-11-22")).toBe(true);
  expect(isScheduledOn(early, "2026-11-23")).toBe(false);
  // 23:00 in New York is the next day in UTC.
  const late = due("America/New_York", "00:00", { cron: "0 23 * * 1" });
  expect(isScheduledOn(late, "2026-11-23")).toBe(true);
  expect(isScheduledOn(late, "2026-11-24")).toBe(false);
});
