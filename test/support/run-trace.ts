// A finished run of three tasks for trace tests: one needs two attempts, since a worker was lost, one fails.

import type { AttemptTrace, RunTrace } from "#core/trace.ts";

const at = (seconds: number): Temporal.Instant =>
  Temporal.Instant.from("2026-11-23T06:00:00.000000123Z").add({ milliseconds: seconds * 1000 });

export function attemptTrace(fields: Partial<AttemptTrace> = {}): AttemptTrace {
  return {
    task: "extract[eu]",
    attempt: 1,
    iteration: null,
    state: "succeeded",
    ending: null,
    startedAt: at(1),
    finishedAt: at(2),
    exitCode: 0,
    signal: null,
    error: null,
    worker: { id: "7", name: "worker-a" },
    ...fields,
  };
}

export function runTrace(fields: Partial<RunTrace["run"]> = {}): RunTrace {
  return {
    run: {
      id: "4711",
      pipeline: "daily-revenue",
      project: "retail",
      environment: "prod",
      traceId: "0af7651916cd43dd8448eb211c80319c",
      state: "failed",
      slot: "t:2026-11-23T06:00:00Z#1",
      date: "2026-11-23",
      generation: 1,
      triggerKind: "schedule",
      createdAt: at(0),
      startedAt: at(0.5),
      finishedAt: at(10),
      actor: null,
      parentTraceparent: null,
      url: "https://trunkline.example/runs/4711",
      ...fields,
    },
    revision: {
      commit: "c".repeat(40),
      changedIn: "d".repeat(40),
      file: "pipelines/daily-revenue.yaml",
      author: { name: "Ada Park", email: "ada@example.org" },
      changeNumber: "42",
      approvers: ["Sam Roe <sam@example.org>"],
      repositoryUrl: "https://ci:hunter2-token@git.example/shop/retail.git",
      branch: "main",
    },
    marks: [],
    overrides: [],
    attempts: [
      attemptTrace(),
      attemptTrace({
        task: "load",
        startedAt: at(2),
        finishedAt: at(5),
        state: "failed",
        ending: "lost",
        exitCode: null,
        error: "its worker was lost",
      }),
      attemptTrace({ task: "load", attempt: 2, startedAt: at(5), finishedAt: at(7) }),
      attemptTrace({
        task: "report",
        startedAt: at(7),
        finishedAt: at(9.5),
        state: "failed",
        ending: "exited",
        exitCode: 4,
        error: "exit code 4",
      }),
      attemptTrace({
        task: "repair",
        attempt: 0,
        state: "skipped",
        startedAt: null,
        finishedAt: null,
      }),
    ],
  };
}
