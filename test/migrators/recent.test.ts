import { expect, test } from "vitest";
import { type Forgetful, Recent, recentFor } from "#migrators/recent.ts";

const told = (recent: Recent, count: number): number[] => {
  const forgotten: number[] = [];
  for (let one = 0; one < count; one++)
    recent.keep({ forget: () => forgotten.push(one) } satisfies Forgetful);
  return forgotten;
};

test("the last are kept, in turn", () => {
  expect(told(new Recent(3), 5)).toEqual([0, 1]);
});

test("of an estate the largest group is kept whole, as far as memory allows", () => {
  const groups = [...Array(500).fill("A"), ...Array(20).fill("B"), "C"];
  const forgotten = told(recentFor(groups), 1_000);
  expect(forgotten.length).toBeLessThan(500);
  expect(forgotten.length).toBeGreaterThan(300);
  expect(told(recentFor(Array(100_000).fill("A")), 5_000).length).toBeGreaterThan(900);
});
