// Jobs and folders that an end starts, whatever their own days say: a task that runs their pipeline and doesn't wait for it.

import { Accounts } from "../ledger.ts";
import type { LegacyEffect, LegacyRule } from "../legacy/result.ts";
import type { LegacyAttribute } from "../statement.ts";
import { withinGroup } from "./day-sources.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { freeName } from "./free-name.ts";
import { gates } from "./ordered-accounts.ts";
import { refuseJob } from "./refuse.ts";
import { startedKey } from "./started-jobs.ts";

type Start = Extract<LegacyEffect, { kind: "start" }>;

export const starts: Pass = (draft, project) => {
  for (const task of [...draft.tasks]) {
    if (task.made) continue;
    for (const rule of task.job.result.rules)
      for (const effect of rule.effects)
        if (effect.kind === "start") start(effect, rule, task, draft, project);
  }
};

/** When the task behind it runs: after a success without a word. */
const after = { success: undefined, failure: "failed", always: "finished" } as const;

function start(
  effect: Start,
  { when }: LegacyRule,
  task: TaskDraft,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const { job, accounts, name } = task;
  const refuse = (message: string, from: readonly LegacyAttribute[] = effect.from) =>
    refuseJob(job, { code: "start-unsaid", message, from }, project.estate);
  const target = targetOf(effect, task, project);
  const changes = job.result.rules.some((rule) =>
    rule.effects.some(({ kind }) => kind === "result"),
  );
  const condition = when.kind in after ? after[when.kind as keyof typeof after] : null;
  if (target === null) refuse(`it starts ${effect.job}, which is no pipeline of its own here`);
  else if (condition === null || changes)
    refuse(`it starts ${effect.job} by some codes, or where its status is changed`);
  else if (!areAlike(target.pipeline))
    refuse(`it starts ${effect.job}, whose jobs have days of their own`);
  else if (circles(target.pipeline, draft, project))
    refuse(`it starts ${effect.job}, which starts it`);
  else {
    const date = dateOf(effect);
    if (date === null) {
      refuse(`it starts ${effect.job} for its ${effect.date.kind} date`);
      return;
    }
    const made = freeName(`start-${target.pipeline.name}`, draft);
    draft.tasks.push({
      ...{ name: made, job, groups: task.groups, made: true, accounts: new Accounts() },
      spec: {
        needs: [name],
        ...(condition === undefined ? {} : { if: `${condition}('${name}')` }),
        uses: "pipeline",
        with: { pipeline: target.pipeline.name, wait: false, ...date },
      },
    });
    accounts.addAll(effect.from, "equivalent", "start-by-task", placeIn(draft, "tasks", made));
  }
}

/** Only what is a whole pipeline can be started. A job without its folder is of the same one. */
function targetOf(effect: Start, { job }: TaskDraft, { placed }: ProjectDraft) {
  const placement = placed.get(startedKey(effect, job.parent, placed.has(effect.job)));
  return placement !== undefined &&
    placement.tasks.length === placement.pipeline.tasks.filter(({ made }) => !made).length
    ? placement
    : null;
}

/** Whether all in it have the same days: those of triggers, which hold for nobody who starts it. */
function areAlike({ job: root, tasks }: PipelineDraft): boolean {
  const { start } = root.schedule;
  const around = gates(root) && start.kind === "days" ? start.days : null;
  const [first, ...others] = tasks.flatMap(({ made, job: { schedule } }) => {
    if (made || schedule.start.kind !== "days") return [];
    const days = withinGroup(schedule.start.days, around);
    return days.rule === "every" ? "every" : JSON.stringify(days, bare);
  });
  return others.every((text) => text === first) && (around === null || first === "every");
}

const bare = (key: string, value: unknown) => (key === "from" ? undefined : value);

/** Whether what it starts leads back to it. */
function circles(target: PipelineDraft, draft: PipelineDraft, project: ProjectDraft): boolean {
  const seen = new Set([target]);
  for (const { tasks } of seen)
    for (const { job } of tasks)
      for (const { effects } of job.result.rules)
        for (const effect of effects) {
          if (effect.kind !== "start") continue;
          const next = targetOf(effect, { job } as TaskDraft, project)?.pipeline;
          if (next) seen.add(next);
        }
  return seen.has(draft);
}

/** Null where a run can't be given the date. */
function dateOf({ date }: Start): { date?: string } | null {
  if (date.kind === "same") return {};
  return date.kind === "days" ? { date: `\${{ addDays(run.date, ${date.days}) }}` } : null;
}
