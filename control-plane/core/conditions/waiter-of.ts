// The waiter that a pipeline's conditions are judged for, on a business date.

import { businessCalendar } from "../calendar/of-pipeline.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Waiter } from "./waiter.ts";

/** Of its last end and of its scheduled dates nothing is known: both take a look that few conditions ask for. */
export const waiterOf = (
  pipeline: Pipeline,
  at: Pick<Waiter, "project" | "date" | "now">,
): Waiter => ({
  ...at,
  pipeline: pipeline.name,
  timezone: pipeline.timezone,
  newDay: pipeline.newDay,
  calendar: businessCalendar(pipeline),
  lastEnd: null,
  scheduled: { previous: null, next: null },
});
