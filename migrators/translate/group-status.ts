// Boxes that count as succeeded or failed by some of their members alone.

import type { TaskSpec } from "#schemas/types.ts";
import { Accounts } from "../ledger.ts";
import type { LegacyCondition } from "../legacy/condition.ts";
import { conjuncts } from "../legacy/condition-parts.ts";
import type { LegacyJob } from "../legacy.ts";
import { startsNoneAfter } from "./after-status.ts";
import { tellsFailures } from "./asked-failures.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { freeName } from "./free-name.ts";
import { groupsOf, jobsOf, membersOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

type EndRule = NonNullable<TaskSpec["on"]>[number];

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

/** All of some members: then failures of the others, which none of these needs, don't fail the run. Else a task decides. */
function succeedsBy(
  condition: LegacyCondition,
  group: LegacyJob,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const members = new Map(jobsOf(draft, group).map((task) => [task.job.key, task]));
  const deciding = decidingTasks(condition, members);
  const test = deciding === null ? testOf(condition, members) : null;
  if (group !== draft.job || (deciding === null && test === null)) {
    const message =
      group === draft.job ? `box_success ${more}` : "it decides about a box within another";
    refuse(condition, group, message, project);
    return;
  }
  const wanted = new Set(deciding?.map(({ name }) => name));
  const byName = new Map(draft.tasks.map((task) => [task.name, task]));
  for (const name of wanted)
    for (const need of byName.get(name)?.spec.needs ?? []) wanted.add(need);
  const forgiven = draft.tasks.filter(({ name }) => !wanted.has(name));
  const told = forgiven.find(
    ({ job, spec }) => timedRule(spec) && tellsFailures(job, project.estate),
  );
  if (told !== undefined) {
    const message = `somebody asks whether ${told.job.name} failed or ran out of time, and neither may fail the run`;
    refuse(condition, group, message, project);
    return;
  }
  forgive(forgiven);
  for (const task of forgiven) forgiveTime(task, draft);
  startsNoneAfter(condition, group, draft);
  if (test === null)
    draft.accounts.addAll(condition.from, "equivalent", "group-success", placeIn(draft, "tasks"));
  else {
    const name = decidesBehind([...members.values()], test, draft);
    const place = placeIn(draft, "tasks", name);
    draft.accounts.addAll(condition.from, "equivalent", "group-success-task", place);
  }
}

/** Those whose successes are all that is asked; null where it is something else. */
function decidingTasks(
  condition: LegacyCondition,
  members: ReadonlyMap<string, TaskDraft>,
): TaskDraft[] | null {
  const tasks = conjuncts(condition).map((part) =>
    part.kind === "status" && part.status === "success" && part.job.instance === null
      ? members.get(part.job.name)
      : undefined,
  );
  return tasks.every((task) => task !== undefined) ? tasks : null;
}

/** Their failures don't fail the run; what needs one of them is skipped behind a failure all the same. */
function forgive(tasks: readonly TaskDraft[]): void {
  const forgiven = new Set<string>();
  for (const { name, spec } of tasks) {
    spec.onFailure ??= "continue";
    if (spec.onFailure === "continue") forgiven.add(name);
  }
  for (const { spec } of tasks)
    if (spec.needs?.some((need) => forgiven.has(need)))
      spec.if ??= `succeeded(${spec.needs.map((need) => `'${need}'`).join(", ")})`;
}

/** Being ended for its time would fail the run, tolerated or not; nobody asks which of both it was. */
function forgiveTime({ name, job, spec, accounts }: TaskDraft, draft: PipelineDraft): void {
  const rule = timedRule(spec);
  if (rule === undefined || spec.onFailure !== "continue") return;
  rule.result = "failed";
  const place = placeIn(draft, "tasks", name, "on");
  accounts.addAll(job.result.timeout?.from ?? [], "equivalent", "group-success-timeout", place);
}

const timedRule = ({ on }: TaskSpec): EndRule | undefined =>
  on?.find(({ when, result }) => when === "timedOut" && result === "cancelled");

const states = {
  ...{ success: "== 'succeeded'", failure: "== 'failed'", terminated: "== 'cancelled'" },
  done: "in ['succeeded', 'failed', 'cancelled']",
} as const;

/** CEL over how members ended; null where it asks for something else. */
function testOf(
  condition: LegacyCondition,
  members: ReadonlyMap<string, TaskDraft>,
): string | null {
  if ("of" in condition) {
    const parts = condition.of.map((part) => testOf(part, members));
    if (parts.includes(null)) return null;
    return parts.map((part) => `(${part})`).join(condition.kind === "all" ? " && " : " || ");
  }
  if (condition.kind !== "status" || condition.status === "notRunning") return null;
  const { job, lookBack, status } = condition;
  const task = job.instance === null ? members.get(job.name) : undefined;
  if (task === undefined || lookBack.kind !== "none") return null;
  // Whether such an end makes the box a success or ends it, nobody says.
  if (status !== "success" && task.job.result.endsGroup?.value) return null;
  return `needs['${task.name}'].state ${states[status]}`;
}

/** A task that fails, once all have ended, where the test doesn't hold. @return its name */
function decidesBehind(members: readonly TaskDraft[], test: string, draft: PipelineDraft): string {
  const name = freeName(`${draft.job.name}-status`, draft);
  draft.tasks.push({
    ...{ name, job: draft.job, made: true, groups: [], accounts: new Accounts() },
    spec: { needs: members.map((member) => member.name), if: `!(${test})`, run: "exit 1" },
  });
  return name;
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
  if (isPlain && group.result.groupSuccess === null) {
    startsNoneAfter(condition, group, draft);
    draft.accounts.addAll(condition.from, "equivalent", "group-failure", placeIn(draft));
  } else refuse(condition, group, `box_failure ${more}`, project);
}

const more = "names more than its own members' ends, or one that also ends the box";

function refuse(
  { from }: LegacyCondition,
  group: LegacyJob,
  message: string,
  { estate }: ProjectDraft,
): void {
  refuseJob(group, { code: "group-status", message, from }, estate);
}
