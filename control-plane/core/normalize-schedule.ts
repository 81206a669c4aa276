// A schedule as written → the one form that the schedule engine takes.

import type { ScheduleSpec, TriggerSpec } from "#schemas/types.ts";
import type { Roll } from "./calendar/business.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { parseDuration } from "./duration.ts";
import type { Schedule } from "./pipeline.ts";
import type { Dialect } from "./schedule/dialect.ts";

/**
 * Times of day are sorted: the order in which they are written means nothing. Blanks of cron text are single.
 * @param dialect Of cron text; the other forms have none.
 */
export function normalizeSchedule(
  schedule: ScheduleSpec,
  dialect: Dialect = "trunkline",
): Schedule {
  if (typeof schedule === "string") {
    const cron = schedule.trim().replaceAll(/\s+/g, " ");
    return dialect === "trunkline" ? { cron } : { cron, dialect };
  }
  if (schedule.daily !== undefined) return { daily: [schedule.daily].flat().sort() };
  if (schedule.nthBusinessDay !== undefined)
    return {
      at: [schedule.at ?? []].flat().sort(),
      nth: [schedule.nthBusinessDay].flat().sort((a, b) => a - b),
      of: schedule.of ?? "month",
    };
  return {
    everyMs: durationMs(schedule.every ?? ""),
    from: schedule.from ?? null,
    until: schedule.until ?? null,
  };
}

/** Days of the week between a date and the one to which it rolls, unless a trigger says another number. */
const defaultLimit = 31;

/**
 * The same of a trigger, with the days of its calendar.
 * @param own The calendar that the trigger names.
 * @param shared The pipeline's: it says what business days are, and keeps no other schedule from firing.
 */
export function normalizeTriggerSchedule(
  trigger: Pick<TriggerSpec, "roll" | "shift"> & {
    schedule: ScheduleSpec;
    dialect: Dialect | undefined;
  },
  own: Calendar | null,
  shared: Calendar | null,
  newDay: string,
): Schedule {
  const schedule = normalizeSchedule(trigger.schedule, trigger.dialect);
  if (own === null && !("nth" in schedule)) return schedule;
  const { roll = "skip", shift = 0 } = trigger;
  const days = {
    calendar: own ?? shared,
    limit: (typeof roll === "object" ? roll.limit : undefined) ?? defaultLimit,
    newDay,
    roll: (typeof roll === "object" ? roll.to : roll) as Roll,
    shift,
  };
  return { ...schedule, days };
}

/** @throws Error for a text that validation would have refused. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`a duration was not validated: "${text}"`);
  return ms;
}
