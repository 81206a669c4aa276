// Keeps the requests of one worker with one connection apart, so that a system's limit is not met from the wrong side.

import { sleep } from "../stop.ts";

export interface Pace {
  /** Resolves when the next request may go. @throws the signal's reason. */
  next(signal: AbortSignal): Promise<void>;
}

/** @param perMinute null: no limit of our own */
export function pace(perMinute: number | null): Pace {
  const gapMs = perMinute === null ? 0 : 60_000 / perMinute;
  let freeAt = 0;
  return {
    async next(signal) {
      signal.throwIfAborted();
      if (gapMs === 0) return;
      const now = performance.now();
      const at = Math.max(now, freeAt);
      freeAt = at + gapMs;
      if (at > now) await sleep(at - now, signal);
    },
  };
}
