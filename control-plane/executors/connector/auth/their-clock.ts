// What is signed with a time is refused where the system's clock is another: its answer says the time, and it is tried once more.

/**
 * @param work uses `now`, and makes the system's answers known to it
 * @throws what `work` throws, where the clock is not the reason or the second try fails too
 */
export async function byTheirClock<T>(now: () => number, work: () => Promise<T>): Promise<T> {
  const skewMs = now() - Date.now();
  try {
    return await work();
  } catch (error) {
    if (!hasMoved(now, skewMs)) throw error;
    return await work();
  }
}

/** Less than a second is the time between two readings. */
export const hasMoved = (now: () => number, skewMs: number): boolean =>
  Math.abs(now() - Date.now() - skewMs) > 1_000;
