// Times of day that clocks skip or show twice.

import { zoneSegments } from "#core/schedule/zone.ts";
import { minutesOf } from "./window-words.ts";

/** Rules of zones change: what counts is when clocks change in years that jobs may still run. */
const [first, last] = [2_024, 2_040].map((year) => Date.UTC(year, 0, 1) / 1000) as [number, number];
const daySeconds = 86_400;

/** Whether clocks of the zone skip or repeat one of the times, `HH:MM`, on some day. */
export function isAtClockChange(times: readonly string[], zone: string): boolean {
  const changes = zoneSegments(zone).filter(({ start }) => start > first && start < last);
  return changes.some(({ start, offset, reached }) => {
    const shown = start + offset;
    const begins = Math.min(shown, reached);
    const length = Math.abs(shown - reached);
    return times.some((time) => {
      const into = minutesOf(time) * 60 - (begins % daySeconds);
      return (into + daySeconds) % daySeconds < length;
    });
  });
}
