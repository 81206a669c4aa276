// Explanations from facts: one case for each reason.

import { expect, test } from "vitest";
import { type RunFacts, type TaskFacts, whyRun } from "#core/why.ts";

const at = (minute: number): string => `2026-11-23T10:${String(minute).padStart(2, "0")}:00.000Z`;

const task = (name: string, fields: Partial<TaskFacts> = {}): TaskFacts => ({
  name,
  state: "waiting",
  attempt: 0,
  needs: [],
  runsOn: [],
  worker: null,
  startedAt: null,
  finishedAt: null,
  retryAt: null,
  message: null,
  exitCode: null,
  signal: null,
  gates: [],
  holds: [],
  ...fields,
});
const run = (tasks: TaskFacts[], fields: Partial<RunFacts> = {}): RunFacts => ({
  state: "running",
  reason: null,
  createdAt: at(0),
  startedAt: at(1),
  finishedAt: null,
  cancelAt: null,
  limit: null,
  ahead: [],
  tasks,
  workers: [1, 2].map((id) => ({ id, name: "host", slots: 4, labels: [], draining: false })),
  gates: [],
  blackouts: [],
  holds: [],
  ...fields,
});

const gate = (text: string, holds: boolean) => ({
  ...{ text, holds, found: "so it is", change: null, since: null, until: null },
});

const storedGate = { ...gate("event RATES", true), since: at(0), kind: "awaits" };

test.for<[string, RunFacts, object[]]>([
  [
    "a running task",
    run([task("a", { state: "running", attempt: 2, worker: 7, startedAt: at(2) })]),
    [{ kind: "running", task: "a", message: "attempt 2 runs on worker 7", since: at(2) }],
  ],
  [
    "what has failed while the run goes on",
    run([
      task("a", { state: "failed", exitCode: 3, finishedAt: at(2) }),
      task("b", { state: "failed", message: "it was not approved in time", finishedAt: at(3) }),
      task("c", { state: "running", attempt: 1, worker: 7, startedAt: at(2) }),
    ]),
    [
      { kind: "finished", task: "a", message: "failed: exit code 3", since: at(2) },
      { kind: "finished", task: "b", message: "failed: it was not approved in time", since: at(3) },
      { kind: "running", task: "c" },
    ],
  ],
  [
    "a ready task waits since its last need ended",
    run([
      task("a", { state: "succeeded", finishedAt: at(2) }),
      task("b", { state: "succeeded", finishedAt: at(3) }),
      task("c", { state: "ready", needs: [0, 1] }),
    ]),
    [{ kind: "worker", task: "c", since: at(3), message: expect.stringContaining("8 slots") }],
  ],
  [
    "no worker",
    run([task("a", { state: "ready" })], { workers: [] }),
    [{ kind: "worker", task: "a", since: at(1), message: expect.stringContaining("no worker") }],
  ],
  [
    "no worker with its labels",
    run([task("a", { state: "ready", runsOn: ["etl"] })]),
    [{ kind: "worker", task: "a", message: expect.stringContaining("no living worker has etl") }],
  ],
  [
    "a need that is open, not one that has ended",
    run([
      task("a", { state: "succeeded", finishedAt: at(2) }),
      task("b", { state: "running", attempt: 1, worker: 1, startedAt: at(1) }),
      task("c", { needs: [0, 1] }),
    ]),
    [{ kind: "running" }, { kind: "needs", task: "c", message: "waits for b (running)" }],
  ],
  [
    "gates as they are stored, which have a kind of their own",
    run([task("a", { gates: [storedGate] })]),
    [{ kind: "gate", task: "a", message: "event RATES: so it is", holds: true, since: at(0) }],
  ],
  [
    "the gates behind a need that is open",
    run([
      task("a", { state: "running", attempt: 1, worker: 1, startedAt: at(1) }),
      task("b", {
        needs: [0],
        later: [
          { ...gate("event RATES", true), since: at(0) },
          { ...gate("not before 06:00", false), until: at(30) },
        ],
      }),
    ]),
    [
      { kind: "running" },
      { kind: "needs", task: "b" },
      { kind: "gate", task: "b", holds: true, since: at(0), until: null, provisional: true },
      { kind: "gate", task: "b", holds: false, since: null, until: at(30), provisional: true },
    ],
  ],
  [
    "a task that was too late, in a run that succeeded",
    run([task("a", { state: "skipped", message: "not after 06:00", finishedAt: at(4) })], {
      ...{ state: "succeeded", finishedAt: at(5) },
    }),
    [
      { kind: "finished", task: null },
      { kind: "finished", task: "a", message: "was skipped: not after 06:00", since: at(4) },
    ],
  ],
  [
    "a task that was too late, in a run that goes on",
    run([
      task("a", { state: "skipped", message: "not after 06:00", finishedAt: at(4) }),
      task("b", { state: "running", attempt: 1, worker: 1 }),
    ]),
    [
      { kind: "finished", task: "a" },
      { kind: "running", task: "b" },
    ],
  ],
  [
    "a retry",
    run([task("a", { attempt: 1, retryAt: at(9) })]),
    [
      {
        kind: "retry",
        message: "attempt 1 failed; attempt 2 follows",
        since: null,
        until: at(9),
      },
    ],
  ],
  [
    "a place in the queue",
    run([task("a")], { state: "waiting", startedAt: null, limit: 2, ahead: ["7", "8"] }),
    [
      {
        kind: "queue",
        task: null,
        since: at(0),
        message: "waits for run 7, 8: the pipeline runs 2 runs at a time",
      },
    ],
  ],
  [
    "a cancellation",
    run([task("a", { state: "running", attempt: 1, worker: 1 })], {
      cancelAt: at(4),
      reason: "wrong day",
    }),
    [
      { kind: "cancelling", since: at(4), message: "is being cancelled (wrong day): stopping a" },
      { kind: "running" },
    ],
  ],
  [
    "a success",
    run([], { state: "succeeded", finishedAt: at(5) }),
    [{ kind: "finished", message: "the run succeeded", since: at(5) }],
  ],
  [
    "a failure, with the tasks to blame and not those that were skipped",
    run(
      [
        task("a", { state: "failed", exitCode: 3, finishedAt: at(4) }),
        task("b", { state: "skipped" }),
        task("c", { state: "failed", signal: "SIGKILL" }),
        task("d", { state: "failed", message: "timed out after 5 s" }),
      ],
      { state: "failed", finishedAt: at(5) },
    ),
    [
      { kind: "finished", message: "the run failed", task: null },
      { kind: "finished", message: "failed: exit code 3", task: "a", since: at(4) },
      { kind: "finished", message: "failed: ended by SIGKILL", task: "c" },
      { kind: "finished", message: "failed: timed out after 5 s", task: "d" },
    ],
  ],
  [
    "a failure by a task that its own rule calls cancelled",
    run([task("a", { state: "cancelled", message: "Took longer than 5 s.", finishedAt: at(4) })], {
      ...{ state: "failed", finishedAt: at(5) },
    }),
    [
      { kind: "finished", message: "the run failed", task: null },
      { kind: "finished", message: "was cancelled: Took longer than 5 s.", task: "a" },
    ],
  ],
  [
    "a due time that was skipped",
    run([], { state: "skipped", reason: "missed", finishedAt: at(0) }),
    [{ kind: "finished", message: "the run was skipped: missed" }],
  ],
])("%s", ([, facts, expected]) => {
  const reasons = whyRun(facts);
  expect(reasons).toHaveLength(expected.length);
  expect(reasons).toMatchObject(expected);
});

test("names at most five", () => {
  const names = ["1", "2", "3", "4", "5", "6", "7"];
  const [reason] = whyRun(run([], { state: "waiting", limit: 1, ahead: names }));
  expect(reason?.message).toContain("run 1, 2, 3, 4, 5 and 2 more: the pipeline runs one run");
});
