// Times of day by the clock of another zone.

import { expect, test } from "vitest";
import { timesInZone } from "#migrators/translate/zone-times.ts";

test.each([
  ["zones that change together", ["05:30"], "Europe/London", "Europe/Berlin", ["06:30"], false],
  ["zones that never change", ["05:30"], "UTC", "Asia/Kolkata", ["11:00"], false],
  ["in order", ["23:30", "08:00"], "Europe/London", "Europe/Berlin", ["00:30", "09:00"], true],
  ["of the day before", ["00:30"], "Europe/Berlin", "Europe/London", ["23:30"], true],
] as const)("%s", (_, times, of, zone, expected, isShifted) => {
  expect(timesInZone(times, of, zone)).toEqual({ times: expected, isShifted });
});

test("zones that change at other hours are as far apart at all others", () => {
  const zones = ["America/New_York", "America/Chicago"] as const;
  expect(timesInZone(["06:00"], ...zones)?.times).toEqual(["05:00"]);
  expect(timesInZone(["03:30"], ...zones)).toBeNull();
  expect(timesInZone(["06:00"], "America/New_York", "Europe/Berlin")).toBeNull();
});
