// The window in which a task may start: two times of day on the run's business date, across midnight where they say so.

import type { Gates } from "./pipeline.ts";

export interface Bound {
  /** Milliseconds since 1970. */
  at: number;
  /** Local date and time, for people. */
  text: string;
}

/**
 * Both ends for a business date. `notAfter` earlier than `notBefore` (or equal) is the next calendar day's.
 * A local time that does not exist is the first instant after the gap, one that exists twice the first.
 */
export function windowOf(
  { notBefore, notAfter }: Pick<Gates, "notBefore" | "notAfter">,
  date: string,
  timezone: string,
): { from: Bound | null; to: Bound | null } {
  const wraps = notBefore !== null && notAfter !== null && notAfter <= notBefore;
  return {
    from: notBefore === null ? null : localBound(date, notBefore, timezone, 0),
    to: notAfter === null ? null : localBound(date, notAfter, timezone, wraps ? 1 : 0),
  };
}

/** A time of day, so many days after a business date. */
export function localBound(date: string, time: string, timezone: string, days: number): Bound {
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
