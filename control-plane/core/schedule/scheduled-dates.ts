// The business dates before and after one by a pipeline's own schedules: what `previous` and `next` mean.

import { businessDate, type DayRule } from "../business-date.ts";
import type { Pipeline, Trigger } from "../pipeline.ts";
import { dueAround } from "./around.ts";

/** Null on a side where no schedule is due, within eight years before. */
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
  const { before, after } = dueAround(trigger, date);
  return {
    previous: before === null ? null : businessDate(before, trigger),
    next: after === null ? null : businessDate(after, trigger),
  };
}
