// Where rows are looked for again: the watermark as it stood an overlap ago.

import fc from "fast-check";
import { expect, test } from "vitest";
import { advanced, lowest, type Place, placeOf, positionOf } from "#triggers/database/place.ts";

const from = (place: Place, overlapMs: number, now: number) => lowest(place, "0", overlapMs, now);

test("without an overlap rows are beyond the watermark, and at first beyond the start", () => {
  const none = placeOf(null);
  expect(from(none, 0, 5)).toBe("0");
  const at = advanced(advanced(none, "7", 0, 10), "9", 0, 20);
  expect(from(at, 0, 20)).toBe("9");
  expect(positionOf(at)).toEqual({ marks: [[20, "9"]] });
});

test("with an overlap they are beyond what was reached so long ago", () => {
  let place = placeOf(null);
  for (const [at, mark] of [
    [0, "a"],
    [60, "b"],
    [120, "c"],
  ] as const)
    place = advanced(place, mark, 100, at);
  expect([50, 120, 160, 219, 220].map((now) => from(place, 100, now))).toEqual([
    ...["0", "a", "b", "b", "c"],
  ]);
  expect(placeOf(positionOf(place))).toEqual(place);
});

test("property: it never skips what the overlap covers, and keeps few marks", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(steps, (gaps) => {
      const overlapMs = 1_000;
      let place = placeOf(null);
      let now = 0;
      const reached: [number, number][] = [];
      for (const [step, gap] of gaps.entries()) {
        now += gap;
        place = advanced(place, String(step + 1), overlapMs, now);
        reached.push([now, step + 1]);
        const stood = reached.findLast(([at]) => at <= now - overlapMs)?.[1] ?? 0;
        expect(Number(from(place, overlapMs, now))).toBeLessThanOrEqual(stood);
      }
      expect(place.marks.length).toBeLessThan(110);
    }),
  );
});
