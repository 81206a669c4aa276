// From a strike to its consequences: which life of a process it hit, and which attempts that cost.

import { expect, test } from "vitest";
import { detection } from "../../../bench/support/chaos-detection.ts";
import type { ChaosAttempt, ChaosFacts } from "../../../bench/support/chaos-facts.ts";

const lost = (run: string, worker: number): ChaosAttempt => ({
  ...{
    run,
    task: "a",
    attempt: 1,
    newest: false,
    state: "lost",
    ending: "lost",
    message: null,
    worker,
  },
});

const facts: ChaosFacts = {
  ...{ runs: [], schedules: [], followers: [], pools: [], counts: [], requests: [] },
  workers: [
    { id: 1, pid: 10, startedAt: 0, deadAt: 500 },
    { id: 2, pid: 10, startedAt: 600, deadAt: 2_200 },
    { id: 3, pid: 11, startedAt: 600, deadAt: null },
  ],
  attempts: [lost("1", 2), lost("2", 2), lost("3", 1)],
  effects: [
    { what: "start", run: "1", task: "a", attempt: 2, at: 2_300 },
    { what: "start", run: "2", task: "a", attempt: 2, at: 2_500 },
  ],
  strikes: [
    { at: 1_000, victim: "worker", how: "kill", pid: 10 },
    { at: 1_000, victim: "worker", how: "stop", pid: 11 },
    { at: 1_000, victim: "server", how: "kill", pid: 12 },
  ],
};

test("counts from the strike to the reaper, and to the start of each next attempt", () => {
  expect(detection(facts)).toEqual({
    "kill to reaped": { count: 1, min: 1_200, median: 1_200, max: 1_200 },
    "kill to next attempt": { count: 2, min: 1_300, median: 1_400, max: 1_500 },
    // It was thawed in time, and lost nothing.
    "stop to reaped": null,
    "stop to next attempt": null,
  });
});

test("leaves out a strike that another followed before the worker was given up", () => {
  for (const [victim, pid] of [
    ["worker", 10],
    ["postgres", 99],
  ] as const) {
    const strikes = [...facts.strikes, { at: 1_500, victim, how: "stop", pid } as const];
    expect(detection({ ...facts, strikes })["kill to reaped"]).toBeNull();
  }
});
