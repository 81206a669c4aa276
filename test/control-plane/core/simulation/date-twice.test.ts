import { expect, test } from "vitest";
import type { Schedule } from "#core/pipeline.ts";
import { dateTwice } from "#core/simulation/date-twice.ts";

const of = (newDay: string, ...schedules: Schedule[]) =>
  dateTwice({
    newDay,
    triggers: schedules.map((schedule) => ({ schedule, timezone: "UTC", missed: "none" as const })),
  });

test("twice on a date, by one schedule or by two, counted from new day", () => {
  expect(of("00:00", { cron: "0 8,20 * * *" })).toBe("2023-12-31");
  expect(of("00:00", { cron: "0 8 * * *" })).toBeNull();
  expect(of("00:00", { cron: "0 8 * * *" }, { cron: "0 9 1 * *" })).toBe("2024-01-01");
  expect(of("06:00", { cron: "0 22 * * 1" }, { cron: "0 5 * * 2" })).toBe("2024-01-01");
  expect(of("00:00", { cron: "0 22 * * 1" }, { cron: "0 5 * * 2" })).toBeNull();
  expect(of("00:00")).toBeNull();
});
