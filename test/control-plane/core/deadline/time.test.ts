import { expect, test } from "vitest";
import { deadlineAt, deadlineSeconds } from "#core/deadline/time.ts";

const at = (text: string, date: string, timezone: string) => {
  const { at, text: shown } = deadlineAt(text, date, timezone);
  return [new Date(at).toISOString(), shown];
};

test("times are local to the zone, on the business date or days after it", () => {
  expect(at("07:00", "2026-01-31", "Europe/Berlin")).toEqual([
    "2026-01-31T06:00:00.000Z",
    "2026-01-31 07:00 (Europe/Berlin)",
  ]);
  expect(at("07:00+1d", "2026-01-31", "Europe/Berlin")[0]).toBe("2026-02-01T06:00:00.000Z");
  expect(at("00:30+12d", "2026-01-31", "UTC")[0]).toBe("2026-02-12T00:30:00.000Z");
});

test("a time that clocks pass over is as much later as they jump, one that they show twice the first", () => {
  expect(at("02:30", "2026-03-29", "Europe/Berlin")[0]).toBe("2026-03-29T01:00:00.000Z");
  expect(at("02:30", "2026-10-25", "Europe/Berlin")[0]).toBe("2026-10-25T00:30:00.000Z");
});

test("seconds of clock time since midnight", () => {
  expect(deadlineSeconds("07:30")).toBe(27_000);
  expect(deadlineSeconds("00:00+2d")).toBe(172_800);
  expect(deadlineSeconds("soon")).toBeNull();
});
