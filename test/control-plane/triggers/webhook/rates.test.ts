// So many messages in a second, and what was left over of the second before.

import { expect, test } from "vitest";
import { Rates } from "#triggers/webhook/rates.ts";

test("twice as many at once, then so many a second, each webhook by itself", () => {
  const rates = new Rates(10);
  const taken = (id: string, at: number, count: number) =>
    Array.from({ length: count }, () => rates.take(id, at)).filter(Boolean).length;
  expect(taken("a", 0, 50)).toBe(20);
  expect(taken("b", 0, 50)).toBe(20);
  expect(taken("a", 500, 50)).toBe(5);
  expect(taken("a", 1_500, 50)).toBe(10);
  // However long nothing came, and when the clock is set back.
  expect(taken("a", 3_600_000, 50)).toBe(20);
  expect(taken("a", 0, 50)).toBe(0);
});
