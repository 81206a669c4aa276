// Waves as changes: those that wait for each other at once, and what is there already with the first.

import { expect, test } from "vitest";
import { orderWaves } from "#migrators/translate/wave-order.ts";
import { waveSteps } from "#migrators/translate/wave-steps.ts";
import type { WrittenPipeline } from "#migrators/translate/written-pipeline.ts";

const pipeline = (name: string, ...awaits: string[]): WrittenPipeline => ({
  ...{ name, awaits, tags: undefined, jobs: 1, hears: [], emits: [] },
});
const a = pipeline("a1", "b1");
const b = pipeline("b1");
const [c, d] = [pipeline("c1", "d1"), pipeline("d1", "c1")];
const waves = [a, b, c, d].map((one) => ({
  ...{ name: one.name.slice(0, 1), application: null, pipelines: [one] },
}));
const old = pipeline("old", "a1");
const steps = (changed: string[]) =>
  waveSteps(waves, orderWaves(waves), {
    written: [old, a, b, c, d],
    present: {
      changedWave: (name) => changed.includes(name),
      changedPipeline: (name) => changed.includes(name),
    },
  }).map((step) => [step.waves.join(), [...step.pipelines].join()]);

test("in the order of what they wait for, circles at once", () => {
  expect(steps([])).toEqual([
    ["b", "b1"],
    ["a", "a1"],
    ["c,d", "c1,d1"],
  ]);
});

test.each(["old", "a", "a1"])(
  "when %s is there and changes, what it needs is in the first",
  (one) => {
    expect(steps([one])).toEqual([
      ["b,a", "b1,a1"],
      ["c,d", "c1,d1"],
    ]);
  },
);

test("without waves there is one step", () => {
  const none = { changedWave: () => false, changedPipeline: () => true };
  expect(waveSteps([], [], { written: [old], present: none })).toEqual([
    { waves: [], pipelines: new Set() },
  ]);
});
