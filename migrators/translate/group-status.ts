// Boxes that count as succeeded or failed by some of their members alone.

import type { LegacyCondition } from "../legacy/condition.ts";
import { conjuncts } from "../legacy/condition-parts.ts";
import type { LegacyJob } from "../legacy.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { groupsOf, jobsOf, membersOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

export const groupStatus: Pass = (draft, project) => {
  for (const { job, accounts } of draft.tasks)
    if (job.work.kind !== "group")
      for (const one of [job.result.groupSuccess, job.result.groupFailure])
        accounts.addAll(one?.from ?? [], "inert", "jil-no-box");
  for (const group of groupsOf(draft)) {
    const { groupSuccess, groupFailure } = group.result;
    if (groupSuccess) succeedsBy(groupSuccess, group, draft, project);
    if (groupFailure) failsBy(groupFailure, group, draft, project);
  }
};

/** All of some members: then failures of the others, which none of these needs, don't fail the run. */
function succeedsBy(
  condition: LegacyCondition,
  group: LegacyJob,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const members = new Map(jobsOf(draft, group).map((task) => [task.job.key, task]));
  const deciding = new Set<TaskDraft>();
  for (const part of conjuncts(condition)) {
    const isSuccess = part.kind === "status" && part.status === "success";
    const task = isSuccess && part.job.instance === null ? members.get(part.job.name) : undefined;
    if (task === undefined || group !== draft.job) {
      refuse(condition, group, "box_success", project);
      return;
    }
    deciding.add(task);
  }
  const wanted = new Set([...deciding].map(({ name }) => name));
  const byName = new Map(draft.tasks.map((task) => [task.name, task]));
  for (const name of wanted)
    for (const need of byName.get(name)?.spec.needs ?? []) wanted.add(need);
  for (const { name, spec } of draft.tasks) if (!wanted.has(name)) spec.onFailure ??= "continue";
  draft.accounts.addAll(condition.from, "equivalent", "group-success", placeIn(draft, "tasks"));
}

/** Any of some members: a failed task fails its run anyway. */
function failsBy(
  condition: LegacyCondition,
  group: LegacyJob,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const members = new Set(membersOf(draft, group).map(({ job }) => job.key));
  const parts = condition.kind === "any" ? condition.of : [condition];
  const isPlain = parts.every(
    (part) => part.kind === "status" && part.status === "failure" && members.has(part.job.name),
  );
  if (isPlain && group.result.groupSuccess === null)
    draft.accounts.addAll(condition.from, "equivalent", "group-failure", placeIn(draft));
  else refuse(condition, group, "box_failure", project);
}

function refuse(
  { from }: LegacyCondition,
  group: LegacyJob,
  keyword: string,
  { estate }: ProjectDraft,
): void {
  const message = `${keyword} names more than its own members' ends`;
  refuseJob(group, { code: "group-status", message, from }, estate);
}
