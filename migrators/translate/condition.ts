// What a run or a task waits for. Jobs of one pipeline need each other, by events or by how they ended; all else is awaited.

import type { ConditionSpec } from "#schemas/types.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyCondition } from "../legacy/condition.ts";
import { conjuncts } from "../legacy/condition-parts.ts";
import type { LegacyJob } from "../legacy.ts";
import { refuseCircles } from "./condition-circles.ts";
import { conditionSpec } from "./condition-facts.ts";
import { joined } from "./condition-words.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { exclude, lockOf } from "./exclusions.ts";
import { told } from "./waiter.ts";

export const condition: Pass = (draft, project) => {
  runWaits(draft, project);
  for (const task of draft.tasks)
    if (task.job !== draft.job) taskWaits(task, task.job, task.accounts, draft, project);
  for (const group of groupsWithin(draft))
    for (const task of entriesOf(draft, group))
      taskWaits(task, group, draft.accounts, draft, project);
  refuseCircles(draft, project);
};

/** Before the run starts; without dates of its own an AutoSys job or box runs each time that its condition comes true. */
function runWaits(draft: PipelineDraft, project: ProjectDraft): void {
  const { job, spec, accounts } = draft;
  if (job.condition === null || job.refusals.length > 0) return;
  const [only] = draft.tasks;
  if (only?.job === job) exclude(only, project);
  const isDue = project.estate.system === "autosys" && job.schedule.start.kind === "none";
  const parts: ConditionSpec[] = [];
  for (const part of conjuncts(job.condition)) {
    if (!isDue && only?.job === job && lockOf(part, only, project) !== null) {
      accounts.addAll(part.from, "exact", "same", placeIn(draft, "tasks", only.name, "locks"));
      continue;
    }
    const path = isDue ? ["triggers", "0", "after"] : ["awaits"];
    const said = told(job, null, accounts, draft, project, path);
    const made = conditionSpec(part, said.waiter);
    if (made !== null) parts.push(made);
    said.account(part);
  }
  const whole = joined("all", parts);
  if (whole === null || job.refusals.length > 0) return;
  if (isDue) spec.triggers = [{ after: whole, per: "run" }];
  else spec.awaits = whole;
  // A job that waits, or runs, is not started beside itself.
  if (project.estate.system === "autosys") spec.concurrency ??= { runs: 1, whenBusy: "skip" };
}

/** Before a task starts: what its job waits for, or the group that it is the first of. */
function taskWaits(
  task: TaskDraft,
  of: LegacyJob,
  accounts: Accounts,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  if (of.condition === null || of.refusals.length > 0) return;
  const isOwn = of === task.job;
  if (isOwn) exclude(task, project);
  const parts: ConditionSpec[] = [];
  for (const part of conjuncts(of.condition)) {
    const needed = neededFor(part, draft, project);
    if (needed !== null) {
      need(task, needed.tasks);
      const target = placeIn(draft, "tasks", task.name, "needs");
      accounts.addAll(part.from, needed.outcome, needed.code, target);
    } else if (isOwn && lockOf(part, task, project) !== null)
      accounts.addAll(part.from, "exact", "same", placeIn(draft, "tasks", task.name, "locks"));
    else {
      const said = told(of, task, accounts, draft, project, ["tasks", task.name, "awaits"]);
      const made = conditionSpec(part, said.waiter);
      if (made !== null) parts.push(made);
      said.account(part);
    }
  }
  const whole = joined("all", [...(task.spec.awaits ? [task.spec.awaits] : []), ...parts]);
  if (whole !== null) task.spec.awaits = whole;
}

interface Needed {
  tasks: readonly TaskDraft[];
  outcome: "exact" | "equivalent";
  code: string;
}

/** Tasks of the same pipeline whose success is all that a part asks for; null where it asks for something else. */
function neededFor(
  part: LegacyCondition,
  draft: PipelineDraft,
  project: ProjectDraft,
): Needed | null {
  if (part.kind === "event") {
    const producer = project.eventEdges.get(part.event);
    return producer === undefined
      ? null
      : { tasks: [producer], outcome: "equivalent", code: "event-as-needs" };
  }
  if (part.kind !== "status" || part.status !== "success") return null;
  if (part.job.instance !== null || part.lookBack.kind !== "none") return null;
  const placement = project.placed.get(part.job.name);
  if (placement?.pipeline !== draft) return null;
  return { tasks: placement.tasks, outcome: "exact", code: "same" };
}

function need(task: TaskDraft, tasks: readonly TaskDraft[]): void {
  const names = tasks.map(({ name }) => name);
  task.spec.needs = [...new Set([...(task.spec.needs ?? []), ...names])];
}

/** Groups within the pipeline's own, the inner ones before those that they are in. */
const groupsWithin = ({ tasks }: PipelineDraft): LegacyJob[] => {
  const depths = new Map<LegacyJob, number>();
  for (const { groups } of tasks)
    for (const [depth, group] of groups.entries()) depths.set(group, depth);
  return [...depths].sort(([, a], [, b]) => b - a).map(([group]) => group);
};

/** Tasks of a group that follow none of it: what the group waits for, they wait for. In a circle all do. */
function entriesOf(draft: PipelineDraft, group: LegacyJob): TaskDraft[] {
  if (group.condition === null) return [];
  const members = draft.tasks.filter(({ groups }) => groups.includes(group));
  const names = new Set(members.map(({ name }) => name));
  const first = members.filter(({ spec }) => !spec.needs?.some((name) => names.has(name)));
  return first.length > 0 ? first : members;
}
