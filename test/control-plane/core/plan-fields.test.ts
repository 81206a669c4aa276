import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import { fieldChanges } from "#core/plan-fields.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const side = (of: Pipeline) => ({
  name: of.name,
  file: "pipelines/p.yaml",
  pipeline: of,
  hash: "",
});
const between = (before: Pipeline, after: Pipeline) => fieldChanges(side(before), side(after));

test("a task added in the middle is one change, and its followers' needs by name another", () => {
  const before = pipeline("p", [task("a"), task("z", { needs: [0] })]);
  const after = pipeline("p", [task("a"), task("m", { needs: [0] }), task("z", { needs: [1] })]);
  expect(between(before, after)).toMatchObject([
    { path: "tasks.m", after: { name: "m", needs: ["a"] } },
    { path: "tasks.z.needs.0", before: "a", after: "m" },
  ]);
});

test("the order of tasks and of needs is no change", () => {
  const before = pipeline("p", [task("a"), task("b"), task("c", { needs: [0, 1] })]);
  const after = pipeline("p", [task("b"), task("a"), task("c", { needs: [0, 1] })]);
  expect(between(before, after)).toEqual([]);
});

test("a value that comes or goes has one side only; a map that becomes a list is one change", () => {
  const before = pipeline("p", [task("a")], { owner: "team", tags: { app: ["x"] } });
  const after = pipeline("p", [task("a", { env: { A: "1" } })], { tags: {} });
  expect(between(before, after)).toEqual([
    { path: "owner", before: "team", after: null },
    { path: "tags.app", before: ["x"] },
    { path: "tasks.a.env.A", after: "1" },
  ]);
});

test("a task named like a member of every object is a task", () => {
  const before = pipeline("p", [task("a")]);
  const after = pipeline("p", [task("a"), task("constructor")]);
  const found = between(before, after);
  expect(found).toMatchObject([{ path: "tasks.constructor", after: { name: "constructor" } }]);
  expect(found[0]).not.toHaveProperty("before");
});
