// Groups of a pipeline: its own, where it is one, and those within.

import type { LegacyJob } from "../legacy.ts";
import type { PipelineDraft, TaskDraft } from "./draft.ts";

/** The outer ones first; one without members is a task. */
export function groupsOf({ job, tasks }: PipelineDraft): Set<LegacyJob> {
  const groups = new Set<LegacyJob>();
  if (job.work.kind === "group") groups.add(job);
  for (const task of tasks) {
    for (const group of task.groups) if (group.work.kind === "group") groups.add(group);
    if (task.job.work.kind === "group") groups.add(task.job);
  }
  return groups;
}

/** All tasks that are in it, however deep; of the pipeline's own group all. */
export const membersOf = (draft: PipelineDraft, group: LegacyJob): TaskDraft[] =>
  draft.tasks.filter(
    ({ job, groups }) => draft.job === group || job === group || groups.includes(group),
  );

/** Those of its jobs: what stands beside them does nothing that anybody would end. */
export const jobsOf = (draft: PipelineDraft, group: LegacyJob): TaskDraft[] =>
  membersOf(draft, group).filter(({ made }) => !made);
