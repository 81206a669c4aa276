import { expect, test } from "vitest";
import { renderReport } from "#core/rehearsal/render.ts";
import { reportOf } from "#core/rehearsal/report.ts";
import { validateRehearsal } from "#schemas/validators.js";
import { poolFacts, rehearsalFacts, runFacts, taskFacts } from "./rehearsal-facts.ts";

const minute = 60_000;
const span = { task: "x", units: 1 };

/** One of everything that a report can have. */
const facts = rehearsalFacts({
  ...{
    to: 60 * minute,
    endedAt: 90 * minute,
    attempts: 3,
    assumed: ["a/x"],
    timezone: "Europe/Berlin",
  },
  runs: [
    runFacts({
      ...{ pipeline: "alpha", dueAt: 0, startedAt: minute, finishedAt: 11 * minute },
      waits: [
        {
          ...{ task: null, from: 0, until: minute },
          gates: [{ kind: "awaits", text: "event OPEN", holds: false, since: 0 }],
        },
      ],
      tasks: [taskFacts({ name: "x", startedAt: minute })],
      deadlines: [
        {
          ...{ task: null, kind: "finishBy", at: 10 * minute, state: "missed", cause: "x is slow" },
          changes: [
            { state: "at-risk", at: 5 * minute },
            { state: "missed", at: 11 * minute },
          ],
        },
      ],
    }),
    runFacts({
      ...{ id: "2", pipeline: "b", dueAt: 2 * minute, startedAt: null, finishedAt: null },
      ...{ state: "waiting", keys: ["p:shop/c"], reasons: ["c for 2026-11-23: it waits"] },
    }),
    runFacts({
      ...{ id: "3", pipeline: "c", dueAt: 3 * minute, startedAt: null, finishedAt: null },
      ...{ state: "waiting", keys: ["p:shop/b"] },
    }),
    runFacts({
      ...{ id: "4", pipeline: "c", dueAt: 4 * minute, startedAt: null, finishedAt: 4 * minute },
      ...{ state: "skipped", reason: "the limit of runs at a time was reached", limit: 1 },
    }),
  ],
  pools: [
    poolFacts({
      ...{ name: "ledger", kind: "lock" },
      had: [{ ...span, run: "1", from: minute, until: 11 * minute }],
      asked: [{ ...span, run: "2", from: 5 * minute, until: 11 * minute }],
    }),
    poolFacts({ had: [{ ...span, run: "1", from: minute, until: 2 * minute }] }),
  ],
});

test("every line is as its schema says", () => {
  const lines = reportOf(facts);
  expect(new Set(lines.map(({ kind }) => kind)).size).toBe(5);
  for (const line of lines) expect(validateRehearsal(line), JSON.stringify(line)).toBe(true);
});

test("the timeline, then pools, conflicts, problems and the sum", () => {
  expect(`${renderReport(reportOf(facts), "Europe/Berlin").join("\n")}\n`).toMatchInlineSnapshot(`
    "1970-01-01 01:00:00  alpha        10m  succeeded, started 1970-01-01 01:01:00
        waited 1m for event OPEN
        run: finishBy 1970-01-01 01:10:00 missed (at-risk 1970-01-01 01:05:00, missed 1970-01-01 01:11:00)
    1970-01-01 01:02:00  b                 waiting
        x waited 6m for ledger
    1970-01-01 01:03:00  c                 waiting
    1970-01-01 01:04:00  c                 skipped: the limit of runs at a time was reached

    pools:
      ledger: a lock, at most 1 taken (1970-01-01 01:01:00), 1 waited 6m in all, 6m at most
      wh: 4 units, at most 1 taken (1970-01-01 01:01:00), nobody waited

    conflicts:
      1970-01-01 01:04:00 c did not run: another run of it did
      1970-01-01 01:05:00 b/x waited 6m for ledger, which alpha/x had

    problems:
      alpha for 2026-11-23: the run was to finish by 1970-01-01 01:10:00 and missed it by 1m: x is slow
      b for 2026-11-23: it did not start until 1970-01-01 02:30:00
          c for 2026-11-23: it waits
      c for 2026-11-23: it did not start until 1970-01-01 02:30:00
      deadlock: b waits for c waits for b

    shop from 1970-01-01 01:00:00 to 1970-01-01 02:00:00 (Europe/Berlin): 1 skipped, 1 succeeded, 2 waiting; 4 problems
    how long this task takes is assumed: a/x
    "
  `);
});
