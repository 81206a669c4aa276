import { expect, test } from "vitest";
import { requiredTasks } from "#core/conditions/required-tasks.ts";
import type { ConditionSpec } from "#schemas/types.ts";

test.each<[ConditionSpec | undefined, string[]]>([
  [undefined, []],
  [{ task: "a" }, ["a"]],
  [
    { all: [{ task: "a", state: "finished" }, { all: [{ task: "b" }] }, { event: "E" }] },
    ["a", "b"],
  ],
  [{ any: [{ task: "a" }, { event: "E" }] }, []],
  [{ not: { task: "a" } }, []],
  [{ atLeast: 1, of: [{ task: "a" }] }, []],
  [{ task: "a", state: "notRunning" }, []],
  [{ pipeline: "p", task: "a" }, []],
])("%j requires %j", (spec, tasks) => {
  expect(requiredTasks(spec)).toEqual(tasks);
});
