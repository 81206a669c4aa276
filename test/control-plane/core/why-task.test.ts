import { expect, test } from "vitest";
import type { TaskFacts } from "#core/why.ts";
import { reason } from "#core/why-reason.ts";
import { whyOneTask } from "#core/why-task.ts";

const task = (name: string, fields: Partial<TaskFacts>): TaskFacts => ({
  ...{ name, state: "waiting", attempt: 0, needs: [], runsOn: [], worker: null, startedAt: null },
  ...{ finishedAt: null, retryAt: null, message: null, exitCode: null, signal: null },
  ...{ gates: [], holds: [] },
  ...fields,
});
const ended = (name: string, fields: Partial<TaskFacts>) =>
  task(name, { finishedAt: "2026-11-23T06:00:00Z", ...fields });

test("what is true of the run, of the task and of its instances, and of nothing else", () => {
  const reasons = ["load", "load[2]", "other", null].map((name) =>
    reason("gate", "waits", { task: name }),
  );
  const shown = whyOneTask(reasons, { tasks: [] }, new Set(["load"]));
  expect(shown.map((one) => one.task)).toEqual(["load", "load[2]", null]);
  expect(whyOneTask(reasons, { tasks: [] }, new Set(["load[2]"]))).toHaveLength(2);
});

test("of a task that has ended, and that nothing is told of, what became of it", () => {
  const tasks = [
    ended("a", { state: "succeeded" }),
    ended("b", { state: "skipped", message: "too late" }),
    ended("c", { state: "failed" }),
  ];
  const told = [reason("finished", "failed: exit code 1", { task: "c" })];
  expect(whyOneTask(told, { tasks }, new Set(["a", "b", "c"]))).toMatchObject([
    { task: "c", message: "failed: exit code 1" },
    { task: "a", message: "succeeded", since: "2026-11-23T06:00:00Z" },
    { task: "b", message: "was skipped: too late" },
  ]);
});
