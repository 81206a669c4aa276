// Facts of rehearsals with every default, for tests of what is made of them.

import type { PoolFacts, RehearsalFacts, RunFacts, TaskFacts } from "#core/rehearsal/facts.ts";

export const runFacts = (fields: Partial<RunFacts> = {}): RunFacts => ({
  id: "1",
  pipeline: "p",
  date: "2026-11-23",
  slot: "s",
  state: "succeeded",
  reason: null,
  dueAt: 0,
  createdAt: 0,
  startedAt: 0,
  finishedAt: 1_000,
  limit: null,
  tasks: [],
  waits: [],
  deadlines: [],
  keys: [],
  reasons: [],
  ...fields,
});

export const taskFacts = (fields: Partial<TaskFacts> = {}): TaskFacts => ({
  name: "t",
  state: "succeeded",
  attempts: 1,
  startedAt: 0,
  finishedAt: 1_000,
  message: null,
  retries: [],
  askedToFail: false,
  ...fields,
});

export const poolFacts = (fields: Partial<PoolFacts> = {}): PoolFacts => ({
  name: "wh",
  kind: "units",
  units: 4,
  asked: [],
  had: [],
  ...fields,
});

export const rehearsalFacts = (fields: Partial<RehearsalFacts> = {}): RehearsalFacts => ({
  project: "shop",
  from: 0,
  to: 10_000,
  endedAt: 10_000,
  timezone: "UTC",
  seed: null,
  attempts: 0,
  runs: [],
  pools: [],
  assumed: [],
  ...fields,
});
