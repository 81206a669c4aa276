// The next due times of a pipeline over all its triggers.

import type { Pipeline } from "./pipeline.ts";
import { compileSchedule, next } from "./schedule/schedule.ts";
import { makesRuns } from "./waves/wave.ts";

/** Instants after `from` at which a run becomes due, coalesced over triggers, at most `count`; none while its wave has others run it. */
export function nextRuns(pipeline: Pipeline, from: Temporal.Instant, count: number): string[] {
  if (!makesRuns(pipeline)) return [];
  const found = new Set<number>();
  for (const { schedule, timezone } of pipeline.triggers) {
    const compiled = compileSchedule(schedule, timezone);
    let at: number | null = from.epochMilliseconds;
    for (let n = 0; n < count; n++) {
      at = next(compiled, at);
      if (at === null) break;
      found.add(at);
    }
  }
  return [...found]
    .sort((a, b) => a - b)
    .slice(0, count)
    .map((at) => Temporal.Instant.fromEpochMilliseconds(at).toString());
}
