// Groups of a pipeline: its own, where it is one, and those within.

import type { LegacyJob } from "../legacy.ts";
import type { PipelineDraft, TaskDraft } from "./draft.ts";

/** The outer ones first; one without members is a task. */
export const groupsOf = ({ job, tasks }: PipelineDraft): Set<LegacyJob> =>
  new Set(
    [job, ...tasks.flatMap((task) => [...task.groups, task.job])].filter(
      ({ work }) => work.kind === "group",
    ),
  );

/** All tasks that are in it, however deep; of the pipeline's own group all. */
export const membersOf = (draft: PipelineDraft, group: LegacyJob): TaskDraft[] =>
  draft.tasks.filter(
    ({ job, groups }) => draft.job === group || job === group || groups.includes(group),
  );
