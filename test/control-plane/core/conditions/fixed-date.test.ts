import fc from "fast-check";
import { expect, test } from "vitest";
import { dateExists } from "#core/calendar/date.ts";
import { latestFixed, nearestFixed } from "#core/conditions/fixed-date.ts";

test("the newest day of each year that is not after a date", () => {
  expect(latestFixed("12-31", "2026-12-31")).toBe("2026-12-31");
  expect(latestFixed("12-31", "2026-12-30")).toBe("2025-12-31");
  expect(latestFixed("12-31", "2027-03-01")).toBe("2026-12-31");
  expect(latestFixed("02-29", "2027-03-01")).toBe("2024-02-29");
  expect(latestFixed("2030-01-01", "2026-12-31")).toBe("2030-01-01");
});

test("the nearest, before or after", () => {
  expect(nearestFixed("12-31", "2026-12-15")).toBe("2026-12-31");
  expect(nearestFixed("12-31", "2027-01-05")).toBe("2026-12-31");
  expect(nearestFixed("12-31", "2026-12-31")).toBe("2026-12-31");
  expect(nearestFixed("02-29", "2026-06-01")).toBe("2028-02-29");
  expect(nearestFixed("2030-01-01", "2026-12-31")).toBe("2030-01-01");
});

test("days that no calendar has", () => {
  const known = ["02-29", "2028-02-29", "12-31"];
  expect(known.filter(dateExists)).toEqual(known);
  expect(["02-30", "2027-02-29", "04-31"].filter(dateExists)).toEqual([]);
});

test("a walk over days finds the same", () => {
  const day = fc
    .integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2150, 0, 1) })
    .map((ms) => new Date(ms).toISOString().slice(0, 10));
  const walk = (text: string, from: string, step: number): string => {
    let at = Temporal.PlainDate.from(from);
    while (!at.toString().endsWith(`-${text}`)) at = at.add({ days: step });
    return at.toString();
  };
  const days = (a: string, b: string) => Math.abs(Date.parse(a) - Date.parse(b));
  fc.assert(
    fc.property(day, day, (date, other) => {
      const text = other.slice(5);
      const [before, after] = [walk(text, date, -1), walk(text, date, 1)];
      expect(latestFixed(text, date)).toBe(before);
      expect(nearestFixed(text, date)).toBe(
        days(date, after) < days(date, before) ? after : before,
      );
    }),
    { numRuns: 300 },
  );
});
