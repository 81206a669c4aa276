// Marks in a run's trace: which of them belong to it, and what their spans say.

import type { FinalState } from "./run.ts";
import { names } from "./trace-names.ts";

/** Somebody said what a task counts as. */
export interface MarkTrace {
  task: string;
  state: FinalState;
  actor: string;
  reason: string;
  at: Temporal.Instant;
}

/** A mark of a finished run comes after its trace was written, one of a former generation before it. */
export const marksOf = (
  marks: readonly MarkTrace[],
  run: { createdAt: Temporal.Instant; finishedAt: Temporal.Instant },
): MarkTrace[] =>
  marks.filter(
    ({ at }) =>
      Temporal.Instant.compare(at, run.createdAt) >= 0 &&
      Temporal.Instant.compare(at, run.finishedAt) <= 0,
  );

export const markAttributes = ({ task, state, actor, reason }: MarkTrace) => ({
  [names.task]: task,
  [names.markState]: state,
  [names.markActor]: actor,
  [names.markReason]: reason,
});
