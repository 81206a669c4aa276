// By when jobs must have started and ended. Nothing that runs hangs on it, so what can't be said refuses no job: the ledger
// and a finding say it.

import type { DeadlineSpec } from "#schemas/types.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyDeadline, LegacyJob } from "../legacy.ts";
import { lengthText } from "./condition-words.ts";
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
    const said = saidBy(one, job, job === project.placed.get(job.key)?.pipeline.job);
    if (said === null || !add(spec, said.deadline))
      tellLost(accounts, one.from, "deadline-several", job, project);
    else if (said.isCounted) accounts.addAll(one.from, "equivalent", "deadline-counted", target);
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

interface Said {
  deadline: DeadlineSpec;
  /** Written as a time at the source, and counted from when the run is due here. */
  isCounted: boolean;
}

/**
 * Null where no time and no length is that of every run.
 * @param isRun It is due when its run is.
 */
function saidBy(
  deadline: Exclude<LegacyDeadline, { to: unknown }>,
  { schedule: { start } }: LegacyJob,
  isRun: boolean,
): Said | null {
  const times = start.kind === "days" ? start.times?.value : undefined;
  const starts = times && "at" in times ? times.at : [];
  const [first, ...others] = starts;
  const isStart = deadline.kind === "startBy" || deadline.kind === "startWithin";
  const said = (at: string | null, isCounted = false): Said | null =>
    at === null ? null : { deadline: { [isStart ? "startBy" : "finishBy"]: at }, isCounted };
  if ("at" in deadline) {
    const [only, ...more] = deadline.at;
    if (only !== undefined && more.length === 0) return said(only);
    const length = isRun ? lengthOf(deadline.at, starts) : null;
    return length === null ? null : said(`+${lengthText(length)}`, true);
  }
  if (first !== undefined && others.length === 0) return said(later(first, deadline.minutes));
  return isRun && times !== undefined && deadline.minutes > 0
    ? said(`+${lengthText(deadline.minutes)}`)
    : null;
}

/** Minutes from each start to the time that stands at its place in the list; null where they differ, or one has none. */
function lengthOf(times: readonly string[], starts: readonly string[]): number | null {
  const lengths = new Set(
    times.map(
      (time, index) => (minutesOf(time) ?? 0) - (minutesOf(starts[index] ?? "") ?? Infinity),
    ),
  );
  const [only = 0, ...others] = lengths;
  return times.length === starts.length && others.length === 0 && only > 0 ? only : null;
}

/** Since midnight of the business date; null of what is no time. */
function minutesOf(time: string): number | null {
  const [, hour, minute, day = 0] = /^(\d\d):(\d\d)(?:\+(\d+)d)?$/.exec(time) ?? [];
  return hour === undefined ? null : Number(day) * 1440 + Number(hour) * 60 + Number(minute);
}

/** So many minutes after a time of the business date. */
function later(time: string, minutes: number): string | null {
  const begin = minutesOf(time);
  if (begin === null) return null;
  const at = begin + minutes;
  const two = (number: number) => String(number).padStart(2, "0");
  const [days, rest] = [Math.floor(at / 1440), at % 1440];
  if (days > 99) return null;
  return `${two(Math.floor(rest / 60))}:${two(rest % 60)}${days > 0 ? `+${days}d` : ""}`;
}
