// The window in which a task may start: from a time of day on the run's business date to one on that date or days after it.

import type { DayRule } from "./business-date.ts";
import { dayOf } from "./calendar/date.ts";
import type { Gates } from "./pipeline.ts";
import { clockText } from "./schedule/clock-text.ts";
import { type Segment, segmentAt, zoneSegments } from "./schedule/zone.ts";

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
  return days * 86_400 + Number(time.slice(0, 2)) * 3_600 + Number(time.slice(3)) * 60;
}

/**
 * Where a window opens: without `notBefore` with its business date, at `06:00+2d` on the second calendar day after the date.
 * @throws Error for what was not validated.
 */
export function opening(notBefore: string | null | undefined, newDay: string): DayTime {
  if (!notBefore) return dayStart(newDay);
  const [, time, days] = endPattern.exec(notBefore) ?? [];
  if (time === undefined) throw new Error(`the opening "${notBefore}" was not validated`);
  return days === undefined ? firstFrom(time, dayStart(newDay)) : { time, days: Number(days) };
}

/**
 * Both ends for a business date, walked from its new day: a `notBefore` earlier than new day is the next calendar
 * day's, `notAfter` is the first such time after the opening, unless they say their days themselves.
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

/**
 * The instant of a time of day. A local time that does not exist is the first instant after the gap, one that exists twice
 * the first. By the segments of the zone, since simulations ask for millions: Temporal takes thirty times as long.
 */
export function boundAt(date: string, { time, days }: DayTime, timezone: string): Bound {
  const segments = zoneSegments(timezone);
  const local = dayOf(date) * daySeconds + secondsOf({ time, days });
  // The first that shows so late a time; no clock is two days away from UTC.
  let index = segmentAt(segments, local - 2 * daySeconds);
  while ((segments[index] as Segment).end + (segments[index] as Segment).offset <= local) index++;
  const { start, offset } = segments[index] as Segment;
  const at = Math.max(local - offset, start);
  const text = clockText(at + offset)
    .slice(0, 16)
    .replace("T", " ");
  return { at: at * 1000, text: `${text} (${timezone})` };
}

const daySeconds = 86_400;
