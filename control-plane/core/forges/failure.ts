// What to do after a forge refused or didn't answer: give up, wait as long as it says, or try again more and more slowly.

export interface Failure {
  /** Of HTTP; null when there was no answer. */
  status: number | null;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** What the forge says, for telling its limits from a missing right. */
  message: string;
}

/** `everybody`: nothing else should be asked before either. */
export type Retry = { giveUp: true } | { giveUp: false; afterMs: number; everybody: boolean };

const firstMs = 2_000;
const longestMs = 15 * 60_000;
/** GitHub asks for a minute at least where a secondary limit names no time. */
const secondaryMs = 60_000;
/** A right or a token is mended by a person. */
const deniedMs = 5 * 60_000;
/** Whoever names a later time is taken at this. */
const farthestMs = 2 * 3_600_000;

/** @param attempts Tries so far, this one included. @param nowMs Milliseconds since 1970, for limits that name an instant. */
export function retryOf(failure: Failure, attempts: number, nowMs: number): Retry {
  const { status, headers, message } = failure;
  const backoff = Math.min(firstMs * 2 ** Math.min(attempts - 1, 30), longestMs);
  const later = (afterMs: number, everybody = false): Retry => ({
    giveUp: false,
    afterMs: Math.min(Math.max(afterMs, 0), farthestMs),
    everybody,
  });
  const isLimit = status === 429 || status === 403;
  const named = isLimit || status === 503 ? waitNamed(headers, nowMs) : null;
  if (named !== null) return later(Math.max(named, backoff), true);
  if (status === 429 || (status === 403 && /rate limit|abuse detection/i.test(message)))
    return later(Math.max(secondaryMs * 2 ** Math.min(attempts - 1, 4), backoff), true);
  if (status === null || status >= 500 || status === 408 || status === 425) return later(backoff);
  if (status === 401 || status === 403) return later(Math.max(deniedMs, backoff));
  // 409 comes where two act at once, as on a branch that moves.
  if (status === 409 && attempts < 5) return later(backoff);
  return { giveUp: true };
}

/** Milliseconds that the answer asks for; null when it names none. */
function waitNamed(headers: Readonly<Record<string, string>>, nowMs: number): number | null {
  const after = headers["retry-after"];
  if (after !== undefined) {
    const seconds = Number(after);
    if (Number.isFinite(seconds)) return seconds * 1000;
    const at = Date.parse(after);
    if (Number.isFinite(at)) return at - nowMs;
  }
  // GitLab has the names without `x-`.
  const left = headers["x-ratelimit-remaining"] ?? headers["ratelimit-remaining"];
  const reset = Number(headers["x-ratelimit-reset"] ?? headers["ratelimit-reset"] ?? Number.NaN);
  if (left !== "0" || !Number.isFinite(reset)) return null;
  // The clocks differ: a second more than named.
  return reset * 1000 - nowMs + 1000;
}
