// What ends of a job cause beside the usual: its status changed, another attempt, events and variables; the end of a cycle.

import type { TaskSpec } from "#schemas/types.ts";
import type { LegacyEffect, LegacyRule } from "../legacy/result.ts";
import type { LegacyJob } from "../legacy.ts";
import { lengthText } from "./condition-words.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { eventsOf } from "./effects.ts";
import { type EndRegion, endRegions } from "./end-regions.ts";
import { groupsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";
import { setForNext } from "./set-for-next.ts";
import { variableName } from "./variables.ts";

type EndRule = NonNullable<TaskSpec["on"]>[number];

export const rules: Pass = (draft, project) => {
  const groups = groupsOf(draft);
  for (const group of groups) groupRules(group, draft, project);
  for (const task of draft.tasks)
    if (!groups.has(task.job) && task.job.refusals.length === 0 && task.job.result.rules.length > 0)
      ownRules(task, draft, project);
};

/** Of the end of a folder only whom it tells is said, and what it posts when it ends well: by its last task. */
function groupRules(group: LegacyJob, { accounts }: PipelineDraft, { estate }: ProjectDraft): void {
  for (const { when, effects, from } of group.result.rules) {
    accounts.addAll(from, "equivalent", "group-end");
    for (const effect of effects) {
      const isPosted = effect.kind === "emit" || effect.kind === "clear";
      if (effect.kind === "notify" || (isPosted && when.kind === "success")) continue;
      const message = "what the end of a folder causes has no counterpart";
      refuseJob(group, { code: "rule-of-group", message, from: effect.from }, estate);
    }
  }
}

function ownRules(task: TaskDraft, draft: PipelineDraft, project: ProjectDraft): void {
  const { job, spec, accounts, name } = task;
  const { result } = job;
  const silent = result.rules.filter(({ when }) => when.kind === "other");
  for (const { from } of silent) accounts.addAll(from, "refused", "notify-other");
  // What only tells somebody is said by routes.
  const acting = result.rules.filter(({ effects }) =>
    effects.some(({ kind }) => kind !== "notify"),
  );
  const regions = endRegions(acting);
  const from = result.rules.filter((rule) => !silent.includes(rule)).flatMap((rule) => rule.from);
  if (regions === null) {
    const message = "more tests of one end than can be told apart, or one that can't be said";
    refuseJob(job, { code: "rule-test", message, from }, project.estate);
    return;
  }
  const on = regions.flatMap((region) => ruleOf(region, task, draft, project) ?? []);
  if (on.length > 0) spec.on = [...(spec.on ?? []), ...on];
  stopCycle(regions, task, draft, project);
  const target = placeIn(draft, "tasks", name, "on");
  accounts.addAll(from, "exact", "same", target);
  for (const rule of result.rules) accountTests(rule, task, target);
}

function accountTests({ when, from }: LegacyRule, { accounts }: TaskDraft, target: string): void {
  if (when.kind === "output") accounts.addAll(from, "equivalent", "rule-output", target);
  if (when.kind === "runs" || when.kind === "failures")
    accounts.addAll(from, "equivalent", "rule-attempts", target);
}

/** Null where nothing in the spec comes of it. */
function ruleOf(
  { when, result, succeeds, effects }: EndRegion,
  task: TaskDraft,
  draft: PipelineDraft,
  project: ProjectDraft,
): EndRule | null {
  const { job, accounts, name } = task;
  const target = placeIn(draft, "tasks", name, "on");
  const rule: EndRule = { when };
  const done = ({ from }: LegacyEffect) => accounts.addAll(from, "exact", "same", target);
  const events = eventsOf(effects, { job, draft, project });
  for (const effect of effects) {
    if (effect.kind === "result") {
      rule.result = result ?? "succeeded";
      done(effect);
    } else if (effect.kind === "rerun") {
      const retry = retryOf(task, succeeds, effect, project);
      if (retry) rule.retry = retry;
      done(effect);
    } else if (effect.kind === "set") {
      if (isUnread(effect, job)) {
        accounts.addAll(effect.from, "equivalent", "rule-sets-unread");
        continue;
      }
      if (setForNext(job).has(effect.variable.replace(/^%%/, "")) && !isTold(effect, job)) {
        accounts.addAll(effect.from, "equivalent", "rule-sets-rerun");
        continue;
      }
      const value = setOf(effect, task, project);
      if (value) rule.sets = { ...rule.sets, ...value };
      done(effect);
    }
  }
  if (events.emits.length > 0) rule.emits = events.emits;
  if (events.clears.length > 0) rule.clears = events.clears;
  for (const { effect } of events.written) done(effect);
  for (const { from } of events.undone)
    accounts.addAll(from, "equivalent", "effect-undone", target);
  return Object.keys(rule).length === 1 ? null : rule;
}

function retryOf(
  { job, accounts }: TaskDraft,
  succeeds: boolean,
  { from }: LegacyEffect,
  { estate }: ProjectDraft,
): EndRule["retry"] | null {
  const limit = job.result.retry;
  if (succeeds || limit === null) {
    const message = succeeds
      ? "it is run again after a success"
      : "how often it is run again has no limit (MAXRERUN)";
    refuseJob(job, { code: "rule-rerun", message, from }, estate);
    return null;
  }
  const { retries, delayMinutes } = limit.value;
  accounts.addAll(limit.from, "exact", "same");
  return { retries, ...(delayMinutes ? { delay: lengthText(delayMinutes) } : {}) };
}

function setOf(
  { variable, value, scope, from }: Extract<LegacyEffect, { kind: "set" }>,
  { job }: TaskDraft,
  { estate }: ProjectDraft,
): Record<string, string> | null {
  const isPlain = !value.includes("%%");
  if (scope === "global" && isPlain)
    return { [variableName(variable)]: value.replaceAll("${{", () => "$${{") };
  const message = isPlain
    ? `it sets ${variable} for later actions and reruns of the job alone`
    : `it sets ${variable} to a value with variables`;
  refuseJob(job, { code: "rule-sets", message, from }, estate);
  return null;
}

/** Whether nothing that comes after the end reads a variable of the job alone: no rerun, no cycle, no text of an action. */
function isUnread({ variable, scope }: Extract<LegacyEffect, { kind: "set" }>, job: LegacyJob) {
  if (scope === "global" || job.schedule.cyclic !== null) return false;
  const effects = job.result.rules.flatMap((rule) => rule.effects);
  if (effects.some(({ kind }) => kind === "rerun")) return false;
  return !isTold({ variable }, job);
}

/** Whether the text of an action names it. */
function isTold(
  { variable }: Pick<Extract<LegacyEffect, { kind: "set" }>, "variable">,
  job: LegacyJob,
) {
  const effects = job.result.rules.flatMap((rule) => rule.effects);
  const texts = JSON.stringify(
    [effects, job.notifications].flat().map(({ from, ...said }) => ({ ...said, variable: "" })),
  );
  return texts.includes(`%%${variable.replace(/^%%/, "")}`);
}

/** A cycle that an end stops goes on while no such end has come. */
function stopCycle(
  regions: readonly EndRegion[],
  { job, spec, accounts, name }: TaskDraft,
  draft: PipelineDraft,
  { estate }: ProjectDraft,
): void {
  const stopping = regions.filter(({ effects }) =>
    effects.some(({ kind }) => kind === "stopCyclic"),
  );
  const from = stopping.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === "stopCyclic" ? effect.from : [])),
  );
  if (stopping.length === 0) return;
  if (job.schedule.cyclic === null) accounts.addAll(from, "inert", "control-m-not-cyclic");
  else if (spec.repeat === undefined) {
    const message = "an end stops its cycle, and its cycle is a schedule of the pipeline";
    refuseJob(job, { code: "rule-stops-schedule", message, from }, estate);
  } else {
    spec.repeat.while = stopping.map(({ when }) => negated(when)).join(" && ");
    accounts.addAll(from, "exact", "same", placeIn(draft, "tasks", name, "repeat"));
  }
}

const opposite: Readonly<Record<string, string>> = {
  ...{ "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<" },
};

function negated(when: string): string {
  const plain = /^(exitCode|attempt) (==|!=|<=?|>=?) (-?\d+)$/.exec(when);
  return plain ? `${plain[1]} ${opposite[plain[2] as string]} ${plain[3]}` : `!(${when})`;
}
