// A choice that looks random and is the same each time, for the same text.

import { textHash } from "../text-hash.ts";

/** A number from 0 to `count` - 1. */
export function stableChoice(text: string, count: number): number {
  const hash = textHash(text);
  return ((hash ^ (hash >>> 15)) >>> 0) % count;
}
