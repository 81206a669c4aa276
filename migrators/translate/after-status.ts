// Members of a box that have not started when its success or failure is decided never do: each awaits that it isn't yet, and
// is skipped once it is.

import type { ConditionSpec } from "#schemas/types.ts";
import type { JobStatus, LegacyCondition } from "../legacy/condition.ts";
import type { LegacyJob } from "../legacy.ts";
import { joined } from "./condition-words.ts";
import type { PipelineDraft, TaskDraft } from "./draft.ts";
import { jobsOf, membersOf } from "./groups.ts";
import { TaskOrder } from "./task-order.ts";

/** The condition asks how members of the box ended, and nothing else. */
export function startsNoneAfter(
  condition: LegacyCondition,
  group: LegacyJob,
  draft: PipelineDraft,
): void {
  const order = new TaskOrder(draft);
  const members = new Map(jobsOf(draft, group).map((task) => [task.job.key, task]));
  for (const task of membersOf(draft, group)) {
    if (!mayWait(task)) continue;
    // What comes behind it, or is it, has not ended as long as it waits.
    const isOpen = (other: TaskDraft) => order.before(other).has(task.name);
    const decided = decidedBy(condition, members, isOpen);
    if (decided === null) continue;
    const gate = { not: decided };
    task.spec.awaits =
      joined("all", [...(task.spec.awaits ? [task.spec.awaits] : []), gate]) ?? gate;
  }
}

/** All others start with their box. */
const mayWait = ({ spec: { needs, awaits, notBefore, approval, locks } }: TaskDraft): boolean =>
  [needs, awaits, notBefore, approval, locks].some((one) => one !== undefined);

/** Null where it can't be so as long as those that are left out have not ended. */
function decidedBy(
  condition: LegacyCondition,
  members: ReadonlyMap<string, TaskDraft>,
  isOpen: (task: TaskDraft) => boolean,
): ConditionSpec | null {
  if ("of" in condition) {
    const parts = condition.of.map((part) => decidedBy(part, members, isOpen));
    const known = parts.filter((part) => part !== null);
    return condition.kind === "all" && known.length < parts.length
      ? null
      : joined(condition.kind, known);
  }
  const task = condition.kind === "status" ? members.get(condition.job.name) : undefined;
  if (task === undefined || condition.kind !== "status" || isOpen(task)) return null;
  return endedAs(task.name, condition.status);
}

/** `finished` would be true of what is skipped as well. */
function endedAs(task: string, status: JobStatus): ConditionSpec {
  switch (status) {
    case "success":
      return { task };
    case "failure":
      return { task, state: "failed" };
    case "terminated":
      return { task, state: "cancelled" };
    case "done":
      return { any: [{ task }, { task, state: "failed" }, { task, state: "cancelled" }] };
    default:
      return { task, state: "notRunning" };
  }
}
