// The phases that a run goes through: its tasks, the undoing of those that succeeded, and what runs whatever happened.

import type { Task } from "./pipeline.ts";

export const phases = ["main", "undo", "finally"] as const;
export type Phase = (typeof phases)[number];

const numbers: Record<Phase, number> = { main: 0, undo: 1, finally: 2 };

/** A revision that was stored before there were phases has tasks without one. */
const phaseOf = (task: Task): Phase => task.phase ?? "main";

/** As the store has it. */
export const phaseNumber = (task: Task): number => numbers[phaseOf(task)];

export const isMain = (task: Task): boolean => phaseOf(task) === "main";

/** Of the needs of a task those that it waits for: what came before its phase has ended, and is only read. */
export function edgesTo({ tasks }: { tasks: readonly Task[] }, task: Task): number[] {
  if (isMain(task)) return task.needs;
  return task.needs.filter((idx) => {
    const need = tasks[idx];
    return need !== undefined && phaseOf(need) === phaseOf(task);
  });
}
