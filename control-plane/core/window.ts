// The window in which a task may start: from a time of day on the run's business date to one on that date or days after it.

import type { DayRule } from "./business-date.ts";
import { memoByKey } from "./memo.ts";
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

const endPattern = /^(\d{2}:\d{2})(?:\+(\d{1,3})d)?$/;

/**
 * What ends something that begins there: `06:00` is the first such time after it, `06:00+3d` that of the third calendar
 * day after the business date. Null for what is no such time.
 */
export function ending(text: string, from: DayTime): DayTime | null {
  const [, time, days] = endPattern.exec(text) ?? [];
  if (time === undefined) return null;
  return days === undefined ? firstAfter(time, from) : { time, days: Number(days) };
}

/** Seconds of clock time since midnight of the business date. */
export function secondsOf({ time, days }: DayTime): number {
  const [hours, minutes] = time.split(":").map(Number) as [number, number];
  return days * 86_400 + hours * 3_600 + minutes * 60;
}

/** Where a window opens: without `notBefore` with its business date. */
export const opening = (notBefore: string | null | undefined, newDay: string): DayTime =>
  notBefore ? firstFrom(notBefore, dayStart(newDay)) : dayStart(newDay);

/**
 * Both ends for a business date, walked from its new day: a `notBefore` earlier than new day is the next calendar
 * day's, `notAfter` is the first such time after the opening, unless it says its day itself.
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
    to: notAfter === null ? null : boundAt(date, closing(notAfter, opens), timezone),
  };
}

function closing(notAfter: string, opens: DayTime): DayTime {
  const closes = ending(notAfter, opens);
  if (closes === null) throw new Error(`the end "${notAfter}" of a window was not validated`);
  return closes;
}

/** Asked for again with each iteration of a task, and by all tasks of a date: finding it takes ten times as long as looking it up. */
const mostCharacters = 4_000_000;

/** The instant of a time of day. */
export const boundAt = (date: string, { time, days }: DayTime, timezone: string): Bound =>
  boundOf({ date, time, days, timezone });

const boundOf = memoByKey(
  ({ date, time, days, timezone }: DayTime & { date: string; timezone: string }) =>
    `${date} ${time}+${days} ${timezone}`,
  ({ date, time, days, timezone }): Bound => {
    const local = Temporal.PlainDate.from(date).add({ days }).toPlainDateTime(time);
    const at = firstInstant(local, timezone);
    return {
      at: at.epochMilliseconds,
      text: `${at.toPlainDateTime().toString({ smallestUnit: "minute" }).replace("T", " ")} (${timezone})`,
    };
  },
  mostCharacters,
);

/** Temporal would move a time within the gap by the gap's length, to 03:30 for 02:30. */
function firstInstant(local: Temporal.PlainDateTime, timezone: string): Temporal.ZonedDateTime {
  const moved = local.toZonedDateTime(timezone, { disambiguation: "compatible" });
  if (moved.toPlainDateTime().equals(local)) return moved;
  // The end of the gap, also where that is the very instant.
  return moved.add({ nanoseconds: 1 }).getTimeZoneTransition("previous") ?? moved;
}
