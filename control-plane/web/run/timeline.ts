// A run as rows of bars: each attempt, and what was waited for before and between them. Instances of one task are one row, with
// those that failed or run below it.

import type { RunView, TaskView, WhyView } from "#api/types.ts";
import { isFinal, type RunState } from "#core/run.ts";
import { type Shape, shapeOf } from "../state.ts";
import { lengthOf } from "../times.ts";

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
  shape: Shape;
  detail: string;
  isBelow: boolean;
  bars: readonly Bar[];
  isCritical: boolean;
}

/** More instances than these are folded into one row. */
const mostUnfolded = 3;
/** Of a folded row: those that failed or run. */
const mostShownBelow = 5;

const at = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

/** @param now of the server, in ms */
export function timelineOf(run: RunView, why: WhyView, now: number): TimelineRow[] {
  const ended = new Map(run.tasks.map((task) => [task.name, endOf(task, now)]));
  const critical = criticalPath(run.tasks, ended);
  const began = at(run.startedAt) ?? at(run.createdAt) ?? now;
  const rowOf = (task: TaskView, isBelow = false): TimelineRow => ({
    ...{ id: `t-${run.tasks.indexOf(task)}`, label: task.name, isBelow },
    ...{ shape: taskShape(task, why), detail: detailOf(task, now) },
    ...{ bars: barsOf(task, { began, ended, now, why }), isCritical: critical.has(task.name) },
  });
  const groups = Map.groupBy(run.tasks, ({ name }) => name.replace(/\[.*$/s, ""));
  return [...groups.entries()].flatMap(([name, tasks]) => {
    if (tasks.length <= mostUnfolded) return tasks.map((task) => rowOf(task));
    const below = tasks.filter(
      ({ state, attempts }) => state === "failed" || state === "running" || attempts.length > 1,
    );
    const rows = tasks.map((task) => rowOf(task));
    return [
      folded(name, rows, tasks),
      ...below.slice(0, mostShownBelow).map((task) => rowOf(task, true)),
    ];
  });
}

function folded(
  name: string,
  rows: readonly TimelineRow[],
  tasks: readonly TaskView[],
): TimelineRow {
  const worst = worstOf(tasks.map(({ state }) => state));
  const attempts = rows.flatMap(({ bars }) => bars.filter(({ kind }) => !isWait(kind)));
  const done = tasks.filter(({ state }) => isFinal(state as RunState)).length;
  return {
    ...{
      id: `g-${name}`,
      label: `${name} ×${tasks.length}`,
      shape: shapeOf(worst),
      isBelow: false,
    },
    detail: `${done} of ${tasks.length}`,
    isCritical: rows.some(({ isCritical }) => isCritical),
    bars:
      attempts.length === 0
        ? []
        : [
            {
              from: Math.min(...attempts.map(({ from }) => from)),
              to: Math.max(...attempts.map(({ to }) => to)),
              kind: kindOf(worst),
            },
          ],
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

const endOf = (task: TaskView, now: number): number | null =>
  task.attempts.length === 0 ? null : (at(task.attempts.at(-1)?.finishedAt ?? null) ?? now);

interface Times {
  began: number;
  ended: ReadonlyMap<string, number | null>;
  now: number;
  why: WhyView;
}

function barsOf(task: TaskView, { began, ended, now, why }: Times): Bar[] {
  const bars: Bar[] = [];
  const needed = task.needs.map((name) => ended.get(name) ?? null);
  let free: number | null = needed.includes(null) ? null : Math.max(began, ...(needed as number[]));
  let isFirst = true;
  for (const { startedAt, finishedAt, state } of task.attempts) {
    const from = at(startedAt);
    if (from === null) continue;
    if (free !== null && from - free > 1_000)
      bars.push({ from: free, to: from, kind: isFirst ? "need" : "retry" });
    const to = at(finishedAt) ?? now;
    bars.push({ from, to: Math.max(to, from), kind: kindOf(state) });
    [free, isFirst] = [to, false];
  }
  const waits = ["waiting", "ready"].includes(task.state);
  if (waits && free !== null) {
    const until = at(task.retryAt);
    const kind = waitKind(task, why);
    if (kind !== "need" || free < now)
      bars.push({ from: free, to: until !== null && until > now ? until : now, kind });
  }
  return bars;
}

/** What a task is waiting for, by the reason that `why` gives. */
function waitKind(task: TaskView, why: WhyView): Bar["kind"] {
  const reason = why.reasons.find((one) => one.task === task.name && one.holds !== true);
  if (reason === undefined) return "need";
  if (reason.kind === "retry") return "retry";
  if (/approv/i.test(reason.message)) return "person";
  if (/pool|lock|unit|rate/i.test(reason.message)) return "pool";
  return reason.kind === "gate" ? "event" : "need";
}

const taskShape = (task: TaskView, why: WhyView): Shape =>
  ["waiting", "ready"].includes(task.state) && waitKind(task, why) === "person"
    ? "person"
    : shapeOf(task.state);

function detailOf({ state, attempts }: TaskView, now: number): string {
  const last = attempts.at(-1);
  const from = at(last?.startedAt ?? null);
  if (last === undefined || from === null) return state;
  const length = lengthOf((at(last.finishedAt) ?? now) - from);
  const failed = attempts.filter((one) => one.state === "failed").length;
  if (last.state === "failed" && last.exitCode !== null) return `exit ${last.exitCode}`;
  return failed > 0 && state !== "succeeded" ? `${failed} failed` : length;
}

/** From the task that ended last, back over the need that each waited for longest. */
function criticalPath(
  tasks: readonly TaskView[],
  ended: ReadonlyMap<string, number | null>,
): ReadonlySet<string> {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const latest = (names: readonly string[]): string | undefined =>
    names
      .filter((name) => ended.get(name) != null)
      .reduce<string | undefined>(
        (best, name) =>
          best === undefined || (ended.get(name) ?? 0) > (ended.get(best) ?? 0) ? name : best,
        undefined,
      );
  const path = new Set<string>();
  let name = latest(tasks.map((task) => task.name));
  while (name !== undefined && !path.has(name)) {
    path.add(name);
    name = latest(byName.get(name)?.needs ?? []);
  }
  return path;
}
