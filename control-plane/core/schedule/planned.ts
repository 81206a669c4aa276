// Due times of a business date that are still to come.

import { type DayRule, dayBegins } from "../business-date.ts";
import type { Trigger } from "../pipeline.ts";
import { compileSchedule, occurrences } from "./schedule.ts";

/** Milliseconds since 1970, after `after` and for `date`; at most `limit` and one more, which says that there are more. */
export function plannedOn(
  trigger: Pick<Trigger, "schedule"> & DayRule,
  date: string,
  after: number,
  limit: number,
): number[] {
  const compiled = compileSchedule(trigger.schedule, trigger.timezone);
  const planned: number[] = [];
  const from = Math.max(after + 1, dayBegins(date, trigger));
  for (const at of occurrences(compiled, from, dayBegins(date, trigger, 1))) {
    planned.push(at);
    if (planned.length > limit) break;
  }
  return planned;
}
