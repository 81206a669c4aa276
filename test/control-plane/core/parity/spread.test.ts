import { expect, test } from "vitest";
import { outsideOf, spreadOf } from "#core/parity/spread.ts";

test("p5 and p95 are lengths of runs that there were; of fewer than five nobody knows", () => {
  const hundred = Array.from({ length: 100 }, (_, n) => (100 - n) * 1_000);
  expect(spreadOf(hundred)).toEqual({ p5: 5_000, p95: 95_000, runs: 100 });
  expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ p5: 1, p95: 5, runs: 5 });
  expect(spreadOf([1, 2, 3, 4])).toBeNull();
});

test("outside is what is beyond half as much again, or half a minute where that is more", () => {
  const tolerance = { leastMs: 30_000, percent: 50 };
  const short = { p5: 1_000, p95: 2_000, runs: 9 };
  expect([32_000, 32_001, 0].map((ms) => outsideOf(ms, short, tolerance))).toEqual([0, 30_001, 0]);
  const long = { p5: 100_000, p95: 200_000, runs: 9 };
  expect([300_000, 300_001, 50_000, 49_999].map((ms) => outsideOf(ms, long, tolerance))).toEqual([
    ...[0, 100_001, 0, -50_001],
  ]);
});
