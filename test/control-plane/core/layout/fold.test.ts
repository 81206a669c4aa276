import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Foldable, ordered, shrunk, singles } from "#core/layout/fold.ts";
import { graphNodes, mostDrawn, mostUnfolded } from "#core/layout/nodes.ts";

const one = (name: string, needs: number[] = [], group = name): Foldable => ({
  name,
  group,
  needs,
});

/** Tasks with names of few words, each needing some before it. */
const estates = fc
  .array(
    fc.record({
      words: fc.array(fc.constantFrom("a", "b", "c", "load", "7"), { minLength: 1, maxLength: 3 }),
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      isInstance: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ words, needs, isInstance }, n) =>
      one(
        isInstance ? `m[${n}]` : `${words.join("_")}_${n}`,
        n === 0 ? [] : [...new Set(needs.map((need) => need % n))],
        isInstance ? "m" : `${words.join("_")}_${n}`,
      ),
    ),
  );

test("whatever is folded: each task is in one node, none needs itself around another, and what leads on still does", () => {
  void fc.assert(
    fc.property(estates, fc.integer({ min: 1, max: 12 }), (tasks, most) => {
      const { parts, needs } = ordered(tasks, shrunk(tasks, singles([...tasks.keys()]), most));
      expect(parts.length).toBeLessThanOrEqual(Math.max(most, 1));
      expect(parts.flat().sort((a, b) => a - b)).toEqual([...tasks.keys()]);
      const partOf = new Map(parts.flatMap((part, n) => part.map((task) => [task, n] as const)));
      const before = needs.map((own, n) => {
        for (const need of own) expect(need).toBeLessThan(n);
        return new Set<number>();
      });
      for (const [n, own] of needs.entries())
        for (const need of own)
          for (const each of [need, ...(before[need] ?? [])]) before[n]?.add(each);
      for (const [n, { needs: own }] of tasks.entries())
        for (const need of own) {
          const [from, to] = [partOf.get(need) as number, partOf.get(n) as number];
          if (from !== to) expect(before[to]?.has(from)).toBe(true);
        }
    }),
  );
});

const range = (count: number): number[] => [...Array(count).keys()];

test("5,000 alike between two are three nodes; opened, they are parts that open in turn", () => {
  const tasks = [
    one("begin"),
    ...range(5_000).map((n) => one(`load_${n}`, [0])),
    one("end", range(5_001).slice(1)),
  ];
  const folded = graphNodes(tasks, new Set());
  expect(folded).toMatchObject([
    { name: "begin", count: 1, needs: [] },
    { name: "load_…", count: 5_000, key: "load_0", needs: [0] },
    { name: "end", count: 1, needs: [1] },
  ]);
  const opened = graphNodes(tasks, new Set(["load_0"]));
  expect(opened.length).toBeGreaterThan(50);
  expect(opened.length).toBeLessThanOrEqual(mostUnfolded + 2);
  const [, part] = opened;
  expect(part).toMatchObject({ within: "load_0", count: 50 });
  const deeper = graphNodes(tasks, new Set(["load_0", part?.key ?? ""]));
  expect(deeper.filter(({ within }) => within === part?.key).map(({ name }) => name)).toEqual(
    range(50).map((n) => `load_${n}`),
  );
});

test("boxes of steps are folded by their names, not around what lies between them", () => {
  const tasks = range(100).flatMap((box) =>
    range(10).map((step) => one(`box_${box}_${step}`, step === 0 ? [] : [box * 10 + step - 1])),
  );
  const nodes = graphNodes(tasks, new Set());
  expect(nodes).toHaveLength(100);
  expect(nodes[3]).toMatchObject({ name: "box_3_…", count: 10, needs: [] });
  // With a step of another box between them, the first and the second half are two.
  const crossed = tasks.map((task, n) => (n === 5 ? { ...task, needs: [4, 3] } : task));
  const broken = crossed
    .toSpliced(15, 1, one("box_1_5", [14, 4]))
    .toSpliced(25, 1, one("box_2_5", [24, 15]));
  const first = graphNodes(broken, new Set()).filter(({ name }) => name.startsWith("box_2_"));
  expect(first.map(({ count }) => count)).toEqual([5, 5]);
});

test("up to 300 nodes nothing is folded but instances; however much is opened, 1,000 are the most", () => {
  const few = range(mostUnfolded).map((n) => one(`t${n}`));
  expect(graphNodes(few, new Set())).toHaveLength(mostUnfolded);
  const many = range(20).flatMap((m) =>
    range(400).map((n) => one(`m${m}[${n}]`, m === 0 ? [] : [(m - 1) * 400], `m${m}`)),
  );
  expect(graphNodes(many, new Set())).toHaveLength(20);
  const all = graphNodes(many, new Set(range(20).map((m) => `m${m}`)));
  expect(all.length).toBeLessThanOrEqual(mostDrawn);
  expect(all.length).toBeGreaterThan(500);
});

test("a key of a name that means something in an address is one word", () => {
  const tasks = [one("x[a b:1]", [], "x"), one("x[%]", [], "x")];
  expect(graphNodes(tasks, new Set(["x"])).map(({ key }) => key)).toEqual([
    "x%5Ba%20b%3A1%5D:1",
    "x%5B%25%5D:1",
  ]);
});

test("5,000 tangled tasks are folded in less than a second", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const tasks = range(5_000).map((n) =>
    one(`t${n}`, n === 0 ? [] : [...new Set([Math.max(0, n - 1 - random(40)), n - 1])]),
  );
  const since = performance.now();
  expect(graphNodes(tasks, new Set()).length).toBeLessThanOrEqual(mostUnfolded);
  expect(performance.now() - since).toBeLessThan(1_000);
});
