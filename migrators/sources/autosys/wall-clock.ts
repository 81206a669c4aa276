// The wall clock of a zone, and what AutoSys makes of times that a clock change skips or repeats.

/** A time of constant offset, in seconds since 1970; local time is UTC plus the offset. */
interface Stretch {
  start: number;
  end: number;
  offset: number;
}

export class WallClock {
  readonly #stretches: Stretch[] = [];

  /** Of an IANA zone or an offset, for instants in [from, to), in seconds. */
  constructor(zone: string, from: number, to: number) {
    let at = Temporal.Instant.fromEpochMilliseconds(from * 1000).toZonedDateTimeISO(zone);
    let start = from;
    for (;;) {
      const next = at.getTimeZoneTransition("next");
      const end = next === null ? to : Math.min(to, next.epochMilliseconds / 1000);
      this.#stretches.push({ start, end, offset: at.offsetNanoseconds / 1e9 });
      if (next === null || end >= to) return;
      at = next;
      start = end;
    }
  }

  /** Local second of an instant. */
  local(instant: number): number {
    const stretch = this.#stretches.find(({ end }) => instant < end) ?? this.#stretches.at(-1);
    return instant + (stretch?.offset ?? 0);
  }

  /** Instants at which clocks show a local second: none in a gap, two where an hour repeats. */
  instants(local: number): number[] {
    const found: number[] = [];
    for (const { start, end, offset } of this.#stretches)
      if (local - offset >= start && local - offset < end) found.push(local - offset);
    return found;
  }

  /** The gap that a local second falls into: its end as an instant, its length and how far in, in seconds; null: none. */
  gap(local: number): { end: number; length: number; into: number } | null {
    for (const [index, before] of this.#stretches.entries()) {
      const after = this.#stretches[index + 1];
      if (!after) break;
      const into = local - (before.end + before.offset);
      const length = after.offset - before.offset;
      if (into >= 0 && into < length) return { end: after.start, length, into };
    }
    return null;
  }
}
