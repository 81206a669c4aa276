// Random estates whose jobs wait for each other: both sides start the same jobs at the same instants, whatever jobs take. The
// seed is fixed, since chance may meet a difference that is known (docs/migration/simulated-runs.md).

import fc from "fast-check";
import { expect, test } from "vitest";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { sideBySide } from "#test/support/side-by-side.ts";
import { controlM } from "#test/support/translated.ts";
import {
  adjustingControlM,
  decidedBoxes,
  endingControlM,
  failingControlM,
  startingControlM,
  waitingControlM,
  waitingJil,
} from "#test/support/waiting-estates.ts";

test("what Control-M starts starts here, when it does there", { timeout: 120_000 }, () => {
  const span = { from: "2026-01-01", to: "2026-02-15" };
  let starts = 0;
  fc.assert(
    fc.property(waitingControlM, ({ text, durations }) => {
      const found = sideBySide(controlM(text), durations, span);
      expect(found.differences).toEqual([]);
      starts += found.starts.length;
    }),
    { seed: 42, numRuns: 30, endOnFailure: true, interruptAfterTimeLimit: 30_000 },
  );
  expect(starts).toBeGreaterThan(200);
});

test("what ends of Control-M's jobs start starts here as well", { timeout: 120_000 }, () => {
  const span = { from: "2026-01-01", to: "2026-01-20" };
  let started = 0;
  fc.assert(
    fc.property(startingControlM, ({ text, durations }) => {
      const estate = controlM(text);
      const found = sideBySide(estate, durations, span);
      // A start past New Day comes too late here (`start-by-task`), and what follows it differs.
      if (found.differences.some((line) => line.includes("was skipped: not after"))) return;
      expect(found.differences).toEqual([]);
      if (found.refused.length === 0) started += found.starts.length;
    }),
    { seed: 42, numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 30_000 },
  );
  expect(started).toBeGreaterThan(200);
});

test("what a job of Control-M ends with its folder starts here neither", {
  timeout: 120_000,
}, () => {
  const span = { from: "2026-01-01", to: "2026-01-20" };
  let ended = 0;
  fc.assert(
    fc.property(endingControlM, ({ text, durations }) => {
      const found = sideBySide(controlM(text), durations, span);
      expect(found.differences).toEqual([]);
      if (found.refused.length === 0) ended += found.never.length;
    }),
    { seed: 11, numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 30_000 },
  );
  expect(ended).toBeGreaterThan(200);
});

test("what fails at Control-M causes here what it causes there", { timeout: 120_000 }, () => {
  const span = { from: "2026-01-01", to: "2026-01-20" };
  let changed = 0;
  fc.assert(
    fc.property(failingControlM, ({ text, durations, exitCodes }) => {
      const found = sideBySide(controlM(text), durations, span, exitCodes);
      expect(found.differences).toEqual([]);
      const without = sideBySide(controlM(text), durations, span);
      if (found.starts.length !== without.starts.length) changed++;
    }),
    { seed: 42, numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 60_000 },
  );
  expect(changed).toBeGreaterThan(5);
});

test("what a folder of Control-M adjusts is not waited for here", { timeout: 120_000 }, () => {
  const span = { from: "2026-01-01", to: "2026-02-05" };
  let starts = 0;
  fc.assert(
    fc.property(adjustingControlM, ({ text, durations }) => {
      const found = sideBySide(controlM(text), durations, span);
      expect(found.differences).toEqual([]);
      expect(found.refused).toEqual([]);
      starts += found.starts.length;
    }),
    { seed: 42, numRuns: 120, endOnFailure: true, interruptAfterTimeLimit: 30_000 },
  );
  expect(starts).toBeGreaterThan(1_000);
});

test("what AutoSys starts starts here, when it does there", { timeout: 120_000 }, () => {
  const span = { from: "2026-01-01", to: "2026-01-08" };
  let starts = 0;
  fc.assert(
    fc.property(waitingJil, ({ text, durations }) => {
      const estate = autosysEstate(text, { globals: { G: "Y", H: "N" } });
      const found = sideBySide(estate, durations, span);
      expect(found.differences).toEqual([]);
      starts += found.starts.length;
    }),
    { seed: 42, numRuns: 30, endOnFailure: true, interruptAfterTimeLimit: 30_000 },
  );
  expect(starts).toBeGreaterThan(200);
});

test("what waits for a box that some members decide starts when it does there, however they end", () => {
  const span = { from: "2026-01-01", to: "2026-01-06" };
  let waited = 0;
  fc.assert(
    fc.property(decidedBoxes, ({ text, durations, exitCodes }) => {
      const found = sideBySide(autosysEstate(text), durations, span, exitCodes);
      // A member that never runs keeps its box running there.
      if (found.differences.some((line) => line.includes("has not run"))) return;
      expect(found.differences).toEqual([]);
      waited += found.starts.filter((line) => line.startsWith("J")).length;
    }),
    { seed: 42, numRuns: 200, endOnFailure: true },
  );
  expect(waited).toBeGreaterThan(200);
});
