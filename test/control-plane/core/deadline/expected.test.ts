import fc from "fast-check";
import { expect, test } from "vitest";
import { expectationOf, expectationsOf } from "#core/deadline/expected.ts";

test("fewer than three runs tell nothing", () => {
  expect(expectationOf([])).toBeNull();
  expect(expectationOf([5, 5])).toBeNull();
  expect(expectationOf([5, 7, 6])).toEqual({ medianMs: 6, p90Ms: 7 });
});

test("one odd night changes little, and the twenty newest count", () => {
  expect(expectationOf([60, 61, 59, 60, 9_000])).toMatchObject({ medianMs: 60 });
  const newest = Array.from({ length: 20 }, () => 10);
  expect(expectationOf([...newest, ...newest.map(() => 500)])).toEqual({ medianMs: 10, p90Ms: 10 });
});

test("a task that is mostly skipped is not waited for", () => {
  expect(expectationOf([0, 0, 300, 0])).toMatchObject({ medianMs: 0 });
});

test("half and nine tenths lie among the samples, in order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 3, maxLength: 20 }), (samples) => {
      const { medianMs, p90Ms } = expectationOf(samples) as { medianMs: number; p90Ms: number };
      expect(medianMs).toBeLessThanOrEqual(p90Ms);
      expect(medianMs).toBeGreaterThanOrEqual(Math.min(...samples));
      expect(p90Ms).toBeLessThanOrEqual(Math.max(...samples));
    }),
  );
});

test("samples of several revisions are joined by the task's name", () => {
  const found = expectationsOf([
    { task: "load", durations: [3] },
    { task: "load", durations: [1, 2] },
    { task: "new", durations: [9] },
  ]);
  expect([...found]).toEqual([["load", { medianMs: 2, p90Ms: 3 }]]);
});
