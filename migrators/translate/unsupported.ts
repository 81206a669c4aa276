// What stands in the place of a job that is refused: a task that fails with the reason when it is to start.

import type { LegacyJob } from "../legacy.ts";
import { shownText } from "../shown.ts";
import type { Pass, PipelineDraft, TaskDraft } from "./draft.ts";

/** Whether it has a place: it ran at the source, and no answer is missing that would translate it. */
export const hasPlace = (job: LegacyJob, waiting: ReadonlySet<string>): boolean =>
  job.refusals.length === 0 || (job.state?.value !== "inactive" && !waiting.has(job.key));

export const unsupported: Pass = (draft) => {
  withoutMade(draft);
  for (const task of draft.tasks) if (task.job.refusals.length > 0) replaceTask(task);
};

/** What stood beside the task of a job that is refused goes with what it was to do; what needed it needs what it did. */
export function withoutMade(draft: PipelineDraft): void {
  const isGone = ({ made, job }: TaskDraft) => made && job.refusals.length > 0;
  const gone = new Map(
    draft.tasks.filter(isGone).map(({ name, spec }) => [name, spec.needs ?? []]),
  );
  if (gone.size === 0) return;
  draft.tasks = draft.tasks.filter((task) => !isGone(task));
  for (const { spec } of draft.tasks)
    if (spec.needs) spec.needs = [...new Set(spec.needs.flatMap((name) => gone.get(name) ?? name))];
}

/** Nothing of what the task was to do is left. */
export function replaceTask({ job, spec }: TaskDraft): void {
  for (const key of Object.keys(spec)) if (key !== "legacy") delete spec[key as keyof typeof spec];
  spec.uses = "unsupported";
  spec.with = {
    reason: job.refusals[0]?.message ?? "it can't be translated",
    source: shownText(job.statement),
  };
}
