// By when jobs must have started and ended. Nothing that runs hangs on it, so what can't be said refuses no job: the ledger
// and a finding say it.

import type { DeadlineSpec } from "#schemas/types.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyDeadline, LegacyJob } from "../legacy.ts";
import { type Pass, type ProjectDraft, placeIn } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { tellLost } from "./lost.ts";

export const deadlines: Pass = (draft, project) => {
  const { job, spec, accounts } = draft;
  say(job, { spec, accounts }, placeIn(draft, "deadline"), project);
  const groups = groupsOf(draft);
  for (const group of groups)
    if (group !== job)
      for (const one of group.deadlines)
        if (!("to" in one)) tellLost(accounts, one.from, "deadline-of-group", group, project);
  for (const task of draft.tasks)
    if (task.job !== job && !groups.has(task.job) && !task.made)
      say(task.job, task, placeIn(draft, "tasks", task.name, "deadline"), project);
};

/** Says the deadlines of a job, which is refused by nothing else, where it is written. */
function say(
  job: LegacyJob,
  { spec, accounts }: { spec: { deadline?: DeadlineSpec }; accounts: Accounts },
  target: string,
  project: ProjectDraft,
): void {
  if (job.refusals.length > 0) return;
  for (const one of job.deadlines) {
    // A length is said elsewhere.
    if ("to" in one) continue;
    const said = saidBy(one, job);
    if (said === null || !add(spec, said))
      tellLost(accounts, one.from, "deadline-several", job, project);
    else accounts.addAll(one.from, "exact", "same", target);
  }
}

/** False where it has another already. */
function add(spec: { deadline?: DeadlineSpec }, said: DeadlineSpec): boolean {
  const both = { ...spec.deadline, ...said };
  if (
    Object.entries(spec.deadline ?? {}).some(([key, at]) => both[key as keyof DeadlineSpec] !== at)
  )
    return false;
  const { startBy, finishBy } = both;
  spec.deadline = { ...(startBy ? { startBy } : {}), ...(finishBy ? { finishBy } : {}) };
  return true;
}

/** Null where it is no time of a day that every run of a date shares. */
function saidBy(
  deadline: Exclude<LegacyDeadline, { to: unknown }>,
  { schedule: { start } }: LegacyJob,
): DeadlineSpec | null {
  if ("at" in deadline) {
    const [only, ...others] = deadline.at;
    return only !== undefined && others.length === 0 ? { [deadline.kind]: only } : null;
  }
  const times =
    start.kind === "days" && start.times && "at" in start.times.value ? start.times.value.at : [];
  const [only, ...others] = times;
  const at = only !== undefined && others.length === 0 ? later(only, deadline.minutes) : null;
  return at === null ? null : { [deadline.kind === "startWithin" ? "startBy" : "finishBy"]: at };
}

/** So many minutes after a time of the business date. */
function later(time: string, minutes: number): string | null {
  const [, hour, minute, day = 0] = /^(\d\d):(\d\d)(?:\+(\d+)d)?$/.exec(time) ?? [];
  if (hour === undefined) return null;
  const at = Number(day) * 1440 + Number(hour) * 60 + Number(minute) + minutes;
  const two = (number: number) => String(number).padStart(2, "0");
  const [days, rest] = [Math.floor(at / 1440), at % 1440];
  if (days > 99) return null;
  return `${two(Math.floor(rest / 60))}:${two(rest % 60)}${days > 0 ? `+${days}d` : ""}`;
}
