import { expect, test } from "vitest";
import { deadlineAt, deadlineSeconds } from "#core/deadline/time.ts";

const at = (text: string, date: string, timezone: string, newDay = "00:00") => {
  const { at, text: shown } = deadlineAt(text, date, { timezone, newDay });
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

test("a time before new day, or at it, is the next calendar day's; one that says its day is that day's", () => {
  const berlin = (text: string) => at(text, "2026-11-23", "Europe/Berlin", "07:00")[1];
  expect(berlin("06:15")).toBe("2026-11-24 06:15 (Europe/Berlin)");
  expect(berlin("07:00")).toBe("2026-11-24 07:00 (Europe/Berlin)");
  expect(berlin("22:00")).toBe("2026-11-23 22:00 (Europe/Berlin)");
  expect(berlin("06:15+1d")).toBe("2026-11-24 06:15 (Europe/Berlin)");
  expect(berlin("22:00+1d")).toBe("2026-11-24 22:00 (Europe/Berlin)");
});

test("seconds of clock time since midnight", () => {
  expect(deadlineSeconds("06:30", "07:00")).toBe(86_400 + 23_400);
  expect(deadlineSeconds("06:30", null)).toBeNull();
  expect(deadlineSeconds("06:30+1d", null)).toBe(86_400 + 23_400);
  expect(deadlineSeconds("07:30", "00:00")).toBe(27_000);
  expect(deadlineSeconds("00:00+2d", "00:00")).toBe(172_800);
  expect(deadlineSeconds("soon", "00:00")).toBeNull();
});
