// Due times of a business date that are still to come.

import type { Trigger } from "../pipeline.ts";
import { businessDate } from "./due.ts";
import { compileSchedule, occurrences } from "./schedule.ts";

const dayMs = 86_400_000;

/**
 * Milliseconds since 1970, after `after`, whose local date is `date`; at most `limit` and one more, which says that
 * there are more.
 */
export function plannedOn(
  { schedule, timezone }: Pick<Trigger, "schedule" | "timezone">,
  date: string,
  after: number,
  limit: number,
): number[] {
  const compiled = compileSchedule(schedule, timezone);
  const planned: number[] = [];
  // A local date lies within a day and a half of the same date in UTC.
  const from = Math.max(after + 1, Date.parse(date) - 2 * dayMs);
  for (const at of occurrences(compiled, from, Date.parse(date) + 3 * dayMs)) {
    if (businessDate(at, timezone) !== date) continue;
    planned.push(at);
    if (planned.length > limit) break;
  }
  return planned;
}
