// A date that the scheduler before has begun, and of which jobs that repeat still have iterations to come: the run that goes on
// with it here, as if all of it had been here.

import { planMark } from "../mark.ts";
import { isMain } from "../phase.ts";
import type { Task } from "../pipeline.ts";
import type { MarkState } from "../rerun.ts";
import type { TaskState } from "../run.ts";
import type { Cycle } from "./cycle-position.ts";

/** The newest run of a task's job there. */
export interface TaskThere {
  date: string;
  /** Null: nobody was told. */
  outcome: "succeeded" | "failed" | null;
  exit: number | null;
}

export interface RestTask {
  idx: number;
  state: TaskState;
  remaining: number;
  unmet: number;
  exit: number | null;
  /** Of a task that repeats: the iteration that is next, and when it begins, in milliseconds since 1970. */
  iteration: number | null;
  due: number | null;
}

export interface RestOfDate {
  date: string;
  tasks: RestTask[];
  /** Tasks that fail the run as they ended there. */
  failed: number;
  cycles: Cycle[];
}

/**
 * Null: no iteration is to come. What ended there has ended so; what has begun nothing there waits as it would have, and so
 * does what repeats, with its next iteration.
 * @param there By task, as far as its job is known.
 */
export function restOfDate(
  tasks: readonly Task[],
  cycles: readonly Cycle[],
  there: ReadonlyMap<string, TaskThere>,
): RestOfDate | null {
  const open = cycles.filter(({ next }) => "at" in next);
  const date = open
    .map((one) => one.date)
    .sort()
    .at(-1);
  if (date === undefined) return null;
  const own = open.filter((one) => one.date === date);
  const states = statesThere(tasks, own, there, date);
  const rows = tasks.map((task) => ({
    ...{ state: "waiting" as TaskState, remaining: isMain(task) ? task.needs.length : 0, unmet: 0 },
    ending: null,
  }));
  for (const state of ["failed", "skipped", "succeeded"] as const) {
    const marked = [...states].flatMap(([idx, is]) => (is === state ? [idx] : []));
    const mains = rows.map((row, idx) => (isMain(tasks[idx] as Task) ? row : undefined));
    const plan = planMark(tasks, mains, new Set(marked), state, false);
    if (plan.kind !== "changes") throw new Error("a run that hasn't begun has a task that runs");
    for (const { idx, ...change } of plan.changes) Object.assign(rows[idx] as object, change);
  }
  const all = tasks.flatMap((task, idx): RestTask[] => {
    if (!isMain(task)) return [];
    const { state, remaining, unmet } = rows[idx] as (typeof rows)[number];
    const cycle = own.find((one) => one.idx === idx);
    const due = cycle && "at" in cycle.next ? cycle.next.at : null;
    const exit = states.has(idx) ? (there.get(task.name)?.exit ?? null) : null;
    const iteration = cycle === undefined ? null : cycle.iterations + 1;
    return [{ idx, state, remaining, unmet, exit, iteration, due }];
  });
  return {
    ...{ date, tasks: all, cycles: own },
    failed: all.filter(
      ({ idx, state }) => state === "failed" && tasks[idx]?.onFailure !== "continue",
    ).length,
  };
}

/** What has ended of the date there: as its job did, or well, where nobody knows and something behind it has begun. */
function statesThere(
  tasks: readonly Task[],
  cycles: readonly Cycle[],
  there: ReadonlyMap<string, TaskThere>,
  date: string,
): Map<number, MarkState> {
  const begun = new Set(cycles.map(({ idx }) => idx));
  for (const [idx, { name }] of tasks.entries()) if (there.get(name)?.date === date) begun.add(idx);
  const before = new Set<number>();
  // Needs come before what needs them.
  for (const [idx, task] of [...tasks.entries()].reverse())
    if (isMain(task) && (begun.has(idx) || before.has(idx)))
      for (const need of task.needs) before.add(need);
  const states = new Map<number, MarkState>();
  for (const [idx, task] of tasks.entries()) {
    if (!isMain(task) || cycles.some((one) => one.idx === idx)) continue;
    const its = there.get(task.name);
    if (its?.date === date) states.set(idx, its.outcome ?? "succeeded");
    else if (before.has(idx)) states.set(idx, "succeeded");
  }
  return states;
}
