// What becomes of a deadline: kept or missed once it is over, and before that whether it will be, and because of what.

import { formatDuration } from "../duration.ts";
import { isFinal, type RunState } from "../run.ts";
import { criticalPath, type Forecast, forecast, type WatchedTask } from "./forecast.ts";

/** `late`: the time has passed and it is still not done. */
export const deadlineStates = ["on-track", "at-risk", "late", "met", "missed"] as const;
export type DeadlineState = (typeof deadlineStates)[number];

export const deadlineKinds = ["startBy", "finishBy"] as const;
export type DeadlineKind = (typeof deadlineKinds)[number];

export interface WatchedDeadline {
  /** Index of its task; -1 for the run. */
  idx: number;
  kind: DeadlineKind;
  /** Milliseconds since 1970. */
  at: number;
}

export interface WatchedRun {
  state: RunState;
  finishedAt: number | null;
  tasks: readonly FailingTask[];
}

interface FailingTask extends WatchedTask {
  /** It may fail without its run. */
  tolerated: boolean;
  /** Needs that did not end as asked: skipped because of them, it was still wanted. */
  unmet: number;
}

export interface DeadlineCause {
  /** Null: the run as a whole. */
  task: string | null;
  /** One clause for people. */
  message: string;
  /** The longest path from there to what the deadline is for, names of tasks. */
  path: string[];
}

export interface DeadlineVerdict {
  state: DeadlineState;
  /** When it is likely to be done, milliseconds; null once it is over. */
  expectedAt: number | null;
  /** Null while nothing threatens it. */
  cause: DeadlineCause | null;
}

/** Over: nothing changes it any more. */
export const isOver = (state: DeadlineState): boolean => state === "met" || state === "missed";

/** Verdicts on some deadlines of a run, in their order. */
export function judgeDeadlines(
  run: WatchedRun,
  deadlines: readonly WatchedDeadline[],
  now: number,
): DeadlineVerdict[] {
  const forecasts = forecast(run.tasks, now);
  return deadlines.map((deadline) => judge(run, forecasts, deadline, now));
}

/**
 * The first instant at which time alone may change a verdict; null: none will. Found by halving, since an outlook
 * only gets worse while nothing happens: some 27 forecasts for a day in milliseconds.
 */
export function nextLook(
  run: WatchedRun,
  deadlines: readonly WatchedDeadline[],
  now: number,
): number | null {
  const verdicts = judgeDeadlines(run, deadlines, now);
  const of = (state: DeadlineState) =>
    deadlines.filter((_, index) => verdicts[index]?.state === state);
  const onTrack = of("on-track");
  const times = [...onTrack, ...of("at-risk")].map(({ at }) => at + 1);
  if (times.length === 0) return null;
  let high = Math.min(...times);
  if (onTrack.length === 0) return high;
  let low = now;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const changed = judgeDeadlines(run, onTrack, middle).some(({ state }) => state !== "on-track");
    if (changed) high = middle;
    else low = middle;
  }
  return high;
}

function judge(
  run: WatchedRun,
  forecasts: readonly Forecast[],
  deadline: WatchedDeadline,
  now: number,
): DeadlineVerdict {
  const end = endOf(run, deadline);
  if (end !== null) {
    const met = end.fault === null && end.at <= deadline.at;
    const lateMs = end.at - deadline.at;
    const message = end.fault ?? `it ${done[deadline.kind]} ${shown(lateMs)} too late`;
    const task = run.tasks[deadline.idx]?.name ?? null;
    return {
      state: met ? "met" : "missed",
      expectedAt: null,
      cause: met ? null : { task, message, path: [] },
    };
  }
  const { likely, cautious, last } = outlook(run, forecasts, deadline, now);
  const failed = deadline.kind === "finishBy" && deadline.idx === -1 ? failedTask(run) : null;
  const state =
    now > deadline.at ? "late" : failed !== null || cautious > deadline.at ? "at-risk" : "on-track";
  const cause = () =>
    failed === null
      ? causeOf(run, forecasts, last, now)
      : { task: failed, message: "failed, so the run can't succeed", path: [] };
  return { state, expectedAt: likely, cause: state === "on-track" ? null : cause() };
}

const done = { startBy: "started", finishBy: "ended" } as const;

/** When what a deadline asks for came about, and what was wrong with it; null: it is still to come. */
function endOf(
  run: WatchedRun,
  { idx, kind }: WatchedDeadline,
): { at: number; fault: string | null } | null {
  const tasks = idx === -1 ? run.tasks : run.tasks.slice(idx, idx + 1);
  if (kind === "startBy") {
    const starts = tasks.flatMap(({ firstStartedAt }) => firstStartedAt ?? []);
    if (starts.length > 0) return { at: Math.min(...starts), fault: null };
  }
  const task = tasks[0];
  const subject = idx === -1 ? run : task;
  if (subject === undefined || !isFinal(subject.state)) return null;
  const at = subject.finishedAt ?? 0;
  const unwanted = idx !== -1 && subject.state === "skipped" && task?.unmet === 0;
  if (subject.state === "succeeded" || unwanted) return { at, fault: null };
  return { at, fault: faults[subject.state] };
}

const faults = { failed: "failed", skipped: "was skipped", cancelled: "was cancelled" } as const;

/** When it is likely to be done, when at the latest but for rare delays, and the task that decides. */
function outlook(
  run: WatchedRun,
  forecasts: readonly Forecast[],
  { idx, kind }: WatchedDeadline,
  now: number,
): { likely: number; cautious: number; last: number } {
  const open = run.tasks.flatMap((task, index) => (isFinal(task.state) ? [] : index));
  const indexes = idx === -1 ? open : [idx];
  const figures = indexes.flatMap((index) => {
    const found = forecasts[index];
    if (found === undefined) return [];
    return kind === "startBy"
      ? { last: index, likely: found.likelyStart, cautious: found.cautiousStart }
      : { last: index, likely: found.likelyEnd, cautious: found.cautiousEnd };
  });
  const [first, ...rest] = figures;
  if (first === undefined) return { likely: now, cautious: now, last: idx };
  // A run starts with its first task and ends with its last.
  if (kind === "startBy") return rest.reduce((a, b) => (b.likely < a.likely ? b : a), first);
  const cautious = Math.max(...figures.map((figure) => figure.cautious));
  return { ...rest.reduce((a, b) => (b.likely >= a.likely ? b : a), first), cautious };
}

function failedTask({ tasks }: WatchedRun): string | null {
  const failed = tasks.find(({ state, tolerated }) => state === "failed" && !tolerated);
  return failed?.name ?? null;
}

/** The task that holds up the longest path. */
function causeOf(
  run: WatchedRun,
  forecasts: readonly Forecast[],
  last: number,
  now: number,
): DeadlineCause {
  if (run.state === "waiting")
    return { task: null, message: "the run has not been let start", path: [] };
  const path = criticalPath(run.tasks, forecasts, last);
  const names = path.map((index) => run.tasks[index]?.name ?? "");
  const task = run.tasks[path[0] ?? -1];
  if (task === undefined) return { task: null, message: "the run has not ended", path: [] };
  return { task: task.name, message: doing(task, now), path: names };
}

function doing({ state, expected, opensAt }: WatchedTask, now: number): string {
  const usual = expected === null ? "" : `, which usually takes ${shown(expected.medianMs)}`;
  if (state === "running") return `is running${usual}`;
  if (state === "ready") return `waits for a worker${usual}`;
  if (opensAt !== null && opensAt > now) return `may not start yet${usual}`;
  return `waits for its gates${usual}`;
}

const shown = (ms: number): string => (ms < 1_000 ? "less than 1s" : formatDuration(ms));
