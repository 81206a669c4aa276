import { expect, test } from "vitest";
import { type Estate, fold, groupOf, near, standingState } from "#core/map/estate.ts";

const pipeline = (project: string, name: string, domain?: string) => ({
  ...{ project, name, state: null, deadline: null },
  tags: domain === undefined ? {} : { domain: [domain] },
});
const estate: Estate = {
  pipelines: [
    pipeline("a", "x", "risk"),
    pipeline("a", "y"),
    pipeline("b", "x", "risk"),
    pipeline("b", "z"),
  ],
  conditions: [
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 3],
  ],
};

test("folded by project each line counts the conditions that it stands for, and a group has none to itself", () => {
  const { nodes, edges } = fold(estate, (of) => groupOf("project", of), null);
  expect(nodes.map(({ key, members }) => [key, members.length])).toEqual([
    ["a", 2],
    ["b", 2],
  ]);
  expect(edges).toEqual([{ from: 0, to: 1, count: 2 }]);
});

test("by a tag, what has none is in a group of its own", () => {
  const { nodes } = fold(estate, (of) => groupOf({ tag: "domain" }, of), null);
  expect(nodes.map(({ key }) => key)).toEqual(["risk", ""]);
});

test("what is shown by itself stands beside groups of the rest", () => {
  const { nodes, edges } = fold(
    estate,
    ({ project }) => project,
    (at) => at === 2,
  );
  expect(nodes.map(({ key, isGroup }) => `${key} ${isGroup}`)).toEqual([
    "a true",
    "b/x false",
    "b true",
  ]);
  expect(edges).toEqual([
    { from: 0, to: 1, count: 2 },
    { from: 1, to: 2, count: 1 },
  ]);
});

test("near a pipeline is what it holds up and what it waits for, with how far", () => {
  expect([...near(estate, 0, 1)]).toEqual([
    [0, 0],
    [1, 1],
    [2, 1],
  ]);
  expect([...near(estate, 3, 9)]).toEqual([
    [3, 0],
    [2, -1],
    [0, -2],
    [1, -2],
  ]);
});

test("a deadline that is threatened or past counts for more than that the run goes on", () => {
  const of = (deadline: string) => ({
    ...pipeline("a", "x"),
    state: "running",
    deadline: { at: "2026-03-01T05:30:00Z", state: deadline, expectedAt: null },
  });
  expect(["on-track", "at-risk", "late"].map((one) => standingState(of(one)))).toEqual([
    ...["running", "at-risk", "late"],
  ]);
});
