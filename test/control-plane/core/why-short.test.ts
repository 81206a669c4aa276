// What a run waits for, in one clause.

import { expect, test } from "vitest";
import type { GateFacts, RunFacts, TaskFacts } from "#core/why.ts";
import type { HoldFacts } from "#core/why-holds.ts";
import { waitsFor } from "#core/why-short.ts";

const at = "2026-11-23T10:00:00.000Z";
const gate = (text: string, holds = false): GateFacts => ({
  ...{ text, holds, found: holds ? "there" : "not there", change: null, since: at, until: null },
});
const hold = (mode: HoldFacts["mode"]): HoldFacts => ({
  ...{ subject: "7", task: "a", mode, actor: "ada", reason: null, since: at, until: null },
});
const task = (name: string, fields: Partial<TaskFacts> = {}): TaskFacts => ({
  ...{ name, state: "waiting", attempt: 0, needs: [], runsOn: [], worker: null, startedAt: null },
  ...{ finishedAt: null, retryAt: null, message: null, exitCode: null, signal: null },
  ...{ gates: [], holds: [], ...fields },
});
const run = (...tasks: TaskFacts[]): RunFacts => ({
  ...{ state: "running", reason: null, createdAt: at, startedAt: at, finishedAt: null },
  ...{ cancelAt: null, limit: null, ahead: [], tasks, workers: [], gates: [], holds: [] },
  blackouts: [],
});

const shut = {
  ...{ text: "event X", holds: false, found: "not there" },
  ...{ change: null, since: null, until: null },
};

test.for<[string, RunFacts, string | null]>([
  [
    "two, and how many more; not those that hold, nor what waits for them",
    run(
      task("a", { gates: [gate("event A"), gate("event B", true), gate("event C")] }),
      task("b", { gates: [gate("event D")] }),
      task("c", { needs: [0] }),
    ),
    "a: event A: not there; a: event C: not there and 1 more",
  ],
  [
    "a run of another pipeline",
    run(task("a", { state: "running", child: { run: "9", pipeline: "load", state: "running" } })),
    "a: waits for run 9 of load, which is running (see `trunkline why 9`)",
  ],
  [
    "neither a hold without execution, nor gates that come later, nor what was skipped",
    run(
      task("a", { holds: [hold("noexec")], state: "running", worker: 1, attempt: 1 }),
      task("b", { needs: [0], holds: [hold("noexec")], later: [shut] }),
      task("c", { state: "skipped", message: "too late" }),
    ),
    "a: attempt 1 runs on worker 1",
  ],
  ["a hold", run(task("a", { holds: [hold("hold")] })), "a: held (by ada)"],
  ["nothing of one that has ended", { ...run(), state: "succeeded", finishedAt: at }, null],
])("%s", ([, facts, expected]) => {
  expect(waitsFor(facts)).toBe(expected);
});
