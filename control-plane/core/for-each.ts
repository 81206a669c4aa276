// Instances of a task with `forEach`: where their rows are, beyond those of the spec, and what they run.
// A place holds the declared task and the number of the item, so that nobody has to look either up.

import type { Gates, Pipeline, Task } from "./pipeline.ts";

/** Places of the spec are below it (`maxInstances` is); it is also more than a list may have items. */
export const placesOfSpec = 1 << 15;

/** @param item from 0 */
export const instancePlace = (declared: number, item: number): number =>
  (declared + 1) * placesOfSpec + item;

export const isInstance = (idx: number): boolean => idx >= placesOfSpec;

/** The place in the spec of a task, or of the one that an instance belongs to. */
export const declaredPlace = (idx: number): number =>
  isInstance(idx) ? Math.floor(idx / placesOfSpec) - 1 : idx;

/** The number of an instance's item, from 0; null for a task of the spec. */
export const itemNumber = (idx: number): number | null =>
  isInstance(idx) ? idx % placesOfSpec : null;

/** The task at a place of a run: of the spec, or an instance of one. */
export function taskAt(pipeline: Pipeline, idx: number): Task | undefined {
  const task = pipeline.tasks[declaredPlace(idx)];
  const item = itemNumber(idx);
  return task === undefined || item === null ? task : instanceOf(pipeline, task, item);
}

function instanceOf(pipeline: Pipeline, task: Task, item: number): Task {
  if (task.phase !== "undo")
    // Its `if` was judged before there were instances, and so was all that holds it back but pools.
    return { ...task, name: `${task.name}[${item}]`, condition: null, gates: poolsOf(task.gates) };
  const [undone = 0] = task.needs;
  const name = `${pipeline.tasks[undone]?.name}[${item}]:undo`;
  return { ...task, name, needs: [instancePlace(undone, item)] };
}

const poolsOf = (gates: Gates | null): Gates | null =>
  (gates?.takes ?? []).length === 0
    ? null
    : { awaits: null, notBefore: null, notAfter: null, takes: gates?.takes ?? [] };

/** What a task of the spec waits for: one with `forEach` takes nothing of pools, each of its instances does. */
export const gatesOf = (task: Task): Gates | null =>
  isExpanded(task) && task.gates ? { ...task.gates, takes: [] } : task.gates;

/** Places of the tasks that a name stands for: one, all of a matrix, or an instance of `forEach` such as `load[3]`. */
export function placesNamed(name: string, pipeline: Pipeline): number[] {
  const found = pipeline.tasks.flatMap((task, idx) =>
    task.name === name || task.group === name ? [idx] : [],
  );
  const [, declared, item = ""] = /^(.*)\[(0|[1-9]\d{0,4})\]$/s.exec(name) ?? [];
  if (found.length > 0 || declared === undefined || Number(item) >= placesOfSpec) return found;
  return pipeline.tasks.flatMap((task, idx) =>
    task.forEach !== undefined && task.name === declared && task.phase !== "undo"
      ? [instancePlace(idx, Number(item))]
      : [],
  );
}

/** These places of the spec with those of their instances that there are. */
export const withInstances = (named: readonly number[], present: Iterable<number>): number[] => [
  ...named,
  ...[...present].filter((idx) => isInstance(idx) && named.includes(declaredPlace(idx))),
];

/** Whether its list gives it instances: its undoing has them by what it undoes. */
export const isExpanded = ({ forEach, phase }: Pick<Task, "forEach" | "phase">): boolean =>
  forEach !== undefined && phase !== "undo";
