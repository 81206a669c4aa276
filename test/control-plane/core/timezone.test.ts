import { expect, test } from "vitest";
import { isTimezone, timezoneNames } from "#core/timezone.ts";

test.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata"])(
  "%s exists",
  (name) => {
    expect(isTimezone(name)).toBe(true);
  },
);

test.each(["", "+01:00", "Europe/Berln", "Mars/Olympus", "__proto__", "x".repeat(100)])(
  "%j does not",
  (name) => {
    expect(isTimezone(name)).toBe(false);
  },
);

test("all names that are suggested exist", () => {
  expect(timezoneNames().every(isTimezone)).toBe(true);
});
