// A schedule as written → the one form that the schedule engine takes.

import type { ScheduleSpec, TriggerSpec } from "#schemas/types.ts";
import type { Roll } from "./calendar/business.ts";
import { type Calendar, months, weekdays } from "./calendar/calendar.ts";
import type { CountUnit, DayCount, NamedDates } from "./calendar/named-dates.ts";
import type { CalendarDays } from "./calendar/on-days.ts";
import { parseDuration } from "./duration.ts";
import type { Schedule } from "./pipeline.ts";
import type { Dialect } from "./schedule/dialect.ts";
import { countsBusinessDays, structured } from "./schedule/structured.ts";

/**
 * The order in which times of day, weekdays and months are written means nothing. Blanks of cron text are single.
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
  const on = namedDates(schedule);
  const more = on === null ? {} : { on };
  if (schedule.every !== undefined)
    return {
      everyMs: durationMs(schedule.every),
      from: schedule.from ?? null,
      until: schedule.until ?? null,
      ...more,
    };
  const at = [schedule.daily ?? schedule.at ?? []].flat().sort();
  if (schedule.dst !== undefined) return { daily: at, dst: schedule.dst, ...more };
  // One schedule has one form, whatever it could be written as.
  if (on?.count?.unit === "businessDay" && Object.keys(on).length === 1) {
    const { nth, of } = on.count;
    return { at, nth, of };
  }
  return { daily: at, ...more };
}

type NamedSpec = Pick<
  Exclude<ScheduleSpec, string>,
  "nthDay" | "nthWeekday" | "nthBusinessDay" | "of" | "weekdays" | "months"
>;

/** Null where it names each date. */
export function namedDates(schedule: NamedSpec): NamedDates | null {
  const { nthDay, nthWeekday, nthBusinessDay, of, weekdays: onDays, months: onMonths } = schedule;
  const count = (unit: CountUnit, nth: number | number[] | undefined): DayCount[] =>
    nth === undefined
      ? []
      : [{ unit, nth: [...new Set([nth].flat())].sort((a, b) => a - b), of: of ?? "month" }];
  const [counted] = [
    ...count("day", nthDay),
    ...count("weekday", nthWeekday),
    ...count("businessDay", nthBusinessDay),
  ];
  const found: NamedDates = {
    ...(counted === undefined ? {} : { count: counted }),
    ...(onDays === undefined ? {} : { weekdays: inOrderOf(weekdays, onDays) }),
    ...(onMonths === undefined ? {} : { months: inOrderOf(months, onMonths) }),
  };
  return Object.keys(found).length === 0 ? null : found;
}

export const inOrderOf = <T extends string>(all: readonly T[], some: readonly string[]): T[] =>
  all.filter((one) => some.includes(one));

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
  if (own === null && !structured(schedule)?.on) return schedule;
  const days = {
    calendar: own ?? (countsBusinessDays(schedule) ? shared : null),
    newDay,
    ...movesOf(trigger),
  };
  return { ...schedule, days };
}

/** Where a day goes that a calendar leaves out, and how many of its days further. */
export const movesOf = ({ roll = "skip", shift = 0 }: Pick<TriggerSpec, "roll" | "shift">) => ({
  limit: (typeof roll === "object" ? roll.limit : undefined) ?? defaultLimit,
  roll: (typeof roll === "object" ? roll.to : roll) as Roll,
  shift,
});

/** Days of a calendar as they are written. */
export function movesSpec({
  calendar,
  roll,
  limit,
  shift,
}: Omit<CalendarDays, "newDay">): Pick<TriggerSpec, "calendar" | "roll" | "shift"> {
  if (calendar === null) return { shift };
  return { calendar: calendar.name, roll: roll === "skip" ? roll : { to: roll, limit }, shift };
}

/** @throws Error for a text that validation would have refused. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`a duration was not validated: "${text}"`);
  return ms;
}
