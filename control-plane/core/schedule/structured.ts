// One view of the structured forms, however little a schedule says: its times of day and the business dates that it names.

import type { NamedDates } from "../calendar/named-dates.ts";
import type { Schedule, ScheduleForm } from "../pipeline.ts";

export type Interval = { everyMs: number; from: string | null; until: string | null };

export interface Structured {
  /** `HH:MM`, or an interval. */
  clock: readonly string[] | Interval;
  /** Null: each date. */
  on: NamedDates | null;
  /** Whose rules hold where clocks change; absent: our own. */
  dst?: "autosys";
}

/** Null for cron text. */
export const structured = (schedule: ScheduleForm): Structured | null =>
  "cron" in schedule ? null : formOf(schedule);

export function formOf(schedule: Exclude<ScheduleForm, { cron: string }>): Structured {
  if ("nth" in schedule) {
    const { nth, of, at } = schedule;
    return { clock: at, on: { count: { unit: "businessDay", nth, of } } };
  }
  const { on = null } = schedule;
  if ("daily" in schedule) {
    const { daily, dst } = schedule;
    return { clock: daily, on, ...(dst && { dst }) };
  }
  const { everyMs, from, until } = schedule;
  return { clock: { everyMs, from, until }, on };
}

/** Whether it counts business days: then its calendar says what these are, and keeps nothing from firing. */
export const countsBusinessDays = (schedule: Schedule): boolean =>
  structured(schedule)?.on?.count?.unit === "businessDay";
