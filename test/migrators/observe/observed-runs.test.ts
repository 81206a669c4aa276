// Starts by observed ends: random estates whose scheduler does exactly what this one would, so that what is decided from its runs
// alone is when they started; told in whichever order.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "#core/duration.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { replayObserved } from "#migrators/observe/observed-runs.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { observedTwin, startsByJob } from "#test/support/observed-twin.ts";
import { box, cmd, controlM, dated } from "#test/support/translated.ts";
import { waitingControlM, waitingJil } from "#test/support/waiting-estates.ts";

const span = { from: "2026-01-01", to: "2026-01-15" };
const msOf = (durations: Record<string, string>) =>
  new Map(Object.entries(durations).map(([name, text]) => [name, parseDuration(text) ?? 0]));

function checked(estate: LegacyEstate, durations: Record<string, string>): number {
  const twin = observedTwin(estate, msOf(durations), span);
  const decided = replayObserved(twin.estate);
  const shuffled = twin.estate.told.toSorted(
    (a, b) => ((a.id * 7_919) % 1_013) - ((b.id * 7_919) % 1_013),
  );
  // Told in another order, and so with other ids.
  const told = shuffled.map((run, n) => ({ ...run, id: n + 1 }));
  expect(replayObserved({ ...twin.estate, told })).toEqual(decided);
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

const lines = (text: string): string => {
  const legacy = autosysEstate(text, {});
  const { estate } = observedTwin(legacy, new Map(), span);
  const hidden = estate.told.map((run) =>
    run.job === "A" ? { ...run, end: null, outcome: null, exit: null, hidesEnd: true } : run,
  );
  const decided = replayObserved({ ...estate, told: hidden });
  return decided
    .filter(({ task, date }) => task === "B" && date === "2026-01-03")
    .map(({ ready, hidden: fact }) => JSON.stringify({ ready, fact }))
    .join();
};

test("what a source doesn't tell is said with the source, and nothing is guessed from it", () => {
  const text = `${box("N", dated)}${cmd("A", "box_name: N")}${cmd("B", "box_name: N\ncondition: s(A)")}`;
  expect(lines(text)).toBe('{"ready":null,"fact":{"what":"when A ended","source":"log"}}');
});

test("nothing is decided for times after the last that was told", () => {
  const text = `${box("N", dated)}${cmd("A", "box_name: N")}${cmd("B", "box_name: N\ncondition: s(A)")}`;
  const { estate } = observedTwin(autosysEstate(text, {}), new Map(), span);
  const until =
    Math.max(...estate.told.filter(({ job }) => job === "A").map(({ end }) => end ?? 0)) - 1;
  const decided = replayObserved({ ...estate, until }).filter(({ task }) => task === "B");
  expect(decided.map(({ ready }) => ready !== null)).toEqual([
    ...decided.slice(1).map(() => true),
    false,
  ]);
});
