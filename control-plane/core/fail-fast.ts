// What the failure of a task stops: by `failFast` of its pipeline everything, by its own the instances of its matrix.

import { isMain } from "./phase.ts";
import type { Pipeline } from "./pipeline.ts";

/** Places in the spec, both inclusive. */
export interface StopRange {
  from: number;
  to: number;
}

/** By a task's place what its failure stops; null: nothing. Instances of a matrix lie side by side. */
export function failFastRanges({ failFast, tasks }: Pipeline): (idx: number) => StopRange | null {
  // A revision that was stored before there was fail-fast has no such field.
  if (failFast) {
    const all = { from: 0, to: tasks.filter(isMain).length - 1 };
    return (idx) => (idx <= all.to ? all : null);
  }
  const groups = new Map<string, StopRange>();
  for (const [idx, task] of tasks.entries()) {
    if (!task.failFast) continue;
    const range = groups.get(task.group);
    if (range) range.to = idx;
    else groups.set(task.group, { from: idx, to: idx });
  }
  return (idx) => groups.get(tasks[idx]?.group ?? "") ?? null;
}
