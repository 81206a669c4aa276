// A run as rows of bars: each attempt, and what was waited for before and between them. Instances of one task are one row, with
// those that failed or run below it. Of a run with more rows than somebody reads those are drawn that matter.

import type { RunView, TaskView, WhyView } from "#api/types.ts";
import { isFinal, type RunState } from "#core/run.ts";
import { type Shape, shapeOf } from "../state.ts";
import { lengthOf, tookText } from "../times.ts";
import { criticalPath, endsOf } from "./critical-path.ts";
import { placeOf } from "./task-choice.ts";
import { reasonByTask } from "./why.ts";

export interface Bar {
  from: number;
  to: number;
  /** An attempt by its state, or a wait by what it was for. */
  kind: "ok" | "run" | "fail" | "off" | "retry" | "pool" | "event" | "person" | "need";
}

export interface TimelineRow {
  /** Unique, for the page. */
  id: string;
  label: string;
  /** Whose log it leads to; null of several. */
  task: string | null;
  shape: Shape;
  detail: string;
  isBelow: boolean;
  bars: readonly Bar[];
  isCritical: boolean;
}

export interface Timeline {
  rows: readonly TimelineRow[];
  /** How many tasks have no row. */
  left: number;
}

/** More instances than these are folded into one row. */
const mostUnfolded = 3;
/** Of a folded row: those that failed or run. */
const mostShownBelow = 5;
export const mostRows = 40;

const at = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

/**
 * @param now of the server, in ms
 * @param only these tasks, each a row of its own; null: all, folded
 */
export function timelineOf(
  run: RunView,
  why: WhyView,
  now: number,
  only: readonly TaskView[] | null = null,
): Timeline {
  const ended = endsOf(run.tasks, now);
  const critical = criticalPath(run.tasks, ended);
  const began = at(run.startedAt) ?? at(run.createdAt) ?? now;
  const times: Times = { began, ended, now, reasons: reasonByTask(why) };
  const numbers = new Map(run.tasks.map((task, n) => [task, n]));
  const rowOf = (task: TaskView, isBelow = false): TimelineRow => ({
    ...{ id: `t-${numbers.get(task)}`, label: task.name, task: task.name, isBelow },
    ...{ shape: taskShape(task, times), detail: detailOf(task, now) },
    ...{ bars: barsOf(task, times), isCritical: critical.has(task.name) },
  });
  const groups = [
    ...Map.groupBy(only ?? run.tasks, ({ name }) =>
      only === null ? name.replace(/\[.*$/s, "") : name,
    ),
  ].flatMap(([name, tasks]) =>
    tasks.length > mostUnfolded
      ? [{ name, tasks }]
      : tasks.map((task) => ({ name, tasks: [task] })),
  );
  const drawn = worthDrawing(groups, critical);
  const count = (some: typeof groups) => some.reduce((sum, { tasks }) => sum + tasks.length, 0);
  return {
    rows: drawn.flatMap(({ name, tasks }) => {
      if (tasks.length === 1) return tasks.map((task) => rowOf(task));
      const below = tasks.filter(
        ({ state, attempts }) => state === "failed" || state === "running" || attempts.length > 1,
      );
      return [
        folded(name, tasks, now, critical),
        ...below.slice(0, mostShownBelow).map((task) => rowOf(task, true)),
      ];
    }),
    left: run.tasks.length - count(drawn),
  };
}

/** Those that failed or run, then the critical path, then what comes next; in the order of the run. */
function worthDrawing<T extends { tasks: readonly TaskView[] }>(
  groups: readonly T[],
  critical: ReadonlySet<string>,
): T[] {
  if (groups.length <= mostRows) return [...groups];
  // What ended without having begun has no bar.
  const isEmpty = ({ tasks }: T) =>
    tasks.every(
      ({ state, attempts }) =>
        attempts.length === 0 && state !== "failed" && isFinal(state as RunState),
    );
  const place = ({ tasks }: T): number => {
    const worst = Math.min(...tasks.map(({ state }) => placeOf(state)));
    return worst > placeOf("running") && tasks.some(({ name }) => critical.has(name))
      ? placeOf("running") + 0.5
      : worst;
  };
  const placed = groups
    .filter((group) => !isEmpty(group))
    .map((group, n) => ({ group, n, place: place(group) }));
  return placed
    .sort((a, b) => a.place - b.place || a.n - b.n)
    .slice(0, mostRows)
    .sort((a, b) => a.n - b.n)
    .map(({ group }) => group);
}

function folded(
  name: string,
  tasks: readonly TaskView[],
  now: number,
  critical: ReadonlySet<string>,
): TimelineRow {
  const worst = worstOf(tasks.map(({ state }) => state));
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startedAt, finishedAt } of tasks.flatMap(({ attempts }) => attempts)) {
    from = Math.min(from, at(startedAt) ?? from);
    if (startedAt !== null) to = Math.max(to, at(finishedAt) ?? now);
  }
  const done = tasks.filter(({ state }) => isFinal(state as RunState)).length;
  return {
    ...{ id: `g-${name}`, label: `${name} ×${tasks.length}`, task: null },
    ...{ shape: shapeOf(worst), isBelow: false, detail: `${done} of ${tasks.length}` },
    isCritical: tasks.some((task) => critical.has(task.name)),
    bars: from > to ? [] : [{ from, to, kind: kindOf(worst) }],
  };
}

/** A group shows its worst member. */
const worstOf = (states: readonly string[]): string =>
  ["failed", "running", "ready", "waiting", "cancelled", "skipped"].find((state) =>
    states.includes(state),
  ) ?? "succeeded";

const kinds: Readonly<Record<string, Bar["kind"]>> = {
  succeeded: "ok",
  running: "run",
  failed: "fail",
};
const kindOf = (state: string): Bar["kind"] => kinds[state] ?? "off";
export const isWait = (kind: Bar["kind"]): boolean => !["ok", "run", "fail", "off"].includes(kind);

interface Times {
  began: number;
  ended: ReadonlyMap<string, number | null>;
  now: number;
  reasons: ReadonlyMap<string, WhyView["reasons"][number]>;
}

function barsOf(task: TaskView, times: Times): Bar[] {
  const { began, ended, now } = times;
  const bars: Bar[] = [];
  // When the last of its needs ended; null while one of them has not.
  let free: number | null = began;
  for (const name of task.needs) {
    const end: number | null = ended.get(name) ?? null;
    free = end === null || free === null ? null : Math.max(free, end);
  }
  let isFirst = true;
  // Clocks of what happened elsewhere may be behind: nothing begins before what came before it has ended.
  let reached = Number.NEGATIVE_INFINITY;
  const add = (from: number, to: number, kind: Bar["kind"]): void => {
    const bar = { from: Math.max(from, reached), to: Math.max(from, to, reached), kind };
    reached = bar.to;
    bars.push(bar);
  };
  for (const { startedAt, finishedAt, state } of task.attempts) {
    const from = at(startedAt);
    if (from === null) continue;
    if (free !== null && from - free > 1_000) add(free, from, isFirst ? "need" : "retry");
    add(from, at(finishedAt) ?? now, kindOf(state));
    [free, isFirst] = [reached, false];
  }
  const waits = ["waiting", "ready"].includes(task.state);
  if (waits && free !== null) {
    const until = at(task.retryAt);
    const kind = waitKind(task, times);
    if (kind !== "need" || free < now) add(free, until !== null && until > now ? until : now, kind);
  }
  return bars;
}

/** What a task is waiting for, by the reason that `why` gives. */
function waitKind({ name, retryAt }: TaskView, { reasons }: Times): Bar["kind"] {
  const reason = reasons.get(name);
  if (reason === undefined) return retryAt === null ? "need" : "retry";
  if (reason.kind === "retry") return "retry";
  if (/approv/i.test(reason.message)) return "person";
  if (/pool|lock|unit|rate/i.test(reason.message)) return "pool";
  return reason.kind === "gate" ? "event" : "need";
}

const taskShape = (task: TaskView, times: Times): Shape =>
  ["waiting", "ready"].includes(task.state) && waitKind(task, times) === "person"
    ? "person"
    : shapeOf(task.state);

function detailOf({ state, attempts }: TaskView, now: number): string {
  const last = attempts.at(-1);
  const from = at(last?.startedAt ?? null);
  if (last === undefined || from === null) return state;
  const to = at(last.finishedAt);
  const length = to === null ? lengthOf(now - from) : tookText(to - from);
  const failed = attempts.filter((one) => one.state === "failed").length;
  if (last.state === "failed" && last.exitCode !== null) return `exit ${last.exitCode}`;
  return failed > 0 && state !== "succeeded" ? `${failed} failed` : length;
}
