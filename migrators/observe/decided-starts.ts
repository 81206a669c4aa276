// What a replay has decided, as it is kept: one start for the pipeline and each part of it that was a job.

import { itself } from "./expected-starts.ts";
import type { DecidedStart } from "./observed-estate.ts";
import { type Decision, isOpen, type ObservedRun } from "./observed-rows.ts";

/** Of runs that something here has made due. */
export function decidedStarts(runs: readonly ObservedRun[]): DecidedStart[] {
  const found: DecidedStart[] = [];
  for (const run of runs) {
    const { slot, date, dueAt, of, tasks, decision } = run;
    if (slot === null || run.isReal) continue;
    const add = (task: string, ordinal: number, own: Decision) => {
      // Of a run that has not begun none of its tasks has.
      const { ready, after, never, hidden } = isOpen(own) && !run.isAdmitted ? decision : own;
      found.push({
        ...{ pipeline: of.pipeline.name, revision: of.revision, task, slot, ordinal, date },
        ...{ due: dueAt, ready, after, never, hidden },
      });
    };
    if (!tasks.some(({ part }) => part === itself)) add(itself, 1, decision);
    for (const { part, decisions } of tasks)
      if (part !== null) for (const [n, own] of decisions.entries()) add(part, n + 1, own);
  }
  return found;
}
