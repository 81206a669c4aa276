// Folders of Control-M that adjust conditions: what isn't ordered on a date isn't waited for on it. Among the tasks of one
// pipeline that is an `if` that lets a skip pass; of what waits for others itself, a task of its days tells that at once.

import { factsOf } from "../legacy/condition-parts.ts";
import type { Adjust } from "../legacy.ts";
import { type Pass, placeIn, type TaskDraft } from "./draft.ts";
import { groupsOf, membersOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

export const adjusted: Pass = (draft, project) => {
  for (const group of groupsOf(draft)) {
    if (!group.adjust) continue;
    const { value, from } = group.adjust;
    const members = new Map(membersOf(draft, group).map((task) => [task.name, task]));
    const { eventEdges: isEdge, events: uses } = project;
    const { tasks = [] } = project.placed.get(group.key) ?? {};
    const keys = new Set(tasks.map(({ job }) => job.key));
    /** What some job of the folder posts, and is no order alone. */
    const isElse = (event: string): boolean => {
      const posted = uses.get(event);
      const isOfFolder = posted?.emits.some(({ by }) => keys.has(by.key)) ?? false;
      return !isEdge.has(event) && (isOfFolder || (posted?.byRules ?? 0) > 0);
    };
    /** What others await of it that is no order alone: a dummy in its place would post it. */
    const isAwaited = (event: string): boolean =>
      !isEdge.has(event) && (uses.get(event)?.awaits.length ?? 0) > 0;
    const faults = [...members.values()].map(
      (task) =>
        faultOf(task, value, members, isElse) ??
        (value.letter === "D" ? dummyFault(task, isAwaited) : null),
    );
    for (const [index, task] of [...members.values()].entries()) {
      const fault = faults[index] ?? null;
      if (fault === null) letPass(task, members, value);
      else {
        const message = `ADJUST_COND is ${value.letter}, and ${fault}`;
        refuseJob(task.job, { code: "control-m-adjust", message, from }, project.estate);
      }
    }
    draft.accounts.addAll(from, "equivalent", "adjust-within", placeIn(draft, "tasks"));
  }
};

type Members = ReadonlyMap<string, TaskDraft>;

/** Why it can't be said of a task; null: it can. */
function faultOf(
  { job, spec }: TaskDraft,
  { waits, letter }: Adjust,
  members: Members,
  isElse: (event: string) => boolean,
): string | null {
  for (const fact of job.condition === null ? [] : factsOf(job.condition))
    if (fact.kind === "event" && isElse(fact.event))
      return `${job.name} waits for ${fact.event}, which is more than an order`;
  for (const before of leftOut({ spec }, members)) {
    const { awaits, notAfter, notBefore } = before.spec;
    const name = before.job.name;
    if (waits && awaits !== undefined) return `${name}, which others bridge, waits for an event`;
    if (letter === "D" && notBefore !== undefined && notBefore !== spec.notBefore)
      return `${name}, which is a dummy on dates for which it isn't ordered, waits for its time`;
    const isLater = (notBefore ?? spec.notBefore)?.includes("+") ?? false;
    if (notAfter !== undefined && (notAfter !== spec.notAfter || isLater))
      return `${name} is dropped at another time than ${job.name}`;
  }
  return null;
}

/** What isn't ordered for a date is there as a dummy, which posts what the job would have posted. */
function dummyFault(
  { job, spec }: TaskDraft,
  isAwaited: (event: string) => boolean,
): string | null {
  if (spec.onlyOn === undefined) return null;
  for (const effect of job.result.effects)
    if (effect.kind === "emit" && isAwaited(effect.event))
      return `${job.name} posts ${effect.event} as a dummy on dates for which it isn't ordered`;
  return null;
}

/** Which of its needs are not for each date that it is for. */
const leftOut = ({ spec }: Pick<TaskDraft, "spec">, members: Members): TaskDraft[] =>
  (spec.needs ?? []).flatMap((name) => {
    const before = members.get(name);
    const days = before?.spec.onlyOn;
    const isAlike = JSON.stringify(days) === JSON.stringify(spec.onlyOn);
    return before === undefined || days === undefined || isAlike ? [] : [before];
  });

/** What is skipped for its days is passed, unless something before it has failed. */
function letPass(task: TaskDraft, members: Members, { waits }: Adjust): void {
  const passed = leftOut(task, members);
  if (passed.length === 0) return;
  const { spec } = task;
  // What is left out is skipped when all before it is over, which isn't waited for.
  const behind = passed.filter((before) => !waits && (before.spec.needs ?? []).length > 0);
  if (behind.length > 0) task.afterOrdered = behind;
  const left = (spec.needs ?? []).filter((name) => !behind.some((each) => each.name === name));
  const before = new Set(passed.filter((each) => !behind.includes(each)).map(({ name }) => name));
  const strict = left.filter((name) => !before.has(name));
  // A set is walked with what is added meanwhile.
  for (const name of before)
    for (const need of members.get(name)?.spec.needs ?? []) before.add(need);
  for (const name of strict) before.delete(name);
  const quoted = (names: Iterable<string>) => [...names].map((name) => `'${name}'`).join(", ");
  const needs = [...strict, ...before];
  if (needs.length > 0) spec.needs = needs;
  else delete spec.needs;
  if (before.size === 0) return;
  spec.if = [
    ...(strict.length > 0 ? [`succeeded(${quoted(strict)})`] : []),
    `!failed(${quoted(before)})`,
  ].join(" && ");
}
