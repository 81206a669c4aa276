// The proof of the proof: each kind of loss, of doubling and of overlap is found, and what is allowed is not.

import { expect, test } from "vitest";
import type {
  ChaosAttempt,
  ChaosEffect,
  ChaosFacts,
  ChaosRun,
} from "../../../bench/support/chaos-facts.ts";
import { chaosVerdict } from "../../../bench/support/chaos-verdict.ts";

const minute = 60_000;

const effect = (text: string, at = 0): ChaosEffect => {
  const [what, run, task, attempt] = text.split(" ");
  return { what, run, task, attempt: Number(attempt), at } as ChaosEffect;
};
const run = (id: string, fields: Partial<ChaosRun> = {}): ChaosRun => ({
  ...{
    id,
    pipeline: "p",
    slot: `m:${id}`,
    generation: 1,
    due: 0,
    state: "succeeded",
    reason: null,
    parent: null,
  },
  ...fields,
});
const attempt = (number: number, fields: Partial<ChaosAttempt> = {}): ChaosAttempt => ({
  ...{ run: "1", task: "a", attempt: number, newest: true, state: "succeeded" },
  ...{ ending: "exited", message: null, worker: 1 },
  ...fields,
});
const lost = (number: number): ChaosAttempt =>
  attempt(number, { newest: false, state: "lost", ending: "lost" });

const nothing: ChaosFacts = {
  ...{ effects: [], runs: [], attempts: [], workers: [], schedules: [] },
  ...{ followers: [], pools: [], counts: [], requests: [], strikes: [] },
};
/** One run of one task that was done, and what differs. */
const facts = (fields: Partial<ChaosFacts> = {}): ChaosFacts => ({
  ...nothing,
  effects: ["start 1 a 1", "beat 1 a 1", "end 1 a 1"].map((line) => effect(line)),
  runs: [run("1")],
  attempts: [attempt(1)],
  ...fields,
});

test("what was done once, and recorded once, is all well", () => {
  expect(chaosVerdict(facts())).toMatchObject({ lost: [], doubled: [], overlapping: [] });
});

test.each<[string, Partial<ChaosFacts>, string]>([
  [
    "a due time without a row",
    {
      schedules: [{ pipeline: "p", everyMs: minute, from: minute - 1, until: 3 * minute }],
      runs: [1, 3].map((n) => run(`${n}`, { due: n * minute })),
    },
    "p has no row for 1970-01-01T00:02:00.000Z",
  ],
  [
    "a success that did not happen",
    { effects: [effect("start 1 a 1"), effect("beat 1 a 1")] },
    "1/a#1 succeeded, but its last line is not there",
  ],
  [
    "a success of another attempt",
    { effects: [effect("start 1 a 1"), effect("end 1 a 1")], attempts: [lost(1), attempt(2)] },
    "1/a#2 succeeded, but its last line is not there",
  ],
  [
    "an attempt that is not on record",
    { attempts: [] },
    "1/a#1 ran, but the database does not know it",
  ],
  [
    "a run that never finished",
    { runs: [run("1", { state: "running" })] },
    "run 1 of p is running",
  ],
  [
    "a run that failed",
    {
      runs: [run("1", { state: "failed" })],
      attempts: [attempt(1, { state: "failed", message: "exit code 7" })],
    },
    "run 1 of p is failed; a#1 failed: exit code 7",
  ],
  [
    "a due time that was passed over in silence",
    { runs: [run("1", { state: "skipped" })] },
    "run 1 of p is skipped",
  ],
  [
    "a request that was answered",
    { requests: [{ key: "k", run: "2" }] },
    "run 2 was promised to k and is not there",
  ],
  [
    "a run that nothing followed",
    {
      followers: [{ pipeline: "f", follows: "p" }],
      runs: [run("1"), run("2", { pipeline: "f", slot: "a:0:11" })],
    },
    "nothing of f followed run 1 of p",
  ],
])("lost: %s", (_, fields, sentence) => {
  expect(chaosVerdict(facts(fields))).toMatchObject({ lost: [sentence], overlapping: [] });
});

test.each<[string, Partial<ChaosFacts>, string]>([
  [
    "an attempt that two workers began",
    { effects: ["start 1 a 1", "start 1 a 1", "end 1 a 1"].map((line) => effect(line)) },
    "1/a#1 started twice",
  ],
  [
    "a slot with two runs of one generation",
    { runs: [run("1", { slot: "m:k" }), run("2", { slot: "m:k" })] },
    "p m:k generation 1 has two runs",
  ],
  [
    "a due time with two runs",
    { runs: [run("1", { slot: "t:x#0" }), run("2", { slot: "t:x#1" })] },
    "p 1970-01-01T00:00:00.000Z has two runs",
  ],
  [
    "a key with two runs",
    {
      runs: [run("1"), run("2")],
      requests: [
        { key: "k", run: "1" },
        { key: "k", run: "2" },
      ],
    },
    "k got two runs",
  ],
])("doubled: %s", (_, fields, sentence) => {
  expect(chaosVerdict(facts(fields))).toMatchObject({ lost: [], doubled: [sentence] });
});

test("overlapping: an attempt that wrote after the next had begun", () => {
  const lines = ["start 1 a 1", "start 1 a 2", "beat 1 a 1", "beat 1 a 1", "end 1 a 2"];
  const effects = lines.map((line) => effect(line));
  const verdict = chaosVerdict(facts({ effects, attempts: [lost(1), attempt(2)] }));
  expect(verdict).toMatchObject({
    lost: [],
    doubled: [],
    overlapping: ["1/a#1 went on beside #2"],
  });
});

test("a lost attempt whose work is done again, a process that left its group, and a task that gave up are apart", () => {
  const lines = [
    "start 1 a 1",
    "end 1 a 1",
    "start 1 a 2",
    "left 1 a 1",
    "end 1 a 2",
    "start 2 a 5",
  ];
  const verdict = chaosVerdict(
    facts({
      effects: lines.map((line) => effect(line)),
      runs: [run("1"), run("2", { state: "failed" })],
      attempts: [lost(1), attempt(2), attempt(5, { run: "2", state: "failed", ending: "lost" })],
    }),
  );
  expect(verdict).toMatchObject({ lost: [], doubled: [], overlapping: [] });
  expect(verdict).toMatchObject({ gaveUp: 1, repeated: 1, outlived: 1 });
});
