import { expect, test } from "vitest";
import { renameTasks } from "#core/conditions/rename-tasks.ts";

const names = new Map([
  ["load", ["call.load"]],
  ["nested", ["call.nested.a", "call.nested.b"]],
]);

test("tasks of the same run get the names that they have in the pipeline, at any depth", () => {
  const spec = { any: [{ not: { task: "load" } }, { atLeast: 1, of: [{ task: "nested" }] }] };
  expect(renameTasks(spec, names)).toEqual({
    any: [
      { not: { task: "call.load" } },
      { atLeast: 1, of: [{ all: [{ task: "call.nested.a" }, { task: "call.nested.b" }] }] },
    ],
  });
});

test("a task of another pipeline's run is somebody else's name", () => {
  const spec = { pipeline: "ingest", task: "load" };
  expect(renameTasks(spec, names)).toEqual(spec);
});
