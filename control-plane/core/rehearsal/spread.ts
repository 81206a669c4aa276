// How long an attempt takes in a rehearsal with a seed: drawn around what is usual, by what it is an attempt of alone, so
// that neither its place in the order nor another task changes it.

import type { Expectation } from "../deadline/expected.ts";
import { textHash } from "../text-hash.ts";

/** Of a standard normal distribution, the value below which nine of ten lie. */
const p90z = 1.2815515655446004;
/** What lies further out is as likely a fault of the distribution as of the task. */
const furthest = 3;

/** Milliseconds; whole seconds from one on, so that ends coincide where minutes do. At least 1: no time at all is none. */
export function spread({ medianMs, p90Ms }: Expectation, seed: number, key: string): number {
  const sigma = medianMs > 0 && p90Ms > medianMs ? Math.log(p90Ms / medianMs) / p90z : 0;
  const z = Math.max(-furthest, Math.min(furthest, normal(`${seed} ${key}`)));
  return atLeastOne(medianMs * Math.exp(sigma * z));
}

export function atLeastOne(ms: number): number {
  return Math.max(1, ms < 1_000 ? Math.round(ms) : Math.round(ms / 1_000) * 1_000);
}

/** Normally distributed around 0, by a text (Box and Muller). */
function normal(text: string): number {
  return (
    Math.sqrt(-2 * Math.log(uniform(`${text} a`))) * Math.cos(2 * Math.PI * uniform(`${text} b`))
  );
}

/** In (0, 1), by a text: FNV-1a, and the last rounds of MurmurHash3 for texts that differ in their end only. */
function uniform(text: string): number {
  let hash = textHash(text);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 + 2 ** -33;
}
