// The window in which a task may start: two times of day on the run's business date, across midnight where they say so.

import type { DayRule } from "./business-date.ts";
import type { Gates } from "./pipeline.ts";

export interface Bound {
  /** Milliseconds since 1970. */
  at: number;
  /** Local date and time, for people. */
  text: string;
}

/** A time of day on the calendar, counted from a business date. */
export interface DayTime {
  /** `HH:MM`. */
  time: string;
  /** Calendar days after the business date. */
  days: number;
}

/** Where a business date begins. */
export const dayStart = (newDay: string): DayTime => ({ time: newDay, days: 0 });

/** The first time that clocks show `time`, from another on. */
export const firstFrom = (time: string, { time: from, days }: DayTime): DayTime => ({
  time,
  days: time < from ? days + 1 : days,
});

/** Likewise, but later than the other: what ends something that begins there. */
export const firstAfter = (time: string, { time: after, days }: DayTime): DayTime => ({
  time,
  days: time <= after ? days + 1 : days,
});

/** Where a window opens: without `notBefore` with its business date. */
export const opening = (notBefore: string | null | undefined, newDay: string): DayTime =>
  notBefore ? firstFrom(notBefore, dayStart(newDay)) : dayStart(newDay);

/**
 * Both ends for a business date, walked from its new day: a `notBefore` earlier than new day is the next calendar
 * day's, `notAfter` is the first such time after the opening.
 * A local time that does not exist is the first instant after the gap, one that exists twice the first.
 */
export function windowOf(
  { notBefore, notAfter }: Pick<Gates, "notBefore" | "notAfter">,
  date: string,
  { timezone, newDay }: DayRule,
): { from: Bound | null; to: Bound | null } {
  const opens = opening(notBefore, newDay);
  return {
    from: notBefore === null ? null : boundAt(date, opens, timezone),
    to: notAfter === null ? null : boundAt(date, firstAfter(notAfter, opens), timezone),
  };
}

/** The instant of a time of day. */
export function boundAt(date: string, { time, days }: DayTime, timezone: string): Bound {
  const local = Temporal.PlainDate.from(date).add({ days }).toPlainDateTime(time);
  const at = firstInstant(local, timezone);
  return {
    at: at.epochMilliseconds,
    text: `${at.toPlainDateTime().toString({ smallestUnit: "minute" }).replace("T", " ")} (${timezone})`,
  };
}

/** Temporal would move a time within the gap by the gap's length, to 03:30 for 02:30. */
function firstInstant(local: Temporal.PlainDateTime, timezone: string): Temporal.ZonedDateTime {
  const moved = local.toZonedDateTime(timezone, { disambiguation: "compatible" });
  if (moved.toPlainDateTime().equals(local)) return moved;
  // The end of the gap, also where that is the very instant.
  return moved.add({ nanoseconds: 1 }).getTimeZoneTransition("previous") ?? moved;
}
