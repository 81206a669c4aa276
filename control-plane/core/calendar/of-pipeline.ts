// Which calendar says what business days are for a pipeline.

import type { Pipeline } from "../pipeline.ts";
import type { Calendar } from "./calendar.ts";

/** Its own, else the one that all of its triggers with a calendar name; null: Monday to Friday. */
export function businessCalendar({
  calendar,
  triggers,
}: Pick<Pipeline, "calendar" | "triggers">): Calendar | null {
  if (calendar) return calendar;
  const [first, ...others] = triggers.flatMap(({ schedule }) => schedule.days?.calendar ?? []);
  return first && others.every(({ name }) => name === first.name) ? first : null;
}
