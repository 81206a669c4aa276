// What a rerun does: which tasks of the next generation run again, and which are carried over as they were.

import { canonicalJson } from "./canonical.ts";
import { declaredPlace, isInstance, placesNamed, taskAt } from "./for-each.ts";
import { isMain } from "./phase.ts";
import type { Pipeline, Task } from "./pipeline.ts";
import { type ResumedTask, resumedTasks } from "./rerun-instances.ts";
import type { TaskState } from "./run.ts";

export type RerunScope =
  /** What did not succeed, and everything behind it. */
  | { kind: "failed" }
  | { kind: "all" }
  /** Tasks by name, by the declared name that all instances of a matrix share, or an instance of `forEach`: `load[3]`. */
  | { kind: "tasks"; tasks: readonly string[]; followers: boolean };

/** A task of the finished generation; `mark` is what somebody said that it counts as. */
export interface FormerTask {
  state: TaskState;
  mark: MarkState | null;
  /** It did not run because a rerun of others left it out. */
  leftOut: boolean;
  /** It was passed over, and counts as if it had succeeded. */
  iced: boolean;
}

export const markStates = ["succeeded", "failed", "skipped"] as const;
export type MarkState = (typeof markStates)[number];

export interface CarriedTask {
  /** In the pipeline that runs again. */
  idx: number;
  /** In the former generation; null when there is nothing to take over. */
  from: number | null;
  state: MarkState;
  /** Why it does not run, where its state alone does not say it. */
  note: string | null;
}

/** Why a task of the newer revision can't stand for the one that ran. */
export interface Difference {
  task: string;
  what: "added" | "changed" | "removed";
}

export type RerunPlan =
  | { kind: "rerun"; carried: CarriedTask[]; resumed: ResumedTask[] }
  | { kind: "unknownTask"; names: string[] }
  /** From failed, of a run in which nothing failed, was cancelled, marked or left out. */
  | { kind: "nothingFailed" }
  | { kind: "differs"; differences: Difference[] };

/**
 * `former`: the pipeline that ran, with its tasks by index; a due time that was skipped has none.
 * `next` is the same pipeline, or its newer revision: then a task is what has its name, and only unchanged ones
 * are carried over. What comes after the tasks, such as `finally`, always runs again.
 */
export function planRerun(
  scope: RerunScope,
  former: { pipeline: Pipeline; tasks: ReadonlyMap<number, FormerTask> },
  next: Pipeline,
): RerunPlan {
  former = { ...former, tasks: withoutUndone(former) };
  const places = scope.kind === "tasks" ? askedTasks(scope.tasks, next, former) : new Set<number>();
  if (Array.isArray(places)) return { kind: "unknownTask", names: places };
  const asked = new Set([...places].map(declaredPlace));
  if (scope.kind === "all") return { kind: "rerun", carried: [], resumed: [] };
  if (scope.kind === "failed" && ![...former.tasks.values()].some(isUnsettled))
    return { kind: "nothingFailed" };
  const indexes = new Map(former.pipeline.tasks.map(({ name }, idx) => [name, idx]));
  const stateOf = (name: string): MarkState | null => {
    const task = former.tasks.get(indexes.get(name) ?? -1);
    return task === undefined ? null : countsAs(task);
  };
  const seeds = scope.kind === "tasks" ? asked : unfinished(next, former.tasks, indexes);
  const isAlone = scope.kind === "tasks" && !scope.followers;
  const again = isAlone ? seeds : withDependents(seeds, next);

  const isDone = (place: number): boolean => {
    const task = former.tasks.get(place);
    const state = task === undefined ? null : countsAs(task);
    return state === "succeeded" || (state === null && task?.state === "skipped");
  };
  const differences = differencesOf(former.pipeline, next, again, stateOf);
  if (differences.length > 0) return { kind: "differs", differences };
  const carried = next.tasks.flatMap((task, idx): CarriedTask[] => {
    if (again.has(idx) || !isMain(task)) return [];
    const { name } = task;
    const state = stateOf(name) ?? "skipped";
    const from = indexes.get(name) ?? null;
    return [{ idx, from, state, note: noteOf(former.tasks.get(from ?? -1), state) }];
  });
  return {
    kind: "rerun",
    carried: [...carried, ...settledSkips(next, again, asked, carried)],
    resumed: resumedTasks(
      { pipeline: former.pipeline, places: [...former.tasks.keys()], isDone },
      next,
      again,
      places,
    ),
  };
}

/** What was undone is as if it had not run; of what undid it nothing is repeated. */
function withoutUndone({
  pipeline,
  tasks,
}: {
  pipeline: Pipeline;
  tasks: ReadonlyMap<number, FormerTask>;
}): ReadonlyMap<number, FormerTask> {
  const found = new Map(tasks);
  const undone: FormerTask = { state: "cancelled", mark: null, leftOut: false, iced: false };
  for (const idx of tasks.keys()) {
    const task = taskAt(pipeline, idx);
    if (task?.phase !== "undo") continue;
    found.delete(idx);
    // An instance that was undone leaves its task unfinished, too.
    for (const need of task.needs) found.set(need, undone).set(declaredPlace(need), undone);
  }
  return found;
}

/** Places of the tasks meant, or the names that mean none: only instances that there were can run again. */
function askedTasks(
  names: readonly string[],
  pipeline: Pipeline,
  former: { pipeline: Pipeline; tasks: ReadonlyMap<number, FormerTask> },
): Set<number> | string[] {
  const found = names.map((name) => {
    const places = placesNamed(name, pipeline);
    const was = placesNamed(name, former.pipeline).some((idx) => former.tasks.has(idx));
    return places.some(isInstance) && !was ? [] : places;
  });
  const unknown = names.filter((_, at) => found[at]?.length === 0);
  return unknown.length > 0 ? unknown : new Set(found.flat());
}

/** What a task of a finished run counts as; null when it has to run again. */
function countsAs({ state, mark, iced }: FormerTask): MarkState | null {
  if (mark !== null) return mark;
  if (iced) return "succeeded";
  return state === "succeeded" || state === "failed" ? state : null;
}

/** What a rerun from failed is about. */
const isUnsettled = ({ state, mark, leftOut }: FormerTask): boolean =>
  mark !== null || leftOut || state === "failed" || state === "cancelled";

function unfinished(
  next: Pipeline,
  tasks: ReadonlyMap<number, FormerTask>,
  indexes: ReadonlyMap<string, number>,
): Set<number> {
  const open = next.tasks.flatMap(({ name }, idx) => {
    const task = tasks.get(indexes.get(name) ?? -1);
    const state = task === undefined ? null : countsAs(task);
    return state === null || state === "failed" ? [idx] : [];
  });
  return new Set(open);
}

/** Needs come before what needs them, so one pass finds all. */
function withDependents(seeds: ReadonlySet<number>, { tasks }: Pipeline): Set<number> {
  const found = new Set(seeds);
  for (const [idx, { needs }] of tasks.entries())
    if (needs.some((need) => found.has(need))) found.add(idx);
  return found;
}

/** Only what is carried over must be the same: what runs again runs as the newer revision says. */
function differencesOf(
  former: Pipeline,
  next: Pipeline,
  again: ReadonlySet<number>,
  stateOf: (name: string) => MarkState | null,
): Difference[] {
  if (former === next) return [];
  const before = new Map(former.tasks.map((task) => [task.name, taskText(task, former)]));
  const names = new Set(next.tasks.map(({ name }) => name));
  return [
    ...next.tasks.flatMap((task, idx): Difference[] => {
      if (again.has(idx) || !isMain(task)) return [];
      const text = before.get(task.name);
      if (text === undefined) return [{ task: task.name, what: "added" }];
      return text === taskText(task, next) ? [] : [{ task: task.name, what: "changed" }];
    }),
    ...former.tasks
      .filter(isMain)
      .flatMap(({ name }): Difference[] =>
        names.has(name) || stateOf(name) !== "succeeded" ? [] : [{ task: name, what: "removed" }],
      ),
  ];
}

/** Positions differ between revisions, names don't. */
const taskText = (task: Task, { tasks }: Pipeline): string =>
  canonicalJson({ ...task, needs: task.needs.map((idx) => tasks[idx]?.name).sort() });

function noteOf(former: FormerTask | undefined, state: MarkState): string | null {
  if (former?.iced) return "on ice before this rerun";
  if (former?.mark) return `marked ${former.mark} before this rerun`;
  return state === "skipped" ? "not part of this rerun" : null;
}

/** Tasks whose needs are all settled, and not as asked: nothing would ever complete that skips them. */
function settledSkips(
  { tasks }: Pipeline,
  again: ReadonlySet<number>,
  asked: ReadonlySet<number>,
  carried: readonly CarriedTask[],
): CarriedTask[] {
  const settled = new Map(carried.map(({ idx, state }) => [idx, state]));
  const isUnmet = (idx: number): boolean =>
    settled.get(idx) !== "succeeded" &&
    !(settled.get(idx) === "failed" && tasks[idx]?.onFailure === "continue");
  const skipped: CarriedTask[] = [];
  for (const [idx, task] of tasks.entries()) {
    if (!again.has(idx) || asked.has(idx) || task.condition !== null || !isMain(task)) continue;
    if (!task.needs.every((need) => settled.has(need)) || !task.needs.some(isUnmet)) continue;
    settled.set(idx, "skipped");
    skipped.push({ idx, from: null, state: "skipped", note: null });
  }
  return skipped;
}
