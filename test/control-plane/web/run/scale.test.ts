import fc from "fast-check";
import { expect, test } from "vitest";
import { scaleOf } from "#web/run/scale.ts";

const day = 86_400_000;
const span = fc
  .tuple(fc.integer({ min: 0, max: 30 * day }), fc.integer({ min: 0, max: day }))
  .map(([from, length]) => ({ from, to: from + length }));
const spans = fc.array(span, { minLength: 1, maxLength: 20 });
const untils = fc.integer({ min: 0, max: 40 * day });

test("a later instant is never further left, and all that happened is within the picture", () => {
  fc.assert(
    fc.property(
      spans,
      untils,
      fc.array(fc.integer({ min: 0, max: 40 * day })),
      (all, until, more) => {
        const { x, broken } = scaleOf(all, until);
        const ends = all.flatMap(({ from, to }) => [from, to]);
        const [first, last] = [Math.min(...ends, until), Math.max(...ends, until)];
        const inside = [...ends, until, ...more.filter((one) => one >= first && one <= last)];
        const places = inside.sort((a, b) => a - b).map(x);
        for (const [n, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual((places[n - 1] ?? 0) - 1e-9);
          expect(place).toBeLessThanOrEqual(100 + 1e-6);
        }
        if (broken !== null) expect(broken.to).toBeGreaterThan(broken.from);
      },
    ),
  );
});

test("the axis is cut at most once, where nothing happened, and no line stands in what was cut out", () => {
  fc.assert(
    fc.property(spans, untils, (all, until) => {
      const { broken, ticks } = scaleOf(all, until);
      for (const [n, tick] of ticks.entries()) expect(tick).toBeGreaterThan(ticks[n - 1] ?? -1);
      if (broken === null) return;
      for (const { from, to } of all) expect(to <= broken.from || from >= broken.to).toBe(true);
      expect(ticks.some((tick) => tick > broken.from && tick < broken.to)).toBe(false);
    }),
  );
});

test("a late retry squeezes nothing", () => {
  const early = [
    { from: 0, to: 60_000 },
    { from: 10 * day, to: 10 * day + 60_000 },
  ];
  const { x, broken } = scaleOf(early, 10 * day + 60_000);
  expect(broken).toEqual({ from: 60_000, to: 10 * day });
  expect(x(60_000)).toBeCloseTo(48);
  expect(x(10 * day)).toBeCloseTo(52);
});
