// Random estates whose jobs wait for each other: both sides start the same jobs at the same instants, whatever jobs take. The
// seed is fixed, since chance may meet a difference that is known (docs/migration/simulated-runs.md).

import fc from "fast-check";
import { expect, test } from "vitest";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { sideBySide } from "#test/support/side-by-side.ts";
import { controlM } from "#test/support/translated.ts";
import { decidedBoxes, waitingControlM, waitingJil } from "#test/support/waiting-estates.ts";

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

test("what waits for a box that one member decides starts when it does there", () => {
  const span = { from: "2026-01-01", to: "2026-01-06" };
  let waited = 0;
  fc.assert(
    fc.property(decidedBoxes, ({ text, durations }) => {
      const found = sideBySide(autosysEstate(text), durations, span);
      expect(found.differences).toEqual([]);
      expect(found.refused).toEqual([]);
      waited += found.starts.filter((line) => line.startsWith("J")).length;
    }),
    { seed: 42, numRuns: 60, endOnFailure: true },
  );
  expect(waited).toBeGreaterThan(200);
});
