// Span ids as a function of what they name, so that a restarted process, a retried export and a child process
// agree without storing them; and the text in which W3C Trace Context hands them on.

/**
 * Id of an attempt's span: 16 hex digits, never all zero.
 * Two 32-bit lanes with different odd multipliers; within one trace (at most 20,000 spans) a 64-bit hash
 * collides with a probability of 1e-11. Not for secrets.
 * @param traceId 32 hex digits
 * @param attempt from 1; 0 names what is not an attempt (the run itself, its waiting time)
 */
export function spanIdOf(traceId: string, task: string, attempt: number): string {
  const text = `${traceId}/${attempt}/${task}`;
  let high = 0x2f0b4c47;
  let low = 0x61c88647;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high = (high << 13) | (high >>> 19);
    low = Math.imul(low + unit, 0xc2b2ae35);
    low = (low << 17) | (low >>> 15);
  }
  const id =
    hex(mix(high ^ Math.imul(low, 0x27d4eb2f))) + hex(mix(low ^ Math.imul(high, 0x165667b1)));
  return id === "0000000000000000" ? "0000000000000001" : id;
}

/** Id of the span that stands for the whole run. */
export const runSpanIdOf = (traceId: string): string => spanIdOf(traceId, "", 0);

/** Lets every bit of the input reach every bit of the output; one-to-one, so it loses nothing. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");

/** `TRACEPARENT` for the children of an attempt: version 00, always sampled, since runs are few. */
export const traceparentOf = (traceId: string, task: string, attempt: number): string =>
  `00-${traceId}-${spanIdOf(traceId, task, attempt)}-01`;

/** Reads a traceparent of any version that begins as version 00 does; null for anything the standard refuses. */
export function parseTraceparent(text: string): { traceId: string; spanId: string } | null {
  const match = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-|$)/.exec(text);
  const [, traceId = "", spanId = ""] = match ?? [];
  return /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(spanId) ? { traceId, spanId } : null;
}
