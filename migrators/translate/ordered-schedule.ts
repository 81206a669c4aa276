// When jobs of Control-M run: a run of their folder for each business date, and in it each on its own days within its window.

import type { TaskSpec, TriggerSpec } from "#schemas/types.ts";
import type { StartTimes } from "../legacy/schedule.ts";
import type { LegacyJob } from "../legacy.ts";
import { checkedWords } from "./checked-words.ts";
import { repeatWords } from "./cycle-words.ts";
import { sourcesOfRule, withinGroup } from "./day-sources.ts";
import type { Words } from "./day-words.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { refuseJob, sayOrRefuse } from "./refuse.ts";
import { triggersOf } from "./trigger-words.ts";
import { Unsayable } from "./unsayable.ts";
import { fromNewDay, minutesOfWindow, narrowed, windowWords } from "./window-words.ts";

export const orderedSchedule: Pass = (draft, project) => {
  accountFolder(draft);
  const isGate = gates(draft.job);
  const around = isGate ? triggersOfFolder(draft.job, project) : null;
  const dated = draft.tasks.flatMap((task) => timesOf(task, around !== null, draft, project) ?? []);
  const [first] = dated;
  if (!first) return;
  const { timezone, newDay, missed } = first.task.job.schedule;
  if (timezone) draft.spec.timezone = timezone.value;
  if (newDay !== "00:00") draft.spec.newDay = newDay;
  const at = { at: [first.due] };
  const folder = around?.(at) ?? null;
  const alike = folder === null ? triggersOfAll(dated)?.(at) : null;
  const shared = folder ?? alike ?? triggersOf(null, at) ?? [];
  draft.spec.triggers = shared.map((trigger) => ({
    ...trigger,
    missed: !isGate && missed === "all" ? "all" : "none",
  }));
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

const gates = ({ work }: LegacyJob): boolean => work.kind === "group" && work.gates;

/** By the days of a smart folder; null where triggers have no words for them, or it has each day. */
function triggersOfFolder(
  { schedule: { start } }: LegacyJob,
  project: ProjectDraft,
): Triggers | null {
  if (start.kind !== "days") return null;
  try {
    const words = checkedWords(start.days, project);
    if (words === null || triggersOf(words, { at: ["00:00"] }) === null) return null;
    return (at) => triggersOf(words, at);
  } catch (error) {
    if (error instanceof Unsayable) return null;
    throw error;
  }
}

/** By the days that all tasks have; null where they differ. */
function triggersOfAll(dated: readonly DatedTask[]): Triggers | null {
  const [first, ...others] = dated.map(({ words }) => JSON.stringify(words));
  if (first === undefined || others.some((text) => text !== first)) return null;
  return (at) => triggersOf(JSON.parse(first), at);
}

/** Null for a job that has no times of its own, or is refused. */
function timesOf(
  task: TaskDraft,
  isWithinFolder: boolean,
  draft: PipelineDraft,
  project: ProjectDraft,
): DatedTask | null {
  const { job } = task;
  const { start, timezone, newDay, window, cyclic, missedFrom = [] } = job.schedule;
  const place = (key: string) => placeIn(draft, "tasks", task.name, key);
  const account = (from: Parameters<typeof task.accounts.addAll>[0], key: string) =>
    task.accounts.addAll(from, "exact", "same", place(key));
  if (timezone) task.accounts.addAll(timezone.from, "exact", "same", placeIn(draft, "timezone"));
  const missedCode = gates(draft.job) ? "control-m-retro-folder" : "same";
  const outcome = gates(draft.job) ? "equivalent" : "exact";
  task.accounts.addAll(missedFrom, outcome, missedCode, placeIn(draft, "triggers"));
  for (const each of [window?.from, window?.until, window?.keepDays])
    if (each && each !== "never") account(each.from, "notAfter");
  if (cyclic) account([...cyclic.from, ...(cyclic.max?.from ?? [])], "repeat");
  if (job.refusals.length > 0 || start.kind !== "days") return null;
  const { estate } = project;
  const folder = draft.job.schedule.timezone?.value;
  if (gates(draft.job) && timezone && timezone.value !== folder) {
    const said = `its folder starts in ${folder}, and its own times are of ${timezone.value}`;
    refuseJob(job, { code: "control-m-zone-within", message: said, from: timezone.from }, estate);
    return null;
  }
  const from = sourcesOfRule(start.days);
  account(from, "onlyOn");
  const { start: folderStart } = draft.job.schedule;
  const around = isWithinFolder && folderStart.kind === "days" ? folderStart.days : null;
  const days = { code: "control-m-days-unsayable", from };
  const words = sayOrRefuse(estate, job, days, () => ({
    said: checkedWords(withinGroup(start.days, around), project),
  }));
  const due =
    start.times && "at" in start.times.value ? (start.times.value.at[0] ?? newDay) : newDay;
  const windows = [...groupsOf(draft, task), job].flatMap(({ schedule }) => schedule.window ?? []);
  const code = { code: "control-m-times-unsayable", from: window?.from?.from ?? [] };
  const times = sayOrRefuse(estate, job, code, () => {
    const minutes = windows.map((each) => minutesOfWindow(each, newDay)).reduce(narrowed);
    const at = fromNewDay(due, newDay);
    const opens = minutes.from > at ? minutes.from : 0;
    const cycle = { start: Math.max(minutes.from, at), opens, window: minutes, newDay };
    return {
      ...windowWords(minutes, at, newDay),
      ...(cyclic && { repeat: repeatWords(cyclic, cycle) }),
    };
  });
  return words && times ? { task, words: words.said, times, due } : null;
}

const groupsOf = (draft: PipelineDraft, { groups }: TaskDraft): LegacyJob[] =>
  [draft.job, ...groups].filter(gates);

/** What folders say of their own order; that of their members is within it. */
function accountFolder(draft: PipelineDraft): void {
  const groups = new Set([draft.job, ...draft.tasks.flatMap(({ groups }) => groups)]);
  for (const { work, schedule } of groups) {
    if (work.kind !== "group") continue;
    const { start, timezone, window, missedFrom = [], orderedFrom = [] } = schedule;
    const place = placeIn(draft, "triggers");
    draft.accounts.addAll(orderedFrom, "exact", "same", place);
    draft.accounts.addAll(timezone?.from ?? [], "exact", "same", placeIn(draft, "timezone"));
    draft.accounts.addAll(missedFrom, "equivalent", "control-m-retro-folder", place);
    if (start.kind === "days")
      draft.accounts.addAll(sourcesOfRule(start.days), "exact", "same", place);
    for (const each of [window?.from, window?.until])
      if (each && each !== "never")
        draft.accounts.addAll(each.from, "exact", "same", placeIn(draft, "tasks"));
    draft.accounts.addAll(window?.keepDays?.from ?? [], "equivalent", "control-m-folder-kept");
  }
}
