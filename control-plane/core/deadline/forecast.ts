// When the tasks of a run are likely to start and end: a pass over the DAG of what has not finished.
//
// Both figures never fall as time passes and nothing else happens; the search for the next look relies on it.

import { isFinal, type TaskState } from "../run.ts";
import type { Expectation } from "./expected.ts";

/** Instants in milliseconds since 1970. */
export interface WatchedTask {
  name: string;
  state: TaskState;
  /** Indexes of the tasks before it, all smaller than its own. */
  needs: readonly number[];
  /** Of the newest attempt. */
  startedAt: number | null;
  /** Of the first attempt. */
  firstStartedAt: number | null;
  finishedAt: number | null;
  /** It can't start earlier: its `notBefore`, or the delay of a retry. */
  opensAt: number | null;
  /** Null: too little is known of it; it counts as if it took no time. */
  expected: Expectation | null;
}

export interface Forecast {
  likelyStart: number;
  /** With allowance for what comes before. */
  cautiousStart: number;
  /** By the median of each task on the longest path. */
  likelyEnd: number;
  /** With allowance for tasks that take as long as one in ten does. Never before `likelyEnd`. */
  cautiousEnd: number;
  /** The last need to end, or null where none holds it up. */
  heldUpBy: number | null;
}

/** A running task that has taken its usual time or more still takes a little. */
export const leastMs = 1_000;

/** By index. The allowances of a path add up like independent errors: ten tasks are not all slow in one night. */
export function forecast(tasks: readonly WatchedTask[], now: number): Forecast[] {
  const found: Forecast[] = [];
  const variances: number[] = [];
  for (const task of tasks) {
    let ready = -Infinity;
    let heldUpBy: number | null = null;
    let variance = 0;
    for (const need of task.needs) {
      const end = found[need]?.likelyEnd ?? now;
      if (end > ready) {
        ready = end;
        heldUpBy = need;
      }
      // The largest of all needs, and not that of the last to end: else time alone could improve the outlook.
      variance = Math.max(variance, variances[need] ?? 0);
    }
    if (isFinal(task.state)) {
      const end = task.finishedAt ?? now;
      const began = task.startedAt ?? end;
      found.push({
        likelyStart: began,
        cautiousStart: began,
        likelyEnd: end,
        cautiousEnd: end,
        heldUpBy,
      });
      variances.push(0);
      continue;
    }
    const { medianMs = 0, p90Ms = 0 } = task.expected ?? {};
    const start =
      task.state === "running"
        ? (task.startedAt ?? now)
        : Math.max(now, ready, task.opensAt ?? -Infinity);
    const likelyEnd =
      task.state === "running" ? Math.max(start + medianMs, now + leastMs) : start + medianMs;
    const cautiousStart = start + (task.state === "running" ? 0 : Math.sqrt(variance));
    variance += (p90Ms - medianMs) ** 2;
    variances.push(variance);
    const cautiousEnd = likelyEnd + Math.sqrt(variance);
    found.push({ likelyStart: start, cautiousStart, likelyEnd, cautiousEnd, heldUpBy });
  }
  return found;
}

/** The unfinished tasks on the path that decides when a task starts, from the first to the task itself. */
export function criticalPath(
  tasks: readonly WatchedTask[],
  forecasts: readonly Forecast[],
  last: number,
): number[] {
  const path: number[] = [];
  for (let at: number | null = last; at !== null; at = forecasts[at]?.heldUpBy ?? null) {
    const task = tasks[at];
    if (task === undefined || isFinal(task.state)) break;
    path.unshift(at);
    if (task.state === "running") break;
  }
  return path;
}
