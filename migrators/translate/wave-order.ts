// In which order waves may move: after those whose pipelines theirs wait for, and together with those that wait for them too.

import type { WaveDraft } from "./waves.ts";
import type { WrittenPipeline } from "./written-pipeline.ts";

/** A wave where it is suggested to move. */
export interface WaveSuggestion {
  name: string;
  pipelines: number;
  jobs: number;
  /** Waves that its pipelines wait for. */
  after: string[];
  /** Those that wait for each other with it, if only through others: they move in one commit, or over a bridge. */
  together: string[];
}

/** Waves in the order in which they may move. */
export function orderWaves(waves: readonly WaveDraft[]): WaveSuggestion[] {
  const placed = waves.flatMap(({ pipelines }, index) => pipelines.map((one) => ({ one, index })));
  const places = new Map(placed.map(({ one, index }) => [one.name, index]));
  const emitters = new Map<string, Set<number>>();
  for (const { one, index } of placed)
    for (const event of one.emits) emitters.getOrInsertComputed(event, () => new Set()).add(index);
  const neededBy = ({ awaits, hears }: WrittenPipeline): number[] => [
    ...awaits.flatMap((name) => places.get(name) ?? []),
    ...hears.flatMap((event) => [...(emitters.get(event) ?? [])]),
  ];
  const needs = waves.map(({ pipelines }, index) => {
    const found = new Set(pipelines.flatMap(neededBy));
    found.delete(index);
    return [...found];
  });
  const nameOf = (index: number): string => (waves[index] as WaveDraft).name;
  return knots(needs).flatMap((knot) =>
    knot.map((index) => {
      const { name, pipelines } = waves[index] as WaveDraft;
      return {
        ...{ name, pipelines: pipelines.length },
        jobs: pipelines.reduce((sum, { jobs }) => sum + jobs, 0),
        after: (needs[index] ?? []).map(nameOf).sort(),
        together: knot
          .filter((other) => other !== index)
          .map(nameOf)
          .sort(),
      };
    }),
  );
}

/** Indexes that need each other, if only through others, in lists; each list comes after those that it needs (Tarjan's). */
function knots(needs: readonly (readonly number[])[]): number[][] {
  const found: number[][] = [];
  const number = new Map<number, number>();
  const lowest: number[] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  const enter = (index: number) => {
    lowest[index] = number.size;
    number.set(index, number.size);
    open.push(index);
    isOpen.add(index);
    return { index, next: 0 };
  };
  const lower = (index: number, to: number) => {
    lowest[index] = Math.min(lowest[index] ?? to, to);
  };
  for (const root of needs.keys()) {
    if (number.has(root)) continue;
    // Its own stack: a chain of thousands would exceed the call stack's.
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { index } = top;
      const need = needs[index]?.[top.next++];
      if (need !== undefined) {
        if (!number.has(need)) path.push(enter(need));
        else if (isOpen.has(need)) lower(index, number.get(need) as number);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) lower(above.index, lowest[index] as number);
      if (lowest[index] !== number.get(index)) continue;
      const knot = open.splice(open.indexOf(index));
      for (const one of knot) isOpen.delete(one);
      found.push(knot.sort((a, b) => a - b));
    }
  }
  return found;
}
