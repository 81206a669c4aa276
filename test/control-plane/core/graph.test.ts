import fc from "fast-check";
import { expect, test } from "vitest";
import { findCycles, topologicalOrder } from "#core/graph.ts";

const graph = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), {
    minLength: size,
    maxLength: size,
  }),
);

test("either there is an order in which all follow their needs, or a real cycle is named", () => {
  fc.assert(
    fc.property(graph, (needs) => {
      const order = topologicalOrder(needs);
      const cycles = findCycles(needs);
      expect(cycles.length === 0).toBe(order.length === needs.length);
      const place = new Map(order.map((index, position) => [index, position]));
      for (const [position, index] of order.entries())
        for (const need of needs[index] ?? []) expect(place.get(need)).toBeLessThan(position);
      for (const cycle of cycles)
        for (const [position, index] of cycle.entries())
          expect(needs[index]).toContain(cycle[(position + 1) % cycle.length]);
    }),
  );
});

test("the declared order stays when it is one", () => {
  expect(topologicalOrder([[], [], [0], [1], [2, 3]])).toEqual([0, 1, 2, 3, 4]);
  expect(topologicalOrder([[2], [], []])).toEqual([1, 2, 0]);
});

test("a chain of 20,000 and a cycle of 20,000 need no call stack", () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => (index === 19_999 ? [] : [index + 1]));
  expect(topologicalOrder(chain)).toHaveLength(20_000);
  expect(findCycles(chain)).toEqual([]);
  const cycle = chain.map((needs, index) => (index === 19_999 ? [0] : needs));
  expect(findCycles(cycle)[0]).toHaveLength(20_000);
});

test("two knots give two cycles", () => {
  expect(findCycles([[1], [0], [3], [2], [4]])).toEqual([[0, 1], [2, 3], [4]]);
});
