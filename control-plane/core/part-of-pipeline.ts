// A pipeline cut down to some of its tasks, for `trunkline try --task`.

import type { Pipeline, Task } from "./pipeline.ts";

export interface PartOptions {
  /** A task's name; that of a matrix stands for all its instances. */
  task: string;
  /** Without the tasks that it needs: then its `if`, which asks about them, is not asked. */
  alone: boolean;
}

/** The task with everything that it needs, in the same order; null when there is no such task. */
export function partOfPipeline(pipeline: Pipeline, { task, alone }: PartOptions): Pipeline | null {
  const { tasks } = pipeline;
  const kept = new Set<number>();
  for (const [index, { name, group }] of tasks.entries())
    if (name === task || group === task) kept.add(index);
  if (kept.size === 0) return null;
  const wanted = new Set(kept);
  // Needs point to smaller indexes only, so one pass from the end finds them all.
  if (!alone)
    for (let index = tasks.length - 1; index >= 0; index--)
      if (kept.has(index)) for (const need of tasks[index]?.needs ?? []) kept.add(need);
  const order = [...kept].sort((a, b) => a - b);
  const place = new Map(order.map((index, now) => [index, now]));
  const cut = (index: number): Task => {
    const one = tasks[index] as Task;
    const needs = one.needs.flatMap((need) => place.get(need) ?? []);
    if (!alone) return { ...one, needs };
    return { ...one, needs, phase: "main", condition: wanted.has(index) ? null : one.condition };
  };
  return { ...pipeline, tasks: order.map(cut) };
}
