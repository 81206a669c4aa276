// What a condition is judged for: the run that waits, its date, and the dates that its rules lead to.

import type { DayRule } from "../business-date.ts";
import { addBusinessDays } from "../calendar/business.ts";
import type { Calendar } from "../calendar/calendar.ts";
import { mondayToFriday } from "../calendar/days.ts";
import type { CalendarLines } from "../calendar/lines.ts";
import { boundAt } from "../window.ts";
import type { DateRule } from "./condition.ts";
import { latestFixed } from "./fixed-date.ts";

/** Its zone is also that of `since`. */
export interface Waiter extends DayRule {
  project: string;
  pipeline: string;
  /** Business date, YYYY-MM-DD. */
  date: string;
  /** The database's clock, in milliseconds since 1970. */
  now: number;
  /** When the waiter's run (or task) ended last, before this run; null: never. */
  lastEnd: number | null;
  /** Dates by the waiting pipeline's own schedules; null: it has none on that side. */
  scheduled: { previous: string | null; next: string | null };
  /** By the name of each other project that it asks about, who may read that; one that is not here does not exist. */
  readers?: ReadonlyMap<string, readonly string[]>;
  /** What business days are; null: Monday to Friday. */
  calendar: Calendar | null;
  /** Of the files of its calendars, where they are known. */
  lines?: CalendarLines;
}

/** What a rule for a date goes by. */
export type Dated = Pick<Waiter, "date" | "scheduled" | "calendar">;

/** The date that a rule means for a waiter; null when there is none. A day of each year is the newest not after its date. */
export function dateOf(rule: DateRule, waiter: Dated): string | null {
  if ("fixed" in rule) return latestFixed(rule.fixed, waiter.date);
  if ("scheduled" in rule)
    return rule.scheduled < 0 ? waiter.scheduled.previous : waiter.scheduled.next;
  if ("businessDays" in rule)
    return addBusinessDays(waiter.calendar ?? mondayToFriday, waiter.date, rule.businessDays);
  return Temporal.PlainDate.from(waiter.date).add({ days: rule.days }).toString();
}

/** The newest instant not after `now` at which the zone's clocks showed `at` (HH:MM). */
export function lastTimeOfDay(at: string, timezone: string, now: number): number {
  for (let days = 0; ; days--) {
    const then = timeOfDay(at, timezone, now, days);
    if (then <= now) return then;
  }
}

/** The first after `now`. */
export function nextTimeOfDay(at: string, timezone: string, now: number): number {
  for (let days = 0; ; days++) {
    const then = timeOfDay(at, timezone, now, days);
    if (then > now) return then;
  }
}

function timeOfDay(time: string, timezone: string, now: number, days: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
  return boundAt(local.toPlainDate().toString(), { time, days }, timezone).at;
}
