import { expect, test } from "vitest";
import { instancePlace } from "#core/for-each.ts";
import { type FormerTask, planRerun, type RerunScope } from "#core/rerun.ts";
import { resumedTasks } from "#core/rerun-instances.ts";
import type { TaskState } from "#core/run.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const forEach = "needs.list.outputs.files";
const tasks = [
  task("list", { outputs: { files: "list<string>" } }),
  task("load", { needs: [0], forEach }),
  task("sum", { needs: [1] }),
];
const p = pipeline("p", tasks);
const former = (states: Record<number, TaskState>) => ({
  pipeline: p,
  tasks: new Map(
    Object.entries(states).map(([idx, state]): [number, FormerTask] => [
      Number(idx),
      { state, mark: null, leftOut: false, iced: false },
    ]),
  ),
});
const oneFailed = former({
  0: "succeeded",
  1: "failed",
  2: "skipped",
  [instancePlace(1, 0)]: "succeeded",
  [instancePlace(1, 1)]: "failed",
  [instancePlace(1, 2)]: "skipped",
});
const resumed = (scope: RerunScope, next = p) => {
  const plan = planRerun(scope, oneFailed, next);
  return plan.kind === "rerun" ? plan.resumed : plan;
};

test("from failed only what failed runs again", () => {
  expect(resumed({ kind: "failed" })).toEqual([{ idx: 1, from: 1, again: [1] }]);
});

test.each<[string, RerunScope, number[] | null]>([
  ["an instance by its name", { kind: "tasks", tasks: ["load[0]"], followers: false }, [0]],
  ["the whole by its name", { kind: "tasks", tasks: ["load"], followers: true }, null],
  ["behind its producer", { kind: "tasks", tasks: ["list"], followers: true }, null],
])("%s", (_, scope, again) => {
  expect(resumed(scope)).toEqual([{ idx: 1, from: 1, again }]);
});

test("another revision of the task makes all of its instances anew", () => {
  const [list, load, sum] = tasks as [(typeof tasks)[0], (typeof tasks)[0], (typeof tasks)[0]];
  const next = pipeline("p", [list, { ...load, env: { A: "1" } }, sum]);
  expect(resumed({ kind: "failed" }, next)).toEqual([{ idx: 1, from: 1, again: null }]);
});

test("what was undone runs again", () => {
  const undone = pipeline("p", [
    ...tasks,
    task("load:undo", { phase: "undo", needs: [1], forEach }),
  ]);
  const states = { ...oneFailed, pipeline: undone };
  states.tasks = new Map([
    ...oneFailed.tasks,
    [instancePlace(3, 0), { state: "succeeded", mark: null, leftOut: false, iced: false }],
  ]);
  const plan = planRerun({ kind: "failed" }, states, undone);
  expect(plan).toMatchObject({ resumed: [{ idx: 1, from: 1, again: [0, 1] }] });
});

test("without instances there is nothing to take over", () => {
  const nothing = { pipeline: p, places: [0, 1], isDone: () => true };
  expect(resumedTasks(nothing, p, new Set([1]), new Set())).toEqual([
    { idx: 1, from: 1, again: null },
  ]);
});
