// How long a failed task waits before its next attempt.

import type { Retry } from "./pipeline.ts";

/** A year: a longer delay is a mistake, and the sum with any instant stays exact. */
const longestDelayMs = 366 * 86_400_000;

/** Whether an attempt that ended so is worth another one at all, retries left or not. */
export function isRetried(
  { on }: Retry,
  { ending, exitCode, signal }: { ending: string; exitCode: number | null; signal: string | null },
): boolean {
  if (on === undefined) return true;
  if (ending === "timedOut") return on.timeout;
  if (ending === "signalled") return signal !== null && on.signals.includes(signal);
  return ending === "exited" && exitCode !== null && on.exitCodes.includes(exitCode);
}

/**
 * Milliseconds to wait after attempt `failedAttempt` (the first is 1) has failed; null when no retry is left.
 * `exponential` doubles from `delayMs` on; `maxDelayMs` caps it.
 */
export function retryDelayMs(retry: Retry, failedAttempt: number): number | null {
  if (failedAttempt > retry.retries) return null;
  const factor = retry.backoff === "exponential" ? 2 ** Math.min(failedAttempt - 1, 52) : 1;
  return Math.min(retry.delayMs * factor, retry.maxDelayMs ?? longestDelayMs, longestDelayMs);
}

/**
 * The delay before the next attempt when a system asked to be left alone for `askedMs`: the longer of both, but what
 * it asked for never exceeds the task's own `maxDelayMs`.
 */
export const retryDelayAfter = (delayMs: number, retry: Retry, askedMs = 0): number =>
  Math.max(delayMs, Math.min(askedMs, retry.maxDelayMs ?? longestDelayMs));
