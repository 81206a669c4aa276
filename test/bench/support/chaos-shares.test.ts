// What was counted is told when there is too little or too much of it.

import { expect, test } from "vitest";
import type { ChaosAttempt, ChaosFacts, ChaosRun } from "../../../bench/support/chaos-facts.ts";
import { miscounted, overused } from "../../../bench/support/chaos-shares.ts";

const run = (id: string, parent: ChaosRun["parent"] = null): ChaosRun => ({
  ...{ id, pipeline: parent === null ? "p" : "child", slot: `m:${id}`, generation: 1, due: 0 },
  ...{ state: "succeeded", reason: null, parent },
});
const ended = (task: string, attempt: number, newest: boolean): ChaosAttempt => ({
  ...{ run: "1", task, attempt, newest, state: "succeeded", ending: "exited" },
  ...{ message: null, worker: 1 },
});
const facts = (fields: Partial<ChaosFacts>): ChaosFacts => ({
  ...{ effects: [], runs: [run("1"), run("2")], attempts: [], workers: [], schedules: [] },
  ...{ followers: [], pools: [], counts: [], requests: [], strikes: [] },
  ...fields,
});

/** `start 1 a 1`, in the order of the file. */
const inUse = (...lines: string[]): string[] =>
  overused(
    facts({
      effects: lines.map((line) => {
        const [what, id = "", task = "", attempt] = line.split(" ");
        return { what, run: id, task, attempt: Number(attempt), at: 0 } as ChaosFacts["effects"][0];
      }),
      pools: [
        {
          ...{ pool: "press", units: 2 },
          takes: [
            { pipeline: "p", task: "a", units: 1 },
            { pipeline: "p", task: "b", units: 2 },
          ],
        },
      ],
    }),
  );

test("units are in use from the first line of an attempt to its last", () => {
  expect(inUse("start 1 a 1", "start 2 a 1", "end 2 a 1", "end 1 a 1", "start 1 b 1")).toEqual([]);
  // Killed without a last word: what it wrote last is its end.
  expect(inUse("start 1 a 1", "beat 1 a 1", "start 2 b 1", "end 2 b 1")).toEqual([]);
  expect(inUse("start 1 a 1", "start 2 b 1", "beat 1 a 1", "end 2 b 1")).toEqual([
    "3 of 2 units of press were in use at 2/b#1",
  ]);
  // Three instances of one task at a time.
  expect(
    inUse(...["start", "end"].flatMap((what) => [0, 1, 2].map((n) => `${what} 1 a[${n}] 1`))),
  ).toEqual(["3 of 2 units of press were in use at 1/a[2]#1"]);
});

test("iterations, instances and runs that a task made are as many as they should be", () => {
  const counts: ChaosFacts["counts"] = [
    { pipeline: "p", task: "tick", of: "iterations", count: 2 },
    { pipeline: "p", task: "item", of: "instances", count: 1 },
    { pipeline: "p", task: "call", of: "runs", count: 1 },
  ];
  const attempts = [ended("tick", 1, false), ended("tick", 2, true), ended("item[0]", 1, true)];
  const runs = [run("1"), run("3", { run: "1", task: "call" })];
  const all = facts({ runs, attempts, counts });
  expect(miscounted(all)).toEqual({ fewer: [], more: [] });
  expect(miscounted({ ...all, attempts: attempts.slice(1), runs: [run("1")] })).toEqual({
    fewer: ["run 1 of p has 1 of 2 iterations of tick", "run 1 of p has 0 of 1 runs of call"],
    more: [],
  });
  expect(
    miscounted({
      ...all,
      attempts: [...attempts, ended("item[1]", 1, true)],
      runs: [...runs, run("4", { run: "1", task: "call" })],
    }).more,
  ).toEqual(["run 1 of p has 2 of 1 instances of item", "run 1 of p has 2 of 1 runs of call"]);
});
