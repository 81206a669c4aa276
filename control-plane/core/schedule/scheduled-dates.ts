// The business dates before and after one by a pipeline's own schedules: what `previous` and `next` mean.

import type { Trigger } from "../pipeline.ts";
import { businessDate } from "./due.ts";
import { compileSchedule, next, occurrences } from "./schedule.ts";

const dayMs = 86_400_000;
/** Days to look back through: a day to four years (29 February). */
const lookBackDays = [2, 9, 33, 368, 1463];

/** Null on a side where no schedule is due within four years. */
export function scheduledDates(
  triggers: readonly Pick<Trigger, "schedule" | "timezone">[],
  date: string,
): { previous: string | null; next: string | null } {
  const dates = triggers.map((trigger) => datesOf(trigger, date));
  const previous = dates.flatMap((one) => one.previous ?? []).sort();
  const following = dates.flatMap((one) => one.next ?? []).sort();
  return { previous: previous.at(-1) ?? null, next: following[0] ?? null };
}

function datesOf(
  { schedule, timezone }: Pick<Trigger, "schedule" | "timezone">,
  date: string,
): { previous: string | null; next: string | null } {
  const compiled = compileSchedule(schedule, timezone);
  const day = Temporal.PlainDate.from(date);
  const start = day.toZonedDateTime(timezone).epochMilliseconds;
  const end = day.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds;
  const after = next(compiled, end - 1);
  return {
    previous: lastBefore(compiled, start, timezone),
    next: after === null ? null : businessDate(after, timezone),
  };
}

function lastBefore(
  compiled: ReturnType<typeof compileSchedule>,
  start: number,
  timezone: string,
): string | null {
  for (const days of lookBackDays) {
    let last: number | null = null;
    for (const at of occurrences(compiled, start - days * dayMs, start)) last = at;
    if (last !== null) return businessDate(last, timezone);
  }
  return null;
}
