// The starts of tasks beside the fire times of their pipelines, in time order. It holds what begins after the due time that
// was told last: what waits for a window, and the iterations of the dates that are under way.

import { legacyJobOf } from "../legacy-job.ts";
import { isMain } from "../phase.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Fire } from "./fire.ts";
import { Heap } from "./heap.ts";
import { isTimed, startsOfTask, type TaskTimes, timesOfTask } from "./task-starts.ts";

export interface TimedTask {
  name: string;
  times: TaskTimes;
  /** The job of another scheduler that it was. */
  legacyJob: string | undefined;
}

/** What decides when the tasks of a pipeline start; `tasks` are those that are told. */
export interface TimedPipeline {
  name: string;
  timezone: string;
  newDay: string;
  tasks: readonly TimedTask[];
  /** A run that is due while another one waits is passed over. */
  isSkippedWhenBusy: boolean;
}

/**
 * All tasks, where some of them does not simply start with its run; of what was imported those that had times of their own:
 * of Control-M all jobs are ordered, of AutoSys members of boxes may have none.
 */
export function toldTasks({
  triggers,
  legacy,
  tasks,
}: Pick<Pipeline, "triggers" | "legacy" | "tasks">): TimedTask[] {
  if (triggers.length === 0) return [];
  const all = tasks.filter(isMain).map((task, _, main) => ({
    ...{ name: task.name, times: timesOfTask(task) },
    legacyJob: legacyJobOf(task) ?? (main.length === 1 ? legacy?.job : undefined),
  }));
  const timed = all.filter(({ times }) => isTimed(times));
  if (legacy?.system === "autosys") return timed;
  const isOrdered = legacy?.system === "control-m" && legacy.folder !== undefined;
  return timed.length > 0 || isOrdered ? all : [];
}

export interface TaskFire {
  task: TimedTask;
  /** Milliseconds since 1970. */
  at: number;
}

/** `start` is null for the due time of the run itself, which stands before its tasks. */
export type Told<P> = [pipeline: P, fire: Fire, start: TaskFire | null];

/** @param fires In time order. Starts of one instant are in the order of their runs and of the tasks. */
export function* withTasks<P extends TimedPipeline>(
  fires: Iterable<[P, Fire]>,
): Generator<Told<P>> {
  const ahead = new Heap<{ at: number; told: Told<P>[] }>(({ at }) => at);
  const queued = new Map<number, Told<P>[]>();
  const busyUntil = new Map<P, number>();
  function* until(limit: number): Generator<Told<P>> {
    while ((ahead.least() ?? limit) < limit) {
      const { at, told } = ahead.take() as { at: number; told: Told<P>[] };
      queued.delete(at);
      yield* told;
    }
  }
  for (const [pipeline, fire] of fires) {
    yield* until(fire.at);
    yield [pipeline, fire, null];
    const { timezone, newDay, isSkippedWhenBusy } = pipeline;
    if (isSkippedWhenBusy && fire.at <= (busyUntil.get(pipeline) ?? Number.NEGATIVE_INFINITY))
      continue;
    for (const task of pipeline.tasks)
      for (const at of startsOfTask(task.times, fire, { timezone, newDay })) {
        const told = queued.getOrInsertComputed(at, () => {
          const made: Told<P>[] = [];
          ahead.add({ at, told: made });
          return made;
        });
        told.push([pipeline, fire, { task, at }]);
        if (isSkippedWhenBusy) busyUntil.set(pipeline, Math.max(at, busyUntil.get(pipeline) ?? at));
      }
  }
  yield* until(Number.POSITIVE_INFINITY);
}
