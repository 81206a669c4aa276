import { expect, test } from "vitest";
import { waitsOf } from "#core/rehearsal/waits.ts";
import { poolFacts, runFacts, taskFacts } from "./rehearsal-facts.ts";

test("each fact is waited for until it held; what held from the begin, or at once, isn't waited for", () => {
  const gate = (text: string, holds: boolean, since: number) => ({
    ...{ kind: "awaits" as const, text, holds, since },
  });
  const run = runFacts({
    waits: [
      {
        ...{ task: "x", from: 100, until: 900 },
        gates: [gate("A", true, 100), gate("B", true, 400), gate("C", false, 100)],
      },
      { task: "y", from: 100, until: 100, gates: [gate("D", false, 100)] },
      {
        ...{ task: "z", from: 200, until: null },
        gates: [{ ...gate("1 unit", false, 200), kind: "takes" }, gate("E", false, 200)],
      },
    ],
  });
  expect(waitsOf(run, [])).toEqual([
    { task: "x", on: "gate", text: "B", from: 100, until: 400 },
    { task: "x", on: "gate", text: "C", from: 100, until: 900 },
    { task: "z", on: "gate", text: "E", from: 200, until: null },
  ]);
});

test("a closing time is nothing that is waited for, an opening is", () => {
  const gate = (kind: "notBefore" | "notAfter", text: string, since: number) => ({
    ...{ kind, text, holds: true, since },
  });
  const run = runFacts({
    waits: [
      {
        ...{ task: "x", from: 100, until: 900 },
        gates: [
          gate("notBefore", "not before 2026-11-24 06:00 (UTC)", 900),
          gate("notAfter", "not after 2026-11-24 07:00 (UTC)", 400),
        ],
      },
    ],
  });
  expect(waitsOf(run, [])).toEqual([
    { task: "x", on: "gate", text: "not before 2026-11-24 06:00 (UTC)", from: 100, until: 900 },
  ]);
});

test("the pipeline's own runs, retries and pools", () => {
  const run = runFacts({
    ...{ limit: 1, createdAt: 0, startedAt: 500 },
    waits: [{ task: null, from: 0, until: 300, gates: [] }],
    tasks: [taskFacts({ name: "x", retries: [{ from: 600, until: 700 }] })],
  });
  const span = { run: run.id, task: "x", units: 2, from: 700, until: 800 };
  const pools = [
    poolFacts({ name: "wh", asked: [span, { ...span, run: "other" }] }),
    poolFacts({ name: "ledger", kind: "lock", asked: [{ ...span, from: 900, until: null }] }),
  ];
  expect(waitsOf(run, pools)).toEqual([
    { task: null, on: "queue", text: "another run at a time", from: 300, until: 500 },
    { task: "x", on: "retry", text: "its retry", from: 600, until: 700 },
    { task: "x", on: "pool", text: "2 of wh", from: 700, until: 800 },
    { task: "x", on: "pool", text: "ledger", from: 900, until: null },
  ]);
  // What was skipped for its limit has not waited for it.
  const skipped = runFacts({ limit: 1, state: "skipped", startedAt: null, finishedAt: 10 });
  expect(waitsOf(skipped, [])).toEqual([]);
});
