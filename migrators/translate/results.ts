// What the end of a job means by its exit code and its time, and how often it is tried again.

import type { TaskSpec } from "#schemas/types.ts";
import type { LegacyJob, Sourced } from "../legacy.ts";
import { lengthText } from "./condition-words.ts";
import { type Pass, type PipelineDraft, placeIn, type TaskDraft } from "./draft.ts";
import { codesText, hasCode, leavesAny, withoutZero } from "./exit-codes.ts";
import { groupsOf, jobsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

type EndRule = NonNullable<TaskSpec["on"]>[number];

export const results: Pass = (draft, { estate }) => {
  for (const task of draft.tasks) if (task.job.work.kind !== "group") ownResult(task, draft);
  for (const group of groupsOf(draft)) {
    const { timeout, success, failure, retry } = group.result;
    for (const ignored of [success, failure, retry])
      draft.accounts.addAll(ignored?.from ?? [], "inert", "jil-box-ignores");
    if (!timeout) continue;
    const members = jobsOf(draft, group);
    if (startTogether(members, group, draft)) {
      for (const task of members) limit(task, timeout.value);
      const place = placeIn(draft, "tasks");
      draft.accounts.addAll(timeout.from, "equivalent", "group-timeout-each", place);
    } else {
      const message = `it ends all that is in it after ${timeout.value} minutes`;
      refuseJob(group, { code: "group-timeout", message, from: timeout.from }, estate);
    }
  }
};

/** Whether all start, once, when their group does: with the run, or together when what the group waits for is there. */
function startTogether(
  members: readonly TaskDraft[],
  group: LegacyJob,
  { job }: PipelineDraft,
): boolean {
  const isWithin = group !== job;
  const gatesOf = ({ spec: { needs, awaits } }: TaskDraft) => JSON.stringify([needs, awaits]);
  const [first] = members;
  const waits = isWithin && first ? gatesOf(first) : "[null,null]";
  return members.every((member) => {
    const { notBefore, approval, retry } = member.spec;
    if ([notBefore, approval, retry].some((one) => one !== undefined)) return false;
    // Behind the group's own condition none waits by itself.
    const inner = member.groups.slice(member.groups.indexOf(group) + 1);
    const own = isWithin ? [member.job, ...inner] : [];
    return own.every(({ condition }) => condition === null) && gatesOf(member) === waits;
  });
}

/** Ends it after so many minutes at the latest, which is no failure. */
function limit({ job, spec }: TaskDraft, minutes: number): void {
  if (job.result.timeout && job.result.timeout.value <= minutes) return;
  spec.timeout = lengthText(minutes);
  const others = spec.on?.filter(({ when }) => when !== "timedOut") ?? [];
  spec.on = [{ when: "timedOut", result: "cancelled" }, ...others];
}

function ownResult(task: TaskDraft, draft: PipelineDraft): void {
  const { job, spec, accounts, name } = task;
  const { timeout, retry, success, failure } = job.result;
  const place = (key: string) => placeIn(draft, "tasks", name, key);
  const take = (one: Sourced<unknown> | null, key: string) =>
    accounts.addAll(one?.from ?? [], "exact", "same", place(key));
  const rules: EndRule[] = [];
  // A watcher has its own time to wait.
  if (timeout && job.work.kind !== "fileWatch") {
    spec.timeout = lengthText(timeout.value);
    if (!job.result.timeoutFails) rules.push({ when: "timedOut", result: "cancelled" });
    take(timeout, "timeout");
  }
  // How long Control-M waits before a rerun stands beside its limit, and belongs to the rule.
  if (retry && job.result.rules.length === 0) {
    const { retries, delayMinutes, backoff } = retry.value;
    const isKnown = backoff !== undefined && delayMinutes !== null;
    spec.retry = { retries, ...(isKnown ? { delay: lengthText(delayMinutes), backoff } : {}) };
    if (isKnown) take(retry, "retry");
    else accounts.addAll(retry.from, "equivalent", "retry-delay", place("retry"));
  }
  rules.push(...codeRules(job));
  take(success, "on");
  take(failure, "on");
  if (rules.length > 0) spec.on = rules;
}

/** Codes beside 0 that are a success, and 0 where it is none. Codes that fail decide alone. */
function codeRules({ result: { success, failure, retry } }: LegacyJob): EndRule[] {
  const failed: EndRule = retry
    ? { when: "exitCode == 0", retry: { retries: retry.value.retries } }
    : { when: "exitCode == 0", result: "failed" };
  if (failure) {
    const codes = withoutZero(failure.value);
    const text = codesText(codes);
    const others = text === null ? "exitCode > 0" : `exitCode > 0 && !(${text})`;
    return [
      ...(leavesAny(codes) ? [{ when: others, result: "succeeded" } as const] : []),
      ...(hasCode(failure.value, 0) ? [failed] : []),
    ];
  }
  if (!success) return [];
  const text = codesText(withoutZero(success.value));
  return [
    ...(text === null ? [] : [{ when: text, result: "succeeded" } as const]),
    ...(hasCode(success.value, 0) ? [] : [failed]),
  ];
}
