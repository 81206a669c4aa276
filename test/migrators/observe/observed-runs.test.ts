// Starts by observed ends: random estates whose scheduler does exactly what this one would, so that what is decided from its runs
// alone is when they started; told in whichever order.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "#core/duration.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { replayObserved } from "#migrators/observe/observed-runs.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { observedTwin, startsByJob } from "#test/support/observed-twin.ts";
import { controlM } from "#test/support/translated.ts";
import { waitingControlM, waitingJil } from "#test/support/waiting-estates.ts";

const span = { from: "2026-01-01", to: "2026-01-15" };
const msOf = (durations: Record<string, string>) =>
  new Map(Object.entries(durations).map(([name, text]) => [name, parseDuration(text) ?? 0]));

function checked(estate: LegacyEstate, durations: Record<string, string>): number {
  const twin = observedTwin(estate, msOf(durations), span);
  const decided = replayObserved(twin.estate);
  const found = startsByJob(decided, twin);
  let compared = 0;
  for (const [job, { ready, hidden }] of found) {
    if (hidden) continue;
    compared += ready.length;
    expect([job, ready]).toEqual([job, twin.starts.get(job) ?? []]);
  }
  return compared;
}

test("of Control-M each job is ready when it started there", { timeout: 120_000 }, () => {
  let compared = 0;
  fc.assert(
    fc.property(waitingControlM, ({ text, durations }) => {
      compared += checked(controlM(text), durations);
    }),
    { seed: 42, numRuns: 30, endOnFailure: true, interruptAfterTimeLimit: 60_000 },
  );
  expect(compared).toBeGreaterThan(200);
});

test("of AutoSys each job is ready when it started there", { timeout: 120_000 }, () => {
  let compared = 0;
  fc.assert(
    fc.property(waitingJil, ({ text, durations }) => {
      compared += checked(autosysEstate(text, { globals: { G: "Y", H: "N" } }), durations);
    }),
    { seed: 42, numRuns: 30, endOnFailure: true, interruptAfterTimeLimit: 60_000 },
  );
  expect(compared).toBeGreaterThan(200);
});
