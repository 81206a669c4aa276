// END_FOLDER: a job whose end ends its folder. What has not started there by then never does: each awaits that it has not ended,
// and is skipped once it has. What runs goes on, and the folder ends well with it.

import type { ConditionSpec } from "#schemas/types.ts";
import type { LegacyJob } from "../legacy.ts";
import { joined } from "./condition-words.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { membersOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";
import { TaskOrder } from "./task-order.ts";

export const folderEnds: Pass = (draft, project) => {
  if (project.estate.system !== "control-m") return;
  const ending = draft.tasks.filter(
    ({ job, made }) =>
      // In the place of one that is refused stands a task that fails at once, which must end nothing.
      !made && job.refusals.length === 0 && job.parent !== null && job.result.endsGroup?.value,
  );
  if (ending.length === 0) return;
  const order = new TaskOrder(draft);
  for (const task of ending) {
    const group = task.groups.at(-1) ?? draft.job;
    const from = task.job.result.endsGroup?.from ?? [];
    if (group.work.kind === "group" && !group.work.gates)
      task.accounts.addAll(from, "equivalent", "ends-simple-folder");
    else if (order.isLast(task, jobsOf(draft, group)))
      task.accounts.addAll(from, "equivalent", "ends-group-last");
    else endsEarly(task, group, order, draft, project);
  }
};

/** What stands beside them runs nothing that anybody would end. */
const jobsOf = (draft: PipelineDraft, group: LegacyJob): TaskDraft[] =>
  membersOf(draft, group).filter(({ made }) => !made);

function endsEarly(
  task: TaskDraft,
  group: LegacyJob,
  order: TaskOrder,
  draft: PipelineDraft,
  { estate }: ProjectDraft,
): void {
  const from = task.job.result.endsGroup?.from ?? [];
  const before = order.before(task);
  const others = jobsOf(draft, group).filter(({ name }) => !before.has(name));
  const cyclic = [task, ...others].find(({ job }) => job.schedule.cyclic !== null);
  if (cyclic !== undefined) {
    const message = `its end ends ${group.name}, in which ${cyclic.job.name} runs in a cycle`;
    refuseJob(task.job, { code: "ends-folder-early", message, from }, estate);
    return;
  }
  task.ends = group;
  for (const { spec } of others) {
    const gate = notEnded(task);
    spec.awaits = joined("all", [...(spec.awaits ? [spec.awaits] : []), gate]) ?? gate;
  }
  task.accounts.addAll(from, "equivalent", "ends-folder", placeIn(draft, "tasks"));
}

/** One that its days leave out, or that is dropped, ends nothing. */
const notEnded = ({ name }: TaskDraft): ConditionSpec => ({
  not: { any: [{ task: name }, { task: name, state: "failed" }] },
});
