// What a mark does to an unfinished run: the marked tasks get their state, and what follows them is judged anew.

import { isGated } from "./gates.ts";
import { edgesTo, isMain } from "./phase.ts";
import type { Task } from "./pipeline.ts";
import type { MarkState } from "./rerun.ts";
import { isFinal, type TaskState } from "./run.ts";

/** A task of the run as its row is. */
export interface MarkableTask {
  state: TaskState;
  /** Needs that have not finished. */
  remaining: number;
  /** Needs that finished, but not as asked. */
  unmet: number;
  /** How its newest attempt ended; `skipped` is its own `if`. */
  ending: string | null;
}

export interface TaskChange {
  idx: number;
  state: TaskState;
  remaining: number;
  unmet: number;
}

export type MarkPlan =
  | { kind: "changes"; changes: TaskChange[] }
  /** Marked tasks that run: their worker decides what becomes of them. */
  | { kind: "running"; tasks: string[] }
  /** Tasks that run and would have to wait again. */
  | { kind: "followersRun"; tasks: string[] };

/**
 * What had run keeps its state. What was skipped, by its needs or by its `if`, waits or runs again when they changed;
 * what waits or is ready is skipped when they are not as asked any more.
 * `started`: the run is not waiting for its pipeline's concurrency.
 */
export function planMark(
  tasks: readonly Task[],
  rows: readonly (MarkableTask | undefined)[],
  marked: ReadonlySet<number>,
  state: MarkState,
  started: boolean,
): MarkPlan {
  // What was on ice counts as if it had succeeded.
  const before = rows.map((row) =>
    row?.ending === "iced" ? { ...row, state: "succeeded" as const } : row,
  );
  const running = [...marked].filter((idx) => before[idx]?.state === "running");
  if (running.length > 0) return { kind: "running", tasks: namesOf(running, tasks) };
  const after = before.map((task) => task?.state ?? "waiting");
  const changes: TaskChange[] = [];
  const blocked: number[] = [];
  // What came after the tasks has begun: none of them can wait again.
  const begun = tasks.flatMap((task, idx) =>
    !isMain(task) && before[idx] !== undefined && !isFinal(before[idx].state) ? [idx] : [],
  );
  const isEarlier = [...marked].some((idx) => isMain(tasks[idx] as Task));
  if (isEarlier && begun.length > 0) return { kind: "followersRun", tasks: namesOf(begun, tasks) };
  // Needs come before what needs them.
  for (const [idx, task] of tasks.entries()) {
    const old = before[idx];
    // Of `finally`, which has not begun.
    if (old === undefined) continue;
    const needs = edgesTo({ tasks }, task);
    if (marked.has(idx)) {
      after[idx] = state;
      changes.push({ idx, state, remaining: 0, unmet: old.unmet });
      continue;
    }
    if (needs.every((need) => after[need] === before[need]?.state)) continue;
    const counts = countNeeds(needs, tasks, after);
    if (old.state === "running" && counts.remaining > 0) blocked.push(idx);
    const became = judge(old, task, counts, started);
    after[idx] = became;
    const remaining = isFinal(became) ? 0 : counts.remaining;
    const stored = old.ending === "iced" && became === "succeeded" ? "skipped" : became;
    changes.push({ idx, state: stored, remaining, unmet: counts.unmet });
  }
  if (blocked.length > 0) return { kind: "followersRun", tasks: namesOf(blocked, tasks) };
  return { kind: "changes", changes };
}

const namesOf = (idxs: readonly number[], tasks: readonly Task[]): string[] =>
  idxs.map((idx) => tasks[idx]?.name ?? String(idx));

function countNeeds(
  needs: readonly number[],
  tasks: readonly Task[],
  after: readonly TaskState[],
): { remaining: number; unmet: number } {
  const open = needs.filter((need) => !isFinal(after[need] as TaskState));
  const unmet = needs.filter((need) => {
    const state = after[need] as TaskState;
    const isForgiven = state === "failed" && tasks[need]?.onFailure === "continue";
    return isFinal(state) && state !== "succeeded" && !isForgiven;
  });
  return { remaining: open.length, unmet: unmet.length };
}

function judge(
  old: MarkableTask,
  task: Task,
  { remaining, unmet }: { remaining: number; unmet: number },
  started: boolean,
): TaskState {
  const isOpen = old.state === "waiting" || old.state === "ready";
  const wasSkipped = old.state === "skipped" && (old.ending === null || old.ending === "skipped");
  if (!isOpen && !wasSkipped) return old.state;
  if (remaining > 0) return "waiting";
  if (unmet > 0 && task.condition === null) return "skipped";
  // Without open needs it waits for something else: the run's start, a retry, its gates.
  if (!started || (old.state === "waiting" && old.remaining === 0)) return "waiting";
  // Gates that let it through once have latched.
  return isGated(task) && old.state !== "ready" ? "waiting" : "ready";
}
