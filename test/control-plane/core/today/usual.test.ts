import { expect, test } from "vitest";
import { usualLength } from "#core/today/usual.ts";

const days = (...numbers: number[]) => numbers.map((n) => `2026-11-${String(n).padStart(2, "0")}`);

test("half of the newest runs for days of the kind took no longer", () => {
  // Fri to Mon of the weeks before Fri 20 November 2026.
  const dates = days(19, 18, 17, 15, 14, 8, 7);
  expect(usualLength([10, 30, 20, 500, 500, 500, 500], dates, "2026-11-20")).toBe(20);
  expect(usualLength([10, 30, 20, 500, 500, 500, 500], dates, "2026-11-21")).toBe(500);
});

test("where too few are of its kind all tell, and where too few tell nothing is usual", () => {
  expect(usualLength([10, 20, 30], days(19, 18, 17), "2026-11-21")).toBe(20);
  expect(usualLength([10, 20], days(19, 18), "2026-11-20")).toBeNull();
});
