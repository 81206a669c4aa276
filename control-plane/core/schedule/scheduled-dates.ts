// The business dates before and after one by a pipeline's own schedules: what `previous` and `next` mean.

import { businessDate, type DayRule, dayBegins } from "../business-date.ts";
import type { Pipeline, Trigger } from "../pipeline.ts";
import { compileSchedule, next, occurrences } from "./schedule.ts";

const dayMs = 86_400_000;
/** Days to look back through: a day to four years (29 February). */
const lookBackDays = [2, 9, 33, 368, 1463];

/** Null on a side where no schedule is due within four years. */
export function scheduledDates(
  { triggers, newDay }: Pick<Pipeline, "triggers" | "newDay">,
  date: string,
): { previous: string | null; next: string | null } {
  const dates = triggers.map((trigger) => datesOf({ ...trigger, newDay }, date));
  const previous = dates.flatMap((one) => one.previous ?? []).sort();
  const following = dates.flatMap((one) => one.next ?? []).sort();
  return { previous: previous.at(-1) ?? null, next: following[0] ?? null };
}

function datesOf(
  trigger: Pick<Trigger, "schedule"> & DayRule,
  date: string,
): { previous: string | null; next: string | null } {
  const compiled = compileSchedule(trigger.schedule, trigger.timezone);
  const after = next(compiled, dayBegins(date, trigger, 1) - 1);
  return {
    previous: lastBefore(compiled, dayBegins(date, trigger), trigger),
    next: after === null ? null : businessDate(after, trigger),
  };
}

function lastBefore(
  compiled: ReturnType<typeof compileSchedule>,
  start: number,
  rule: DayRule,
): string | null {
  for (const days of lookBackDays) {
    let last: number | null = null;
    for (const at of occurrences(compiled, start - days * dayMs, start)) last = at;
    if (last !== null) return businessDate(last, rule);
  }
  return null;
}
