// Where a job that repeats stands in the scheduler before: when its next iteration would begin, by its last one there.

import type { Beat, Repeat } from "../pipeline.ts";
import { type NextIteration, nextIteration, type RepeatPlace } from "../repeat.ts";

/** The last iteration there; instants in milliseconds since 1970. */
export interface LastThere {
  /** How many of the date have begun. */
  iterations: number;
  start: number;
  end: number;
}

/** @returns Never earlier than now; `end`: why none follows on that date. */
export const nextOfCycle = (
  repeat: Repeat,
  place: RepeatPlace,
  { iterations, start, end }: LastThere,
  now: number,
): NextIteration =>
  nextIteration(
    repeat,
    place,
    { iteration: iterations, startedAt: start, dueAt: start },
    ends(repeat.beat, iterations, end, now),
  );

/** The moment from which the next one counts: where it counts from the end, that end, or so much before now. */
function ends(beat: Beat, iterations: number, end: number, now: number): number {
  if ("times" in beat || beat.from !== "end") return now;
  const waits = "everyMs" in beat ? beat.everyMs : (beat.gapsMs[iterations - 1] ?? 0);
  return Math.max(end, now - waits);
}
