// Jitter: due times of a schedule a little later, by a length that follows from names, so that many pipelines with one
// time don't start at once. It is a part of the pipeline: the same wherever and whenever it is asked.

import type { Schedule } from "../pipeline.ts";
import { compileSchedule } from "./schedule.ts";
import { stableChoice } from "./stable-choice.ts";
import { secondsOfClock } from "./times.ts";

export interface Jitter {
  /** What the spec allows. */
  withinMs: number;
  /** By how much later each due time is: whole seconds, less than `withinMs`. */
  offsetMs: number;
}

export const longestJitterMs = 12 * 3_600_000;

const daySeconds = 86_400;

/** The same for equal names. No run comes to another business date by it. */
export function jitterOf(
  schedule: Schedule,
  withinMs: number,
  newDay: string,
  names: { project: string | null; pipeline: string; trigger: number },
): Jitter {
  const { project, pipeline, trigger } = names;
  const seconds = Math.min(withinMs / 1000, roomOf(schedule, newDay).seconds);
  const key = `${project ?? ""}/${pipeline}#${trigger}`;
  return { withinMs, offsetMs: stableChoice(key, Math.max(1, seconds)) * 1000 };
}

/** How far all times of the schedule could move before one is of another day or business date, and that one. */
export function roomOf(
  { jitter: _, ...schedule }: Schedule,
  newDay: string,
): { seconds: number; time: number } {
  const begins = secondsOfClock(newDay);
  let least = { seconds: daySeconds, time: 0 };
  for (const time of compileSchedule(schedule, "UTC").times) {
    const seconds = (time < begins ? begins : daySeconds) - time;
    if (seconds < least.seconds) least = { seconds, time };
  }
  return least;
}
