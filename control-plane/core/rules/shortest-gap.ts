// The shortest time between two due times of a schedule.

import type { Schedule } from "../pipeline.ts";
import { compileSchedule, occurrences } from "../schedule/schedule.ts";

/** Fixed, so that a spec is judged alike on each day; a leap year follows. */
const from = Temporal.Instant.from("2023-12-31T00:00:00Z").epochMilliseconds;
const to = from + 800 * 86_400_000;
/** More than a year of daily times, and a day of what is due each minute. */
const mostTimes = 1_500;

/**
 * Milliseconds; 0 for what is due once at most within two years. Where clocks change does not count: what is due at
 * 01:59 and at a 02:59 that one night doesn't have would else come a minute apart.
 */
export function shortestGap(schedule: Schedule): number {
  let shortest = 0;
  let last: number | null = null;
  let times = 0;
  for (const at of occurrences(compileSchedule(schedule, "UTC"), from, to)) {
    if (last !== null && (shortest === 0 || at - last < shortest)) shortest = at - last;
    last = at;
    if (++times === mostTimes) break;
  }
  return shortest;
}
