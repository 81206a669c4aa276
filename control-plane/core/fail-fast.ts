// What the failure of a task stops: by `failFast` of its pipeline, or its own `onFailure: stop`, everything; by its own
// `failFast` the instances of its matrix or of its `forEach`.

import { instancePlace, isExpanded } from "./for-each.ts";
import { isMain } from "./phase.ts";
import type { Pipeline } from "./pipeline.ts";

/** Places of a run, both inclusive. */
export interface StopRange {
  from: number;
  to: number;
}

/** With those of instances; while tasks run there are no rows of later phases. */
const everyPlace = 2_147_483_647;

/** By a task's place what its failure stops; null: nothing. Instances of a matrix lie side by side. */
export function failFastRanges({ failFast, tasks }: Pipeline): (idx: number) => StopRange | null {
  const last = tasks.filter(isMain).length - 1;
  const all = { from: 0, to: tasks.some(isExpanded) ? everyPlace : last };
  // A revision that was stored before there was fail-fast has no such field.
  if (failFast) return (idx) => (idx <= last ? all : null);
  const groups = new Map<string, StopRange>();
  for (const [idx, task] of tasks.entries()) {
    if (!task.failFast) continue;
    if (isExpanded(task)) {
      groups.set(task.group, { from: instancePlace(idx, 0), to: instancePlace(idx + 1, 0) - 1 });
      continue;
    }
    const range = groups.get(task.group);
    if (range) range.to = idx;
    else groups.set(task.group, { from: idx, to: idx });
  }
  return (idx) =>
    tasks[idx]?.onFailure === "stop" && idx <= last
      ? all
      : (groups.get(tasks[idx]?.group ?? "") ?? null);
}
