// A time zone as a list of stretches of constant offset: all that the schedule engine asks of tzdata.

import { memo } from "../memo.ts";

export interface Segment {
  /** First instant, in seconds since 1970; the first segment begins at -Infinity. */
  start: number;
  /** First instant of the next segment; +Infinity in the last. */
  end: number;
  /** Local time minus UTC, in seconds. */
  offset: number;
  /**
   * Local second up to which clocks had already shown the time when the segment began. More than `start + offset`
   * after clocks were set back (those times repeat), less after they were set forward (those never exist).
   */
  reached: number;
}

/** Beyond 2200 the last offset goes on: rules that far ahead are guesses, and schedules ask for decades at most. */
const lastInstant = Date.UTC(2200, 0, 1);

/** There are about 600 names; more are a caller's mistake that must not fill memory. */
const mostCharacters = 15_000;

/**
 * The segments of an IANA zone from 1970 on (about 250, made in under 1 ms, once per zone).
 * @throws RangeError when there is no such zone.
 */
export const zoneSegments = memo(makeSegments, mostCharacters);

function makeSegments(timezone: string): readonly Segment[] {
  let at = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timezone);
  const segments: Segment[] = [
    { start: -Infinity, end: Infinity, offset: secondsOf(at), reached: -Infinity },
  ];
  for (;;) {
    const transition = at.getTimeZoneTransition("next");
    if (transition === null || transition.epochMilliseconds > lastInstant) return segments;
    at = transition;
    const previous = segments.at(-1);
    if (!previous) return segments;
    const start = transition.epochMilliseconds / 1000;
    const offset = secondsOf(transition);
    previous.end = start;
    const reached = Math.max(previous.reached, start + previous.offset);
    segments.push({ start, end: Infinity, offset, reached });
  }
}

const secondsOf = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 1e9;

/** Index of the segment that holds an instant (seconds since 1970). */
export function segmentAt(segments: readonly Segment[], instant: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.start ?? Infinity) <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}
