// What the failure of a task stops in its run, and what fails the run.

import { failFastRanges, type StopRange } from "#core/fail-fast.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { TaskRow } from "./engine-rows.ts";

const known = new WeakMap<Pipeline, (place: number) => StopRange | null>();

/** Those that have not ended are cancelled with it. */
export function stoppedBy({ run, index }: TaskRow): TaskRow[] {
  const { pipeline } = run.of;
  const range = known.getOrInsertComputed(pipeline, () => failFastRanges(pipeline))(index);
  return range === null
    ? []
    : run.tasks.filter((other) => other.index >= range.from && other.index <= range.to);
}

/** A failure that is not tolerated, or an end that a rule calls cancelled; what was stopped was so by one of them. */
export const failsRun = ({ state, task }: TaskRow): boolean =>
  state === "cancelled" || (state === "failed" && task.onFailure !== "continue");
