// In which order waves may move: after those whose pipelines theirs wait for, and together with those that wait for them too.

import type { LegacyJob } from "../legacy.ts";
import { factsOf } from "./condition-parts.ts";
import type { PipelineDraft, ProjectDraft } from "./draft.ts";
import { type EventUses, eventUses } from "./event-uses.ts";
import { groupsOf } from "./groups.ts";
import type { WaveDraft } from "./waves.ts";

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
export function orderWaves(
  { estate, placed }: Pick<ProjectDraft, "estate" | "placed">,
  waves: readonly WaveDraft[],
): WaveSuggestion[] {
  const events = eventUses(estate);
  const placeOf = new Map(
    waves.flatMap(({ pipelines }, index) => pipelines.map((draft) => [draft, index] as const)),
  );
  const ofJob = (key: string): number | undefined => {
    const pipeline = placed.get(key)?.pipeline;
    return pipeline && placeOf.get(pipeline);
  };
  const needs = waves.map(({ pipelines }, index) => {
    const keys = pipelines.flatMap((draft) => jobsOf(draft).flatMap((job) => awaited(job, events)));
    const found = new Set(keys.map(ofJob));
    return [...found].filter((one) => one !== undefined && one !== index) as number[];
  });
  const nameOf = (index: number): string => (waves[index] as WaveDraft).name;
  return knots(needs).flatMap((knot) =>
    knot.map((index) => {
      const { name, pipelines } = waves[index] as WaveDraft;
      const jobs = pipelines.reduce((sum, { tasks }) => sum + tasks.length, 0);
      return {
        ...{ name, pipelines: pipelines.length, jobs },
        after: (needs[index] ?? []).map(nameOf).sort(),
        together: knot
          .filter((other) => other !== index)
          .map(nameOf)
          .sort(),
      };
    }),
  );
}

const jobsOf = (draft: PipelineDraft): LegacyJob[] => [
  ...new Set([draft.job, ...groupsOf(draft), ...draft.tasks.map(({ job }) => job)]),
];

/** Keys of the jobs whose ends or events it asks for. */
function awaited({ condition }: LegacyJob, events: ReadonlyMap<string, EventUses>): string[] {
  if (condition === null) return [];
  return [...factsOf(condition)].flatMap((fact) => {
    if (fact.kind === "event")
      return (events.get(fact.event)?.emits ?? []).map(({ job }) => job.key);
    const isHere = (fact.kind === "status" || fact.kind === "exitCode") && !fact.job.instance;
    return isHere ? [fact.job.name] : [];
  });
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
