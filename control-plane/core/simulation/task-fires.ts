// The starts of tasks beside the fire times of their pipelines, in time order. It holds what begins after the due time that
// was told last: what waits for a window, and the iterations of the dates that are under way.

import type { Fire } from "./fire.ts";
import { Heap } from "./heap.ts";
import { startsOfTask, type TaskTimes } from "./task-starts.ts";

export interface TimedTask {
  name: string;
  times: TaskTimes;
}

/** A pipeline of which some task does not simply start with its run; `tasks` are all of its tasks then, else none. */
export interface TimedPipeline {
  name: string;
  timezone: string;
  newDay: string;
  tasks: readonly TimedTask[];
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
    const { timezone, newDay } = pipeline;
    for (const task of pipeline.tasks)
      for (const at of startsOfTask(task.times, fire, { timezone, newDay })) {
        const told = queued.getOrInsertComputed(at, () => {
          const made: Told<P>[] = [];
          ahead.add({ at, told: made });
          return made;
        });
        told.push([pipeline, fire, { task, at }]);
      }
  }
  yield* until(Number.POSITIVE_INFINITY);
}
