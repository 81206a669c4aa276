// When new schedules are due first, worked out in turns: meanwhile Postgres gets what was sent, and the server answers.

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Pipeline, Trigger } from "#core/pipeline.ts";
import { type Compiled, compileSchedule, next } from "#core/schedule/schedule.ts";

/** Milliseconds since 1970; null for a schedule that never is. */
export type FirstDues = ReadonlyMap<Trigger, number | null>;

/** Some 2 ms. */
const pipelinesPerTurn = 256;

/** The first due time after `now` of each trigger of the pipelines. */
export async function firstDues(
  pipelines: readonly { pipeline: Pick<Pipeline, "triggers"> }[],
  now: Date,
): Promise<FirstDues> {
  const dues = new Map<Trigger, number | null>();
  // Equal schedules are one compiled object.
  const known = new Map<Compiled, number | null>();
  for (const [index, { pipeline }] of pipelines.entries()) {
    if (index % pipelinesPerTurn === 0) await nextTurn();
    for (const trigger of pipeline.triggers) {
      const compiled = compileSchedule(trigger.schedule, trigger.timezone);
      dues.set(
        trigger,
        known.getOrInsertComputed(compiled, () => next(compiled, now.getTime())),
      );
    }
  }
  return dues;
}
