// One word for a pipeline: the worst that applies.

import { expect, test } from "vitest";
import { type HealthFacts, healthOf } from "#core/health.ts";
import type { RunState } from "#core/run.ts";

const stale = {
  ...{ file: "pipelines/a.yaml", line: 3, message: "no tasks" },
  ...{ commit: "4f1c0a2b9d8e7f6a", since: "2026-11-23T09:00:00.000Z" },
};

const well: HealthFacts = { deployed: true, stale: null, held: null, lastRun: null };
const ran = (state: RunState): HealthFacts => ({ ...well, lastRun: { id: "7", state } });

test.for<[HealthFacts, string, string | null]>([
  [well, "Healthy", "it has not run yet"],
  [ran("succeeded"), "Healthy", null],
  [ran("waiting"), "Progressing", "run 7 is waiting"],
  [ran("running"), "Progressing", "run 7 is running"],
  [ran("failed"), "Degraded", "run 7 failed"],
  [ran("cancelled"), "Healthy", "run 7 was cancelled"],
  [{ ...ran("succeeded"), held: "the clock jumped" }, "Suspended", "the clock jumped"],
  [{ ...ran("failed"), held: "the clock jumped" }, "Degraded", "run 7 failed"],
  [
    { ...ran("running"), stale },
    "Degraded",
    "stale since 4f1c0a2b9d8e: pipelines/a.yaml:3: no tasks; the last good revision stays deployed",
  ],
  [{ ...well, deployed: false, stale }, "Missing", expect.stringContaining("never")],
])("%j is %s", ([facts, status, reason]) => {
  expect(healthOf(facts)).toEqual({ status, reason });
});
