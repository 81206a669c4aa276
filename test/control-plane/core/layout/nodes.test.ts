import { expect, test } from "vitest";
import { among, around, graphNodes, mostUnfolded } from "#core/layout/nodes.ts";
import { task } from "#test/support/deploy.ts";

const tasks = [
  task("fetch"),
  task("load[eu]", { group: "load", needs: [0] }),
  task("load[us]", { group: "load", needs: [0] }),
  task("report", { needs: [1, 2] }),
  task("tidy", { needs: [0, 1, 2, 3] }),
];

test("instances are one node until they are unfolded; implied edges aren't drawn", () => {
  expect(graphNodes(tasks, new Set())).toMatchObject([
    { name: "fetch", count: 1, needs: [] },
    { name: "load", count: 2, needs: [0] },
    { name: "report", count: 1, needs: [1] },
    { name: "tidy", count: 1, needs: [2] },
  ]);
  const open = graphNodes(tasks, new Set(["load"]));
  expect(open.map(({ name }) => name)).toEqual(["fetch", "load[eu]", "load[us]", "report", "tidy"]);
});

test("of what has very many instances, opening shows parts, which open in turn", () => {
  const many = Array.from({ length: mostUnfolded + 1 }, (_, n) => task(`x[${n}]`, { group: "x" }));
  expect(graphNodes(many, new Set())).toMatchObject([{ name: "x", count: mostUnfolded + 1 }]);
  const parts = graphNodes(many, new Set(["x"]));
  expect(parts[0]).toMatchObject({ name: "x[0] … x[3]", count: 4, within: "x" });
  expect(parts.length).toBeLessThanOrEqual(mostUnfolded);
});

test("around a focus there are so many steps, and no edge to what is left out", () => {
  const nodes = graphNodes(tasks, new Set());
  expect(around(nodes, 1, 1)).toEqual([0, 1, 2]);
  expect(among(nodes, [1, 2])).toMatchObject([
    { name: "load", needs: [] },
    { name: "report", needs: [0] },
  ]);
});
