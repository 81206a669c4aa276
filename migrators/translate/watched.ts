// Where a spec says what alerts are to tell of a job besides failures and deadlines: its task, or the pipeline of a group.

import type { TaskSpec } from "#schemas/types.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyJob } from "../legacy.ts";
import { type PipelineDraft, placeIn } from "./draft.ts";

type WatchSpec = NonNullable<TaskSpec["watch"]>;

export interface WatchPlace {
  /** Of a pipeline it knows no limits beside the usual. */
  isGroup: boolean;
  accounts: Accounts;
  spec: { watch?: WatchSpec };
  target: string;
}

/** Null: a group within a pipeline, of which nothing is told. */
export function watchPlace(draft: PipelineDraft, job: LegacyJob): WatchPlace | null {
  const { spec, accounts } = draft;
  if (job.work.kind === "group" && job === draft.job)
    return { isGroup: true, spec, accounts, target: placeIn(draft, "watch") };
  const [task, ...others] = draft.tasks.filter((one) => one.job === job && !one.made);
  if (task === undefined || others.length > 0) return null;
  const target = placeIn(draft, "tasks", task.name, "watch");
  return { isGroup: false, spec: task.spec, accounts: task.accounts, target };
}

/** Adds to what is said there; in the order in which people read it. */
export function watch({ spec }: WatchPlace, more: Partial<WatchSpec>): WatchSpec {
  const { success, retry, longest, shortest, tags } = { ...spec.watch, ...more };
  spec.watch = {
    ...(success && { success }),
    ...(retry && { retry }),
    ...(longest !== undefined && { longest }),
    ...(shortest !== undefined && { shortest }),
    ...(tags && { tags }),
  };
  return spec.watch;
}
