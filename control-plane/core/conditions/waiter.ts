// What a condition is judged for: the run that waits, its date, and the dates that its rules lead to.

import type { DayRule } from "../business-date.ts";
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
}

/** The date that a rule means for a waiter; null when there is none. A day of each year is the newest not after its date. */
export function dateOf(rule: DateRule, waiter: Pick<Waiter, "date" | "scheduled">): string | null {
  if ("fixed" in rule) return latestFixed(rule.fixed, waiter.date);
  if ("scheduled" in rule)
    return rule.scheduled < 0 ? waiter.scheduled.previous : waiter.scheduled.next;
  const date = Temporal.PlainDate.from(waiter.date);
  if ("days" in rule) return date.add({ days: rule.days }).toString();
  return addBusinessDays(date, rule.businessDays).toString();
}

/** Monday to Friday; 0 is the date itself, whatever day it is. */
export function addBusinessDays(from: Temporal.PlainDate, count: number): Temporal.PlainDate {
  const step = Math.sign(count);
  let date = from;
  for (let left = Math.abs(count); left > 0; ) {
    date = date.add({ days: step });
    if (date.dayOfWeek <= 5) left--;
  }
  return date;
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
