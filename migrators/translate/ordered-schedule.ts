// When jobs of Control-M run: a run of their folder for each business date, and in it each on its own days within its window.

import type { OnlyOnSpec, TaskSpec, TriggerSpec } from "#schemas/types.ts";
import type { StartTimes, StartWindow } from "../legacy/schedule.ts";
import { calendarsOf } from "./calendars.ts";
import { checkedWords } from "./checked-words.ts";
import { repeatWords } from "./cycle-words.ts";
import { sourcesOfRule, withinGroup } from "./day-sources.ts";
import type { Words } from "./day-words.ts";
import type { Pass, PipelineDraft, ProjectDraft, TaskDraft } from "./draft.ts";
import { accountFolder, accountOrdered, gates } from "./ordered-accounts.ts";
import { refuseJob, sayOrRefuse } from "./refuse.ts";
import { triggersOf } from "./trigger-words.ts";
import { Unsayable } from "./unsayable.ts";
import {
  fromNewDay,
  type Minutes,
  minutesOfWindow,
  narrowed,
  windowWords,
} from "./window-words.ts";

export const orderedSchedule: Pass = (draft, project) => {
  accountFolder(draft);
  const isGate = gates(draft.job);
  const around = isGate ? triggersOfFolder(draft, project) : null;
  const dated = draft.tasks.flatMap((task) => timesOf(task, around !== null, draft, project) ?? []);
  const [first] = dated;
  if (!first) return;
  const { timezone, newDay, missed } = first.task.job.schedule;
  if (timezone) draft.spec.timezone = timezone.value;
  if (newDay !== "00:00") draft.spec.newDay = newDay;
  const at = { at: [first.due] };
  const folder = around?.(at) ?? null;
  const alike = folder === null ? triggersOfAll(dated, draft, project)?.(at) : null;
  const shared = folder ?? alike ?? triggersOf(null, at, project) ?? [];
  const more: Pick<TriggerSpec, "missed"> = !isGate && missed === "all" ? { missed } : {};
  draft.spec.triggers = shared.map((trigger) => ({ ...trigger, ...more }));
  for (const { task, words, times } of dated)
    Object.assign(task.spec, alike || words === null ? {} : { onlyOn: words }, times);
};

type Triggers = (at: StartTimes) => TriggerSpec[] | null;

interface DatedTask {
  task: TaskDraft;
  words: Words;
  times: Pick<TaskSpec, "notBefore" | "notAfter" | "repeat">;
  /** `HH:MM` at which the folder orders it. */
  due: string;
}

/**
 * By the days of a smart folder; null where it has each day. Its end counts for others, so it must not run on other days: one
 * whose days no trigger has words for is refused.
 */
function triggersOfFolder(draft: PipelineDraft, project: ProjectDraft): Triggers | null {
  const { job } = draft;
  const { start } = job.schedule;
  if (start.kind !== "days" || job.refusals.length > 0) return null;
  const from = sourcesOfRule(start.days);
  const code = { code: "control-m-days-unsayable", from };
  const said = sayOrRefuse(project.estate, job, code, () => {
    const words = checkedWords(start.days, project);
    return { words: words && wordsOfTrigger(words, draft, project) };
  });
  const words = said?.words ?? null;
  return words && ((at) => triggersOf(words, at, project));
}

/** By the days that all tasks have; null where they differ. */
function triggersOfAll(
  dated: readonly DatedTask[],
  draft: PipelineDraft,
  project: ProjectDraft,
): Triggers | null {
  const [first, ...others] = dated.map(({ words }) => JSON.stringify(words));
  if (first === undefined || others.some((text) => text !== first)) return null;
  const words: Words = JSON.parse(first);
  if (!draft.isStarted || words === null) return (at) => triggersOf(words, at, project);
  // What an end starts as well must not be kept from it by the days of a task.
  const said = dated.map(({ task: { job } }) => {
    const from = job.schedule.start.kind === "days" ? sourcesOfRule(job.schedule.start.days) : [];
    return sayOrRefuse(project.estate, job, { code: "control-m-days-unsayable", from }, () =>
      wordsOfTrigger(words, draft, project),
    );
  });
  return said[0] ? (at) => triggersOf(said[0] ?? null, at, project) : null;
}

/** As they are, or by a calendar of these days. @throws Unsayable */
function wordsOfTrigger(words: OnlyOnSpec, draft: PipelineDraft, project: ProjectDraft) {
  if (triggersOf(words, { at: ["00:00"] }, project)) return words;
  const name = calendarsOf(project).ofWords(words, `${draft.name}-days`);
  if (name === null) throw new Unsayable("a trigger has no words for its days");
  return { calendar: name };
}

/** Null for a job that is not ordered by the clock, or is refused. */
function timesOf(
  task: TaskDraft,
  isWithinFolder: boolean,
  draft: PipelineDraft,
  project: ProjectDraft,
): DatedTask | null {
  accountOrdered(task, draft);
  const { job } = task;
  const { start, timezone, newDay, window, cyclic } = job.schedule;
  const groups = [draft.job, ...task.groups].filter(gates);
  if ([job, ...groups].some(({ refusals }) => refusals.length > 0)) return null;
  const { estate } = project;
  const folder = draft.job.schedule.timezone?.value;
  if (gates(draft.job) && timezone && timezone.value !== folder) {
    const said = `its folder starts in ${folder}, and its own times are of ${timezone.value}`;
    refuseJob(job, { code: "control-m-zone-within", message: said, from: timezone.from }, estate);
    return null;
  }
  const days = start.kind === "days" ? start : null;
  const due = days?.times && "at" in days.times.value ? days.times.value.at[0] : undefined;
  const at = fromNewDay(due ?? newDay, newDay);
  const code = { code: "control-m-times-unsayable", from: window?.from?.from ?? [] };
  const times = sayOrRefuse(estate, job, code, () => {
    const own = window ? [minutesOfWindow(window, newDay)] : [];
    const around = groups.flatMap(({ schedule }) => limitsOfGroup(schedule.window, newDay) ?? []);
    const minutes = [...around, ...own].reduce(narrowed, { from: 0, until: null });
    const opens = minutes.from > at ? minutes.from : 0;
    const cycle = { start: Math.max(minutes.from, at), opens, window: minutes, newDay };
    return {
      ...windowWords(minutes, at, newDay),
      ...(cyclic && { repeat: repeatWords(cyclic, cycle) }),
    };
  });
  if (times === null) return null;
  if (days === null) {
    startByHand(task, draft, times);
    return null;
  }
  const { start: folderStart } = draft.job.schedule;
  const around = isWithinFolder && folderStart.kind === "days" ? folderStart.days : null;
  const from = sourcesOfRule(days.days);
  const words = sayOrRefuse(estate, job, { code: "control-m-days-unsayable", from }, () => ({
    said: checkedWords(withinGroup(days.days, around), project),
  }));
  return words && { task, words: words.said, times, due: due ?? newDay };
}

/** A window holds of a job that is ordered by hand as well. */
function startByHand({ job, spec }: TaskDraft, draft: PipelineDraft, times: DatedTask["times"]) {
  const { timezone, newDay } = job.schedule;
  if (Object.keys(times).length === 0) return;
  if (timezone) draft.spec.timezone = timezone.value;
  if (newDay !== "00:00") draft.spec.newDay = newDay;
  Object.assign(spec, times);
}

/** What a folder's own window says of its jobs; how long it is kept itself is none of theirs. */
const limitsOfGroup = (window: StartWindow | null, newDay: string): Minutes | null =>
  window && {
    ...minutesOfWindow(window, newDay),
    ...(window.until === null || window.until === "never" ? { until: null } : {}),
  };
