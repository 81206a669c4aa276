// Why a task that runs a pipeline is as it is: it waits for a run, of which `why` tells more.

import type { RunState } from "./run.ts";
import { type Reason, reason } from "./why-reason.ts";

export interface ChildFacts {
  /** Null: one that whoever asks may not read. */
  run: string | null;
  pipeline: string;
  state: RunState;
}

export const childReason = (
  task: { name: string; startedAt: string | null },
  { run, pipeline, state }: ChildFacts,
): Reason =>
  reason(
    "running",
    run === null
      ? `waits for a run of ${pipeline}, which is ${state}`
      : `waits for run ${run} of ${pipeline}, which is ${state} (see \`trunkline why ${run}\`)`,
    { task: task.name, since: task.startedAt },
  );
