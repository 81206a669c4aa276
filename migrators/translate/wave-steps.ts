// Waves as changes that come one after the other: none before what its pipelines wait for, and those that wait for each other at once.

import type { WaveSuggestion } from "./wave-order.ts";
import type { WaveDraft } from "./waves.ts";
import type { WrittenPipeline } from "./written-pipeline.ts";

export interface WaveStep {
  /** Names; none where everything is in waves of people. */
  waves: readonly string[];
  /** Names of those that come with it. */
  pipelines: ReadonlySet<string>;
}

/** Whether the import changes what is there before the first step. */
export interface Present {
  changedWave(name: string): boolean;
  changedPipeline(name: string): boolean;
}

/**
 * @param order Of the waves, as it is suggested.
 * @param written All pipelines.
 * @returns At least one. What is there already changes with the first, so that no pipeline is in no wave between two steps: who
 * has no wave runs. The first therefore has all waves that such changes need.
 */
export function waveSteps(
  waves: readonly WaveDraft[],
  order: readonly WaveSuggestion[],
  { written, present }: { written: readonly WrittenPipeline[]; present: Present },
): WaveStep[] {
  const members = new Map(
    waves.map(({ name, pipelines }) => [name, pipelines.map((one) => one.name)]),
  );
  const knots: string[][] = [];
  for (const { name, together } of order)
    if (together.some((other) => knots.at(-1)?.includes(other))) knots.at(-1)?.push(name);
    else knots.push([name]);
  const stepOf = new Map(
    knots.flatMap((names, step) =>
      names.flatMap((name) => (members.get(name) ?? []).map((pipeline) => [pipeline, step])),
    ),
  );
  const needed = [
    ...knots.flatMap((names, step) => (names.some(present.changedWave) ? step : [])),
    ...written
      .filter(({ name }) => present.changedPipeline(name))
      .flatMap(({ name, awaits }) => [name, ...awaits].flatMap((one) => stepOf.get(one) ?? [])),
  ];
  const first = Math.max(0, ...needed);
  return [knots.slice(0, first + 1).flat(), ...knots.slice(first + 1)].map((names) => ({
    waves: names,
    pipelines: new Set(names.flatMap((name) => members.get(name) ?? [])),
  }));
}
