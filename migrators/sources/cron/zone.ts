// A zone as stretches with one offset, in minutes: how far the wall clock is from UTC, and when that changes.

export interface Stretch {
  /** Minutes since 1970, UTC; `end` is the first of the next stretch. */
  start: number;
  end: number;
  /** Wall clock minus UTC, in minutes. */
  offset: number;
}

const minuteMs = 60_000;

/** The stretches that hold some of [from, to), and the one before. @throws RangeError when there is no such zone. */
export function stretches(timezone: string, from: number, to: number): Stretch[] {
  const first = Temporal.Instant.fromEpochMilliseconds(from * minuteMs).toZonedDateTimeISO(
    timezone,
  );
  let at = first.getTimeZoneTransition("previous") ?? first;
  at = at.getTimeZoneTransition("previous") ?? at;
  const found: Stretch[] = [];
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    const end = next === null ? Infinity : Math.ceil(next.epochMilliseconds / minuteMs);
    const start = Math.ceil(at.epochMilliseconds / minuteMs);
    found.push({ start, end, offset: Math.trunc(at.offsetNanoseconds / 60e9) });
    if (next === null || end >= to) return found;
    at = next;
  }
}
