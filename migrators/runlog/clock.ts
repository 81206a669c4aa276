// Local times of logs as instants. In an hour that comes twice the order of lines tells which it is; a time that the clocks
// leave out is as much later.

/** Offsets change at multiples of it. */
const quarter = 900_000;
/** Beyond this the memo starts again: a log goes through a few quarters at a time. */
const memoSize = 10_000;
/** Lines of one moment may be written in another order; what is more before the line above is of the second hour. */
const jitter = 2_000;

export class LogClock {
  readonly #zone: string;
  /** By local quarter of an hour: the instants of its begin, the second where it comes twice, in milliseconds. */
  readonly #quarters = new Map<number, readonly [number, number]>();
  #last = Number.NEGATIVE_INFINITY;

  /** @param zone IANA name or offset, which exists. */
  constructor(zone: string) {
    this.#zone = zone;
  }

  /**
   * Milliseconds since 1970; null: there is no such date or time.
   * @param order of times that come twice: `lines`, as the calls before tell, or always the `later`.
   */
  instant(
    [year, month, day]: readonly [number, number, number],
    [hour, minute, second]: readonly [number, number, number],
    order: "lines" | "later" = "lines",
  ): number | null {
    if (!(year >= 1970 && year < 2200 && hour < 24 && minute < 60 && second < 61)) return null;
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    const shown = new Date(local);
    if (shown.getUTCMonth() !== month - 1 || month < 1 || day < 1) return null;
    const into = ((local % quarter) + quarter) % quarter;
    const [earlier, later] = this.#quarterOf(local - into);
    if (order === "later") return later + into;
    const at = (earlier + into < this.#last - jitter ? later : earlier) + into;
    if (at > this.#last) this.#last = at;
    return at;
  }

  /** Lines up to this moment were read before, by another. */
  goOnFrom(last: number): void {
    this.#last = Math.max(this.#last, last);
  }

  #quarterOf(local: number): readonly [number, number] {
    const known = this.#quarters.get(local);
    if (known) return known;
    if (this.#quarters.size >= memoSize) this.#quarters.clear();
    const wall = Temporal.PlainDateTime.from(new Date(local).toISOString().slice(0, 19));
    const read = (disambiguation: "earlier" | "later") =>
      wall.toZonedDateTime(this.#zone, { disambiguation });
    const [earlier, later] = [read("earlier"), read("later")];
    // Both readings of a time that is left out show another one: the later is as much later.
    const isGap = !later.toPlainDateTime().equals(wall);
    const made = [(isGap ? later : earlier).epochMilliseconds, later.epochMilliseconds] as const;
    this.#quarters.set(local, made);
    return made;
  }
}

/** Dates that clocks of a zone show, `YYYY-MM-DD`, of instants in milliseconds since 1970. */
export function localDates(zone: string): (at: number) => string {
  const known = new Map<number, string>();
  return (at) => {
    const key = Math.floor(at / quarter);
    let date = known.get(key);
    if (date === undefined) {
      if (known.size >= memoSize) known.clear();
      const shown = Temporal.Instant.fromEpochMilliseconds(key * quarter).toZonedDateTimeISO(zone);
      date = shown.toPlainDate().toString();
      known.set(key, date);
    }
    return date;
  };
}

/** The last instant at which clocks of a zone show the same as at an instant: another one in an hour that comes twice. */
export function lastReadings(zone: string): (at: number) => number {
  const known = new Map<number, number>();
  return (at) => {
    const key = Math.floor(at / quarter);
    let ahead = known.get(key);
    if (ahead === undefined) {
      if (known.size >= memoSize) known.clear();
      const shown = Temporal.Instant.fromEpochMilliseconds(key * quarter).toZonedDateTimeISO(zone);
      const last = shown.toPlainDateTime().toZonedDateTime(zone, { disambiguation: "later" });
      ahead = last.epochMilliseconds - key * quarter;
      known.set(key, ahead);
    }
    return at + ahead;
  };
}
