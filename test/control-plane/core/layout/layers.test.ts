import { expect, test } from "vitest";
import { apart, layered } from "#core/layout/layers.ts";

test("each node is in the layer after the last that it needs, and none lies on another", () => {
  const { nodes, edges, layers } = layered([[], [0], [0], [1, 2], [0, 3]]);
  expect(nodes.map(({ layer }) => layer)).toEqual([0, 1, 1, 2, 3]);
  expect(layers).toBe(4);
  for (const [a, one] of nodes.entries())
    for (const other of nodes.slice(a + 1))
      if (one.layer === other.layer)
        expect(Math.abs(one.row - other.row)).toBeGreaterThanOrEqual(1);
  // The long edge passes two layers, beside what is there.
  const long = edges.find(({ from, to }) => from === 0 && to === 4);
  expect(long?.via).toHaveLength(2);
  expect(long?.via[1]).not.toBe(nodes[3]?.row);
});

test("what would overlap moves together, and no further than it must", () => {
  expect(apart([5, 5, 5])).toEqual([4, 5, 6]);
  expect(apart([0, 3])).toEqual([0, 3]);
  expect(apart([])).toEqual([]);
});

test("5,000 tasks are laid out in less than a second", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const needs = Array.from({ length: 5_000 }, (_, n) =>
    n === 0 ? [] : [...new Set([Math.max(0, n - 1 - random(40)), Math.max(0, n - 1 - random(9))])],
  );
  const since = performance.now();
  expect(layered(needs).nodes).toHaveLength(5_000);
  expect(performance.now() - since).toBeLessThan(1_000);
});
