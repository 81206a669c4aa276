// The database's clock is the truth; a jump of it against this process's monotonic clock holds scheduling, so
// that a wrong clock can't start a night's work at noon or pass over it.

/** A departure of the two clocks above this, in either direction, is a jump and not a drift or a pause. */
export const jumpMs = 5 * 60_000;
/** After this long without a further jump the new time is taken for the right one: long enough for a person to act. */
export const settleMs = 10 * 60_000;

export class ClockGuard {
  #offset: number | null = null;
  #heldUntil: number | null = null;
  #reason: string | null = null;

  /** `databaseMs`: the database's clock; `monotonicMs`: ours. Answers why scheduling holds, or null. */
  check(databaseMs: number, monotonicMs: number): string | null {
    const offset = databaseMs - monotonicMs;
    const departure = offset - (this.#offset ?? offset);
    // Follows slow drift; only a jump between two looks counts.
    this.#offset = offset;
    if (Math.abs(departure) > jumpMs) {
      this.#heldUntil = monotonicMs + settleMs;
      const direction = departure > 0 ? "forward" : "back";
      this.#reason = `the database's clock jumped ${direction} by ${Math.round(Math.abs(departure) / 1000)} s; scheduling holds for ${settleMs / 60_000} minutes (set the clock right, or restart the server to go on at once)`;
    }
    if (this.#heldUntil !== null && monotonicMs >= this.#heldUntil) {
      this.#heldUntil = null;
      this.#reason = null;
    }
    return this.#reason;
  }

  reason(): string | null {
    return this.#reason;
  }
}
