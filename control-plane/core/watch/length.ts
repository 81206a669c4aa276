// How long something may take at most or must take at least: a length of time, or one beside what it usually takes.

import { formatDuration, parseDuration } from "../duration.ts";

/** Of `off` and `percent` the sign is the limit's: longer than usual, or shorter. */
export type Length = { ms: number } | { offMs: number } | { percent: number };

/** `30m`, `+5m`, `-5m`, `+50%`, as the schema has it. */
export function lengthOf(text: string): Length {
  const [, sign, rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest.endsWith("%")) return { percent: Number(rest.slice(0, -1)) };
  const ms = parseDuration(rest);
  if (ms === null) throw new Error(`the length "${text}" was not validated`);
  return sign === "" ? { ms } : { offMs: ms };
}

export const lengthText = (length: Length, sign: "+" | "-"): string =>
  "ms" in length
    ? formatDuration(length.ms)
    : `${sign}${"offMs" in length ? formatDuration(length.offMs) : `${length.percent}%`}`;

/**
 * The limit in milliseconds; null while it isn't known what is usual.
 * @param usualMs Median of comparable runs.
 */
export function limitOf(length: Length, sign: "+" | "-", usualMs: number | null): number | null {
  if ("ms" in length) return length.ms;
  if (usualMs === null) return null;
  const off = "offMs" in length ? length.offMs : (usualMs * length.percent) / 100;
  return Math.max(0, sign === "+" ? usualMs + off : usualMs - off);
}
