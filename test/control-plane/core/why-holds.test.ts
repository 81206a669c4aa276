import { expect, test } from "vitest";
import { type RunFacts, type TaskFacts, whyRun } from "#core/why.ts";
import { type HoldFacts, holdReason, releaseHint } from "#core/why-holds.ts";

const since = "2026-11-23T10:00:00.000Z";
const hold = (fields: Partial<HoldFacts> = {}): HoldFacts => ({
  subject: "12",
  task: null,
  mode: "hold",
  actor: "ada",
  reason: null,
  since,
  until: null,
  ...fields,
});

test.for<[HoldFacts, string, string]>([
  [hold(), "held (by ada)", "trunkline release 12"],
  [hold({ reason: "wait" }), "held (by ada, wait)", "trunkline release 12"],
  [hold({ subject: "shop/p" }), "the pipeline is paused (by ada)", "trunkline resume shop/p"],
  [
    hold({ subject: "shop/p", task: "load", mode: "ice" }),
    "on ice: it is passed over, and what follows goes on (by ada)",
    "trunkline release shop/p load",
  ],
  [
    hold({ subject: "shop/p", mode: "ice" }),
    "on ice: its tasks are passed over, and what follows goes on (by ada)",
    "trunkline release shop/p",
  ],
  [
    hold({ task: "load", mode: "noexec" }),
    "held: it will succeed without being executed (by ada)",
    "trunkline release 12 load",
  ],
])("%o", ([facts, message, change]) => {
  expect(holdReason(facts, facts.task)).toMatchObject({ kind: "hold", message, change, since });
  // On ice or without execution it holds nothing back, and is no open line of a list.
  expect(holdReason(facts, facts.task).holds).toBe(facts.mode === "hold" ? false : null);
  expect(releaseHint(facts)).toBe(change);
});

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
const run = (fields: Partial<RunFacts>): RunFacts => ({
  state: "running",
  reason: null,
  createdAt: since,
  startedAt: since,
  finishedAt: null,
  cancelAt: null,
  limit: null,
  ahead: [],
  tasks: [],
  workers: [],
  gates: [],
  blackouts: [],
  holds: [],
  ...fields,
});
const kinds = (facts: RunFacts) => whyRun(facts).map((reason) => `${reason.task} ${reason.kind}`);

test("a hold stands beside every other reason, and alone where there is none", () => {
  const gate = { text: "event X", holds: true, found: "there", change: null, since, until: null };
  expect(kinds(run({ state: "waiting", holds: [hold()] }))).toEqual(["null hold"]);
  const waiting = { state: "waiting", holds: [hold()] } as const;
  expect(kinds(run({ ...waiting, ahead: ["3"], limit: 1 }))).toEqual(["null hold", "null queue"]);
  expect(kinds(run({ ...waiting, ahead: ["3"], limit: null }))).toEqual(["null hold"]);
  const [free] = whyRun(run({ state: "waiting", ahead: ["3"], limit: null }));
  expect(free?.message).toBe("waits to be let start");
  expect(kinds(run({ state: "waiting", holds: [hold()], gates: [gate] }))).toEqual([
    "null hold",
    "null gate",
  ]);
  const held = { holds: [hold({ task: "b" })] };
  expect(
    kinds(run({ tasks: [task("a", { state: "running" }), task("b", { needs: [0], ...held })] })),
  ).toEqual(["a running", "b hold", "b needs"]);
  expect(kinds(run({ tasks: [task("b", held)] }))).toEqual(["b hold"]);
  expect(kinds(run({ tasks: [task("b", { ...held, gates: [gate] })] }))).toEqual([
    "b hold",
    "b gate",
  ]);
  expect(kinds(run({ holds: [hold()], tasks: [task("a")] }))).toEqual(["null hold"]);
});
