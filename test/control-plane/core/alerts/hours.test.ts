import fc from "fast-check";
import { expect, test } from "vitest";
import { closesAt, isOpen } from "#core/alerts/hours.ts";
import type { AlertWindow } from "#core/alerts/settings.ts";

const window = (some: Partial<AlertWindow>): AlertWindow => ({
  ...{ weekdays: null, from: null, until: null, timezone: "Europe/Berlin", dates: [], except: [] },
  ...some,
});
const at = (text: string): number =>
  Temporal.ZonedDateTime.from(`${text}[Europe/Berlin]`).epochMilliseconds;
const end = (one: AlertWindow, text: string): string | null => {
  const ms = closesAt(one, at(text));
  return ms === null
    ? null
    : Temporal.Instant.fromEpochMilliseconds(ms)
        .toZonedDateTimeISO("Europe/Berlin")
        .toPlainDateTime()
        .toString();
};

test("a window within a day has its ends, the last not included", () => {
  const day = window({ from: "08:00", until: "18:00" });
  expect(
    ["07:59", "08:00", "17:59", "18:00"].map((time) => isOpen(day, at(`2026-11-27T${time}`))),
  ).toEqual([false, true, true, false]);
  expect(end(day, "2026-11-27T09:00")).toBe("2026-11-27T18:00:00");
  expect(end(day, "2026-11-27T19:00")).toBeNull();
});

test("one over midnight is of the day on which it begins", () => {
  const night = window({ weekdays: ["fri"], from: "22:00", until: "06:00" });
  // 27 November 2026 is a Friday.
  expect(isOpen(night, at("2026-11-27T23:00"))).toBe(true);
  expect(isOpen(night, at("2026-11-28T05:59"))).toBe(true);
  expect(isOpen(night, at("2026-11-27T05:00"))).toBe(false);
  expect(end(night, "2026-11-27T23:00")).toBe("2026-11-28T06:00:00");
});

test("whole days that meet end together, and dates count whatever day of the week they are", () => {
  const weekend = window({
    weekdays: ["sat", "sun"],
    dates: ["2026-11-30"],
    except: ["2026-12-05"],
  });
  expect(end(weekend, "2026-11-28T12:00")).toBe("2026-12-01T00:00:00");
  expect(isOpen(weekend, at("2026-12-05T12:00"))).toBe(false);
  const alone = window({ dates: ["2026-12-25"] });
  expect(isOpen(alone, at("2026-12-25T12:00"))).toBe(true);
  expect(isOpen(alone, at("2026-12-24T12:00"))).toBe(false);
});

test("the night in which clocks change ends at its local time", () => {
  const night = window({ from: "22:00", until: "03:00" });
  expect(end(night, "2026-10-24T23:00")).toBe("2026-10-25T03:00:00");
  expect(closesAt(night, at("2026-10-24T23:00"))).toBe(at("2026-10-24T23:00") + 5 * 3_600_000);
  // 02:30 is skipped; the window that would end then ends when clocks go on.
  expect(end(window({ from: "22:00", until: "02:30" }), "2026-03-28T23:00")).toBe(
    "2026-03-29T03:30:00",
  );
});

test("whatever is open ends later than now, and is open until then", () => {
  const time = fc.integer({ min: 0, max: 1439 }).map((minute) => {
    const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
    return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
  });
  fc.assert(
    fc.property(time, time, fc.integer({ min: 0, max: 400 * 24 * 60 }), (from, until, minute) => {
      if (from === until) return;
      const one = window({ from, until });
      const now = at("2026-01-01T00:00") + minute * 60_000;
      const close = closesAt(one, now);
      expect(close === null).toBe(!isOpen(one, now));
      if (close === null) return;
      expect(close).toBeGreaterThan(now);
      expect(isOpen(one, close - 1)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
