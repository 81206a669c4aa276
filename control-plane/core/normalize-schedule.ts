// A schedule as written → the one form that the schedule engine takes.

import type { ScheduleSpec } from "#schemas/types.ts";
import { parseDuration } from "./duration.ts";
import type { Schedule } from "./pipeline.ts";

/** Times of day are sorted: the order in which they are written means nothing. Blanks of cron text are single. */
export function normalizeSchedule(schedule: ScheduleSpec): Schedule {
  if (typeof schedule === "string") return { cron: schedule.trim().replaceAll(/\s+/g, " ") };
  if (schedule.daily !== undefined) return { daily: [schedule.daily].flat().sort() };
  return {
    everyMs: durationMs(schedule.every ?? ""),
    from: schedule.from ?? null,
    until: schedule.until ?? null,
  };
}

/** @throws Error for a text that validation would have refused. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`a duration was not validated: "${text}"`);
  return ms;
}
