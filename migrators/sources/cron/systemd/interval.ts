// Timers that count from a start of the machine or of their unit, as calendar texts of the same distance.

import { dateOf, dayOf } from "#core/calendar/date.ts";

/** A timer's last start: `2026-03-03 04:15`, of its host's clock. */
export type LastStart = string;

export interface IntervalTimes {
  /** As OnCalendar has it. */
  text: string;
  /** Only each so many days from a date on; absent: every day. */
  days?: { every: number; from: string };
}

const daySeconds = 86_400;

/** Whether only a date and a time of day tell when it is due, since its distance is a day or more. */
export const needsLast = (seconds: number): boolean =>
  seconds >= daySeconds && seconds % daySeconds === 0;

/**
 * Times that have that distance from each other, across midnight too; null where none do.
 * @param last Unless it is given they are counted from midnight. Of distances of days it must be.
 */
export function timesOfInterval(
  seconds: number,
  last: LastStart | undefined,
): IntervalTimes | null {
  const [date = "", clock = "00:00"] = last?.split(" ") ?? [];
  if (needsLast(seconds)) {
    if (last === undefined) return null;
    const every = seconds / daySeconds;
    const text = `*-*-* ${clock}:00`;
    return every === 1 ? { text } : { text, days: { every, from: dateOf(dayOf(date) + every) } };
  }
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  const two = (number: number) => `${number}`.padStart(2, "0");
  const stepped = (first: number, step: number) => `${two(first % step)}/${step}`;
  if (seconds < 1 || !Number.isInteger(seconds)) return null;
  if (seconds < 60 && 60 % seconds === 0) return { text: `*-*-* *:*:${stepped(0, seconds)}` };
  if (seconds < 3_600 && 3_600 % seconds === 0 && seconds % 60 === 0)
    return { text: `*-*-* *:${stepped(minute, seconds / 60)}:00` };
  if (daySeconds % seconds === 0 && seconds % 3_600 === 0)
    return { text: `*-*-* ${stepped(hour, seconds / 3_600)}:${two(minute)}:00` };
  return null;
}
