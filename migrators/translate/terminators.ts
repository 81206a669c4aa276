// Jobs whose failure ends their box, and those that the end of their box ends.

import type { LegacyJob } from "../legacy.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { groupsOf, membersOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";
import { TaskOrder } from "./task-order.ts";

export const terminators: Pass = (draft, project) => {
  for (const { job, accounts } of draft.tasks)
    if (job.parent === null)
      for (const one of [job.result.endsGroup, job.result.endedByGroup])
        accounts.addAll(one?.from ?? [], "inert", "jil-no-box");
    else accounts.addAll(job.result.endedByGroup?.from ?? [], "equivalent", "ended-by-group");
  for (const group of groupsOf(draft)) groupEnds(group, draft, project);
  const ending = draft.tasks.filter(
    ({ job }) => job.parent !== null && job.result.endsGroup?.value,
  );
  if (ending.length === 0 || project.estate.system !== "autosys") return;
  if (draft.tasks.every((task) => task.made || endsRun(task))) {
    draft.spec.failFast = true;
    for (const task of ending) stops(task, placeIn(draft, "failFast"));
    return;
  }
  const order = new TaskOrder(draft);
  for (const task of ending) {
    const from = task.job.result.endsGroup?.from ?? [];
    const group = endedBy(task, draft);
    if (order.isBesideNone(task, jobsOf(draft, group)))
      task.accounts.addAll(from, "equivalent", "ends-group-alone");
    else if (endsRun(task)) {
      task.spec.onFailure = "stop";
      stops(task, placeIn(draft, "tasks", task.name, "onFailure"));
    } else {
      const message = `its failure ends ${group.name}, and what runs beside it there`;
      refuseJob(task.job, { code: "ends-group-partly", message, from }, project.estate);
    }
  }
};

/** Whether its failure ends its box, that the box around it, and so on up to the run. */
const endsRun = ({ job, groups }: TaskDraft): boolean =>
  [job, ...groups].every(({ result }) => result.endsGroup?.value);

/** The outermost box that its failure ends. */
const endedBy = ({ groups }: TaskDraft, draft: PipelineDraft): LegacyJob =>
  groups.findLast(({ result }) => !result.endsGroup?.value) ?? draft.job;

/** What is ended for its time ends the run as what fails does. */
function stops({ job, spec, accounts }: TaskDraft, place: string): void {
  const timedOut = spec.on?.find(({ when }) => when === "timedOut");
  if (timedOut) timedOut.result = "failed";
  const code = timedOut ? "ends-group-timeout" : "ends-group";
  accounts.addAll(job.result.endsGroup?.from ?? [], "equivalent", code, place);
}

/** A box that fails by the first failure in it ends the box around it then; one that first waits for all in it ends it later. */
function groupEnds(group: LegacyJob, draft: PipelineDraft, { estate }: ProjectDraft): void {
  const { endsGroup, endedByGroup } = group.result;
  if (group === draft.job || estate.system !== "autosys") return;
  draft.accounts.addAll(endedByGroup?.from ?? [], "equivalent", "ended-by-group");
  if (!endsGroup?.value) return;
  const place = placeIn(draft, "tasks");
  if (jobsOf(draft, group).every(endsRun))
    draft.accounts.addAll(endsGroup.from, "equivalent", "ends-group", place);
  else {
    const message = "its failure ends the box around it, once all in it have ended";
    refuseJob(group, { code: "ends-group-partly", message, from: endsGroup.from }, estate);
  }
}

/** What stands beside them runs nothing that anybody would end. */
const jobsOf = (draft: PipelineDraft, group: LegacyJob): TaskDraft[] =>
  membersOf(draft, group).filter(({ made }) => !made);
