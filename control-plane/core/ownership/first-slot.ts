// The first slot of the new owner when a job is handed over: what is due later than the hand-over.

import { businessDate } from "../business-date.ts";
import type { Pipeline } from "../pipeline.ts";
import { compileSchedule, next } from "../schedule/schedule.ts";
import { dateSlot, minuteSlot, type Slot, type SlotKind } from "./slot.ts";

const minuteMs = 60_000;

/**
 * Of minutes the next one. Of dates the one of the pipeline's next due time: where others of that date are past, the claim
 * of whoever started it keeps the date.
 * @param now Milliseconds since 1970.
 */
export function firstSlot(
  { triggers, timezone, newDay }: Pick<Pipeline, "triggers" | "timezone" | "newDay">,
  kind: SlotKind,
  now: number,
): Slot {
  if (kind === "minutes") return minuteSlot(new Date(now + minuteMs));
  const dates = triggers.flatMap((trigger) => {
    const due = next(compileSchedule(trigger.schedule, trigger.timezone), now);
    return due === null ? [] : [businessDate(due, { timezone: trigger.timezone, newDay })];
  });
  return dateSlot(dates.sort()[0] ?? businessDate(now, { timezone, newDay }));
}
