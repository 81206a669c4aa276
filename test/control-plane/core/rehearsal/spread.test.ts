import fc from "fast-check";
import { expect, test } from "vitest";
import { atLeastOne, spread } from "#core/rehearsal/spread.ts";

const expected = { medianMs: 600_000, p90Ms: 900_000 };
const of = (n: number) => spread(expected, 7, `p/t ${n} 1`);

test("half of the attempts take no longer than the median, nine of ten no longer than the 90th percentile", () => {
  const all = Array.from({ length: 20_000 }, (_, n) => of(n));
  const share = (limit: number) => all.filter((ms) => ms <= limit).length / all.length;
  expect(share(expected.medianMs)).toBeCloseTo(0.5, 1);
  expect(share(expected.p90Ms)).toBeCloseTo(0.9, 1);
  expect(new Set(all).size).toBeGreaterThan(500);
});

test("the same seed and attempt give the same, in whole seconds and never nothing", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.string(),
      fc.nat(10_000_000),
      fc.nat(10_000_000),
      (seed, key, a, b) => {
        const usual = { medianMs: a, p90Ms: a + b };
        const ms = spread(usual, seed, key);
        expect(ms).toBe(spread(usual, seed, key));
        expect(ms).toBeGreaterThanOrEqual(1);
        expect(ms < 1_000 || ms % 1_000 === 0).toBe(true);
      },
    ),
  );
  expect(spread({ medianMs: 5_000, p90Ms: 5_000 }, 1, "x")).toBe(5_000);
  expect([0, 0.4, 999, 1_499].map(atLeastOne)).toEqual([1, 1, 999, 1_000]);
});
