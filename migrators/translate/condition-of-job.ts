// How a job, or a group, ended last, as a condition on a pipeline or a task.

import type { ConditionSpec } from "#schemas/types.ts";
import type { JobStatus, LegacyCondition } from "../legacy/condition.ts";
import type { LegacyFact } from "../legacy/condition-parts.ts";
import { compareText, joined, newest } from "./condition-words.ts";
import type { Placement, TaskDraft } from "./draft.ts";
import { slugOf } from "./names.ts";
import type { Waiter } from "./waiter.ts";

export type JobFact = Extract<LegacyFact, { kind: "status" | "exitCode" }>;

const states = {
  ...{ success: undefined, failure: "failed", done: "finished" },
  ...{ terminated: "cancelled", notRunning: "notRunning" },
} as const satisfies Record<JobStatus, ConditionSpec["state"]>;

type Asked = Pick<ConditionSpec, "state" | "exitCode">;

/** Null where it can't be said, which the waiter is told. */
export function jobFact(fact: JobFact, waiter: Waiter): ConditionSpec | null {
  if (fact.job.instance !== null) return externalFact(fact, waiter);
  const { name } = fact.job;
  const placement = waiter.project.placed.get(name);
  if (placement === undefined) {
    waiter.refuse("condition-not-imported", `it waits for ${name}, which is left out`, fact.from);
    return null;
  }
  const { pipeline, tasks } = placement;
  const isGroup = tasks[0]?.job.key !== name;
  if (fact.kind === "exitCode" && isGroup) {
    waiter.refuse("condition-of-group", `${name} is a box, which has no exit code`, fact.from);
    return null;
  }
  if (fact.lookBack.kind === "ownEnd" && waiter.task !== null) waiter.assume("condition-last-end");
  const isOwn = waiter.task !== null && pipeline === waiter.draft && fact.lookBack.kind === "none";
  if (waiter.task && pipeline === waiter.draft && tasks.includes(waiter.task)) {
    waiter.refuse("condition-circle", "it waits for itself", fact.from);
    return null;
  }
  const ofTask = (task: TaskDraft, ask: Asked): ConditionSpec =>
    isOwn
      ? { task: task.name, ...ask }
      : { pipeline: pipeline.name, task: task.name, ...ask, ...which(fact) };
  const decided = decidedFact(fact, placement, ofTask);
  if (decided) return decided;
  if (pipeline.job.key === name && pipeline.job.result.groupSuccess !== null)
    waiter.assume("condition-box-later");
  if (!isOwn && pipeline.job.key === name && !namesTask(fact, placement))
    return { pipeline: pipeline.name, ...asked(fact), ...which(fact) };
  if (!isGroup) return ofTask(tasks[0] as TaskDraft, asked(fact));
  return groupFact(tasks, fact, ofTask);
}

/** Not running needs no word on which run: it is the newest. */
const which = (fact: JobFact): ReturnType<typeof newest> =>
  fact.kind === "status" && fact.status === "notRunning" ? {} : newest(fact.lookBack);

function asked(fact: JobFact): Asked {
  if (fact.kind === "exitCode")
    return { state: "finished", exitCode: compareText(fact.compare, fact.code) };
  const state = states[fact.status];
  return state === undefined ? {} : { state };
}

/**
 * Whether the task of a pipeline that is one job must be named: where it may be left out or stopped for its time, its run
 * ends otherwise than the job would; a run has no exit code.
 */
function namesTask(fact: JobFact, { pipeline }: Placement): boolean {
  const { work, result, schedule } = pipeline.job;
  if (work.kind === "group") return false;
  return fact.kind === "exitCode" || result.timeout !== null || schedule.window !== null;
}

/** Members that make the box a success, though others may still run; within a look-back only one of them can be asked for. */
function decidedFact(
  fact: JobFact,
  { pipeline, tasks }: Placement,
  ofTask: (task: TaskDraft, ask: Asked) => ConditionSpec,
): ConditionSpec | null {
  const { groupSuccess } = pipeline.job.result;
  if (pipeline.job.key !== fact.job.name || groupSuccess === null) return null;
  if (fact.kind !== "status" || fact.status !== "success") return null;
  if ("of" in groupSuccess && fact.lookBack.kind !== "none") return null;
  const byKey = new Map(tasks.map((task) => [task.job.key, task]));
  const said = (part: LegacyCondition): ConditionSpec | null => {
    if ("of" in part) {
      const parts = part.of.map(said);
      return parts.includes(null) ? null : joined(part.kind, parts as ConditionSpec[]);
    }
    if (part.kind !== "status" || part.job.instance !== null || part.lookBack.kind !== "none")
      return null;
    const task = byKey.get(part.job.name);
    if (task === undefined || part.status === "notRunning") return null;
    // What is skipped has finished as well, and decides nothing.
    const ends = part.status === "done" ? doneStates : [states[part.status]];
    return joined(
      "any",
      ends.map((state) => ofTask(task, state === undefined ? {} : { state })),
    );
  };
  return said(groupSuccess);
}

const doneStates = [undefined, "failed", "cancelled"] as const;

/** Of a group within a pipeline: what its tasks came to, once they have all ended. */
function groupFact(
  tasks: readonly TaskDraft[],
  fact: JobFact,
  ofTask: (task: TaskDraft, ask: Asked) => ConditionSpec,
): ConditionSpec | null {
  const each = (kind: "all" | "any", ask: Asked) =>
    joined(
      kind,
      tasks.map((task) => ofTask(task, ask)),
    ) as ConditionSpec;
  const ended = () => each("all", { state: "finished" });
  switch (fact.kind === "status" ? fact.status : "done") {
    case "success":
      return each("all", {});
    case "notRunning":
      return each("all", { state: "notRunning" });
    case "done":
      return ended();
    case "terminated":
      return joined("all", [each("any", { state: "cancelled" }), ended()]);
    default:
      return joined("all", [
        joined("any", [
          each("any", { state: "failed" }),
          each("any", { state: "cancelled" }),
        ]) as ConditionSpec,
        ended(),
      ]);
  }
}

/** A job of another scheduler: a pipeline of the project that has its jobs, or an event that somebody tells of. */
function externalFact(fact: JobFact, waiter: Waiter): ConditionSpec | null {
  const { name, instance } = fact.job;
  const project = waiter.project.estate.instances?.[instance ?? ""];
  const slug = slugOf(name);
  if (project !== undefined && slug !== null && fact.kind === "status") {
    waiter.assume("condition-other-project");
    return { pipeline: `${project}/${slug}`, ...asked(fact), ...which(fact) };
  }
  if (fact.kind === "exitCode" && fact.lookBack.kind === "none" && project === undefined) {
    waiter.assume("condition-external-code");
    const compare = compareText(fact.compare, fact.code);
    return { variable: `exit-code:${name}^${instance}`, compare };
  }
  if (fact.kind !== "status" || fact.lookBack.kind !== "none") {
    const asks = fact.kind === "exitCode" ? "which exit code it had" : "how long ago it ended";
    const message = `it asks of ${name} of ${instance} ${asks}`;
    waiter.refuse("condition-external-state", message, fact.from);
    return null;
  }
  waiter.assume(fact.status === "success" ? "condition-external" : "condition-external-told");
  return toldOf(`${name}^${instance}`, fact.status);
}

/** By events without a date, of which the other scheduler keeps the one that is so. */
function toldOf(job: string, status: JobStatus): ConditionSpec {
  const event = (prefix: string) => ({ event: `${prefix}${job}`, date: "static" });
  switch (status) {
    case "success":
      return event("");
    case "failure":
      return event("failed:");
    case "terminated":
      return event("terminated:");
    case "done":
      return { any: [event(""), event("failed:"), event("terminated:")] };
    case "notRunning":
      return { not: event("running:") };
    default:
      return status satisfies never;
  }
}
