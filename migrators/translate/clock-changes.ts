// Times of day that clocks skip or show twice.

import { memo } from "#core/memo.ts";
import { zoneSegments } from "#core/schedule/zone.ts";
import { minutesOf } from "./window-words.ts";

/** Rules of zones change: what counts is when clocks change in years that jobs may still run. In seconds since 1970. */
export const changeYears = [2_024, 2_040].map((year) => Date.UTC(year, 0, 1) / 1000) as [
  first: number,
  last: number,
];
const [first, last] = changeYears;
const daySeconds = 86_400;
/** Of names of zones. */
const mostCharacters = 40_000;

/** Whether clocks of the zone skip or repeat one of the times, `HH:MM`, on some day. */
export function isAtClockChange(times: readonly string[], zone: string): boolean {
  if (times.length === 0) return false;
  return changesOf(zone).some(({ begins, length }) =>
    times.some((time) => {
      const into = minutesOf(time) * 60 - begins;
      return (into + daySeconds) % daySeconds < length;
    }),
  );
}

/** When on a day clocks show no times, or some twice, and for how long; in seconds. Each once. */
const changesOf = memo((zone): { begins: number; length: number }[] => {
  const found = new Map<string, { begins: number; length: number }>();
  for (const { start, offset, reached } of zoneSegments(zone)) {
    if (start <= first || start >= last) continue;
    const shown = start + offset;
    const begins = Math.min(shown, reached) % daySeconds;
    const length = Math.abs(shown - reached);
    found.set(`${begins} ${length}`, { begins, length });
  }
  return [...found.values()];
}, mostCharacters);
