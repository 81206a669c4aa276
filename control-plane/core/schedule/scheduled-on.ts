// Whether a pipeline is due for a business date by its own schedules: what `ifScheduled` of a condition goes by.

import type { Pipeline } from "../pipeline.ts";
import { plannedOn } from "./planned.ts";

/** By its own zones, calendars and new day. Null: it has no schedule, so that nothing says when it runs. */
export function isScheduledOn(
  { triggers, newDay }: Pick<Pipeline, "triggers" | "newDay">,
  date: string,
): boolean | null {
  if (triggers.length === 0) return null;
  return triggers.some(
    (trigger) => plannedOn({ ...trigger, newDay }, date, Number.NEGATIVE_INFINITY, 1).length > 0,
  );
}
