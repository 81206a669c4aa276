import { expect, test } from "vitest";
import { tolerancesOf, usualTolerances } from "#core/parity/tolerances.ts";

test("of what a wave says of a job the last counts, part by part", () => {
  const said = [
    { jobs: "*", startMs: 120_000, durationPercent: 80 },
    { jobs: "gl-close/*", startMs: 600_000, durationMs: 60_000 },
  ];
  expect(tolerancesOf("gl-close", said)).toEqual({
    startMs: 120_000,
    duration: { leastMs: 30_000, percent: 80 },
  });
  expect(tolerancesOf("gl-close/post", said)).toEqual({
    startMs: 600_000,
    duration: { leastMs: 60_000, percent: 80 },
  });
  expect(tolerancesOf("gl-close/post")).toEqual(usualTolerances);
});
