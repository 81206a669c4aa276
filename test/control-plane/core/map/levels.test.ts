import { expect, test } from "vitest";
import { levelsOf, place } from "#core/map/levels.ts";

const edge = (from: number, to: number) => ({ from, to, count: 1 });
const sizes = { width: 100, height: 20, gapX: 10, gapY: 5, rows: 2, across: 2 };
const nodes = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ key: `${n}`, members: [n], isGroup: false }));

test("each lies right of all that it awaits", () => {
  expect(levelsOf(4, [edge(0, 1), edge(1, 2), edge(0, 2), edge(2, 3)])).toEqual([0, 1, 2, 3]);
});

test("a circle ends, and each of it has a level", () => {
  expect(levelsOf(3, [edge(0, 1), edge(1, 2), edge(2, 0)])).toEqual([0, 1, 2]);
});

test("no two lie on each other, and what nothing binds is below", () => {
  const { at, height } = place(
    { nodes: nodes(9), edges: [edge(0, 1), edge(0, 2), edge(0, 3)] },
    sizes,
  );
  expect(new Set(at.map(({ x, y }) => `${x} ${y}`)).size).toBe(9);
  const lowest = Math.max(...[0, 1, 2, 3].map((n) => at[n]?.y ?? 0));
  for (const n of [4, 5, 6, 7, 8]) expect(at[n]?.y).toBeGreaterThan(lowest);
  expect(height).toBeGreaterThan(lowest);
});

test("ten thousand pipelines are placed in well under a second", () => {
  const many = nodes(10_000);
  const edges = many.slice(1).map((_, n) => edge(Math.floor(n / 3), n + 1));
  const began = performance.now();
  place({ nodes: many, edges }, { ...sizes, rows: 60 });
  expect(performance.now() - began).toBeLessThan(2_000);
});
