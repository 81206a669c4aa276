// How long a job takes where it runs now: between which lengths nearly all of its runs were.

export interface Spread {
  /** Milliseconds: 5 % of the runs were shorter. */
  p5: number;
  /** 95 % were not longer. */
  p95: number;
  runs: number;
}

/** Of fewer runs nobody knows what is usual. */
export const fewestRuns = 5;

/** By nearest rank. @param durations Milliseconds, in any order. @returns null for fewer than five */
export function spreadOf(durations: readonly number[]): Spread | null {
  if (durations.length < fewestRuns) return null;
  const sorted = durations.toSorted((a, b) => a - b);
  const rank = (part: number): number =>
    sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] as number;
  return { p5: rank(0.05), p95: rank(0.95), runs: sorted.length };
}

/** How far a duration may be outside of the spread. */
export interface DurationTolerance {
  leastMs: number;
  percent: number;
}

/** @returns how much too long (positive) or too short (negative) it was, in milliseconds; 0 within the tolerance */
export function outsideOf(
  ms: number,
  { p5, p95 }: Spread,
  { leastMs, percent }: DurationTolerance,
): number {
  const room = (of: number) => Math.max(leastMs, (of * percent) / 100);
  if (ms > p95 + room(p95)) return ms - p95;
  return ms < p5 - room(p5) ? ms - p5 : 0;
}
