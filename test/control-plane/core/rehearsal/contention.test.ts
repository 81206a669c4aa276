import { expect, test } from "vitest";
import { conflicts, poolUse } from "#core/rehearsal/contention.ts";
import { poolFacts, rehearsalFacts, runFacts } from "./rehearsal-facts.ts";

const span = (run: string, task: string, from: number, until: number | null, units = 1) => ({
  ...{ run, task, from, until, units },
});

test("the most that was taken at one time, where what comes back at an instant can be taken at it", () => {
  const pool = poolFacts({
    had: [span("1", "a", 0, 500, 2), span("1", "b", 500, 900, 2), span("2", "a", 600, null, 1)],
    asked: [span("1", "b", 100, 500, 2), span("2", "a", 600, 600), span("3", "a", 700, null)],
  });
  const lock = poolFacts({
    ...{ name: "ledger", kind: "lock", units: 1_000_000 },
    had: [span("1", "a", 0, 10, 1_000_000)],
  });
  const rate = poolFacts({ name: "api", kind: "rate", asked: [span("1", "a", 0, 5)] });
  const used = poolUse(rehearsalFacts({ pools: [pool, lock, rate, poolFacts({ name: "idle" })] }));
  expect(used).toMatchObject([
    {
      ...{ pool: "wh", units: 4, peak: 3, peakAt: "1970-01-01T00:00:00.6Z" },
      ...{ waits: 2, waitedMs: 9_700, longestMs: 9_300 },
    },
    { pool: "ledger", of: "lock", units: 1, peak: 1, waits: 0 },
    { pool: "api", of: "rate", peak: null, peakAt: null, waits: 1, waitedMs: 5 },
  ]);
});

test("who held a lock while another waited, and what did not run because of another run", () => {
  const runs = [
    runFacts({ id: "1", pipeline: "a" }),
    runFacts({ id: "2", pipeline: "b" }),
    runFacts({
      ...{ id: "3", pipeline: "c", state: "skipped", finishedAt: 50, startedAt: null },
      reason: "the limit of runs at a time was reached",
    }),
  ];
  const ledger = poolFacts({
    ...{ name: "ledger", kind: "lock" },
    had: [span("1", "x", 0, 200), span("2", "y", 200, 300)],
    asked: [span("1", "x", 0, 0), span("2", "y", 100, 200), span("outside", "z", 0, 300)],
  });
  expect(conflicts(rehearsalFacts({ runs, pools: [ledger] }))).toEqual([
    {
      ...{ kind: "conflict", of: null, run: "3", subject: "c", with: "c", waitedMs: null },
      at: "1970-01-01T00:00:00.05Z",
    },
    {
      ...{ kind: "conflict", of: "ledger", run: "2", subject: "b/y", with: "a/x", waitedMs: 100 },
      at: "1970-01-01T00:00:00.1Z",
    },
  ]);
});
