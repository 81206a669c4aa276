// Jobs whose failure ends their box, and those that the end of their box ends.

import type { LegacyJob } from "../legacy.ts";
import { type Pass, type PipelineDraft, placeIn, type TaskDraft } from "./draft.ts";
import { endsRun, groupEnds } from "./group-ends.ts";
import { groupsOf, jobsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";
import { TaskOrder } from "./task-order.ts";

export const terminators: Pass = (draft, project) => {
  for (const { job, accounts } of draft.tasks)
    if (job.parent === null)
      for (const one of [job.result.endsGroup, job.result.endedByGroup])
        accounts.addAll(one?.from ?? [], "inert", "jil-no-box");
    else accounts.addAll(job.result.endedByGroup?.from ?? [], "equivalent", "ended-by-group");
  if (project.estate.system === "autosys")
    for (const group of groupsOf(draft)) if (group !== draft.job) groupEnds(group, draft, project);
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
