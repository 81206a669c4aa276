// What a rerun takes over of tasks with `forEach` that run again: instances that need not.

import { canonicalJson } from "./canonical.ts";
import { declaredPlace, instancePlace, isExpanded, isInstance, itemNumber } from "./for-each.ts";
import type { Pipeline, Task } from "./pipeline.ts";

/** A task with `forEach` that runs again. */
export interface ResumedTask {
  /** In the pipeline that runs again. */
  idx: number;
  /** In the former generation. */
  from: number;
  /** Numbers of the instances that run again, the others are carried over; null: all run again. */
  again: number[] | null;
}

/**
 * Where an instance was asked for by its name, only those asked for run again. Else, behind needs that stay as they were,
 * those that `isDone` does not call done. Where a need runs again the list is made anew, and so are all instances.
 * @param former places of the rows there were
 * @param asked places that were asked for by name
 */
export function resumedTasks(
  former: { pipeline: Pipeline; places: readonly number[]; isDone: (place: number) => boolean },
  next: Pipeline,
  again: ReadonlySet<number>,
  asked: ReadonlySet<number>,
): ResumedTask[] {
  const indexes = new Map(former.pipeline.tasks.map((task, idx) => [task.name, idx]));
  return next.tasks.flatMap((task, idx): ResumedTask[] => {
    const from = indexes.get(task.name);
    if (!again.has(idx) || !isExpanded(task) || from === undefined) return [];
    const numbers = former.places.flatMap((place) =>
      isInstance(place) && declaredPlace(place) === from ? [itemNumber(place) as number] : [],
    );
    const isSame = textOf(task) === textOf(former.pipeline.tasks[from] as Task);
    const isNew = !isSame || asked.has(idx) || task.needs.some((need) => again.has(need));
    if (isNew || numbers.length === 0) return [{ idx, from, again: null }];
    const named = new Set(
      [...asked].flatMap((place) =>
        isInstance(place) && declaredPlace(place) === idx ? [itemNumber(place) as number] : [],
      ),
    );
    const runsAgain = (number: number) =>
      named.size > 0 ? named.has(number) : !former.isDone(instancePlace(from, number));
    return [{ idx, from, again: numbers.filter(runsAgain) }];
  });
}

/** What must be equal for an instance to stand for that of another revision: all but places. */
const textOf = (task: Task): string => canonicalJson({ ...task, needs: [] });
