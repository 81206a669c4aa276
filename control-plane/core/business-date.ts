// The business date of an instant: from one new day to the next. Whoever needs the date of a run asks here.

import { dateText } from "./schedule/clock-text.ts";
import { secondsOfClock } from "./schedule/times.ts";
import { segmentAt, zoneSegments } from "./schedule/zone.ts";
import { boundAt } from "./window.ts";

/** How dates are counted. */
export interface DayRule {
  /** IANA zone. */
  timezone: string;
  /** `HH:MM` at which a date begins; what comes before it on the clock belongs to the date before. */
  newDay: string;
}

/** Dates that begin at midnight. */
export const midnight = "00:00";

/**
 * The date (YYYY-MM-DD) of an instant in milliseconds since 1970: the local one, one less before new day.
 * A date that has begun has begun for good: where clocks are set back to before new day, it stays.
 */
export function businessDate(at: number, { timezone, newDay }: DayRule): string {
  const segments = zoneSegments(timezone);
  const second = Math.floor(at / 1000);
  const segment = segments[segmentAt(segments, second)];
  const shown = Math.max(second + (segment?.offset ?? 0), (segment?.reached ?? -Infinity) - 1);
  return dateText(Math.floor((shown - secondsOfClock(newDay)) / 86_400));
}

/** When a business date begins, or the one so many days later; the instant at which it ends is the next one's beginning. */
export const dayBegins = (date: string, { timezone, newDay }: DayRule, days = 0): number =>
  boundAt(date, { time: newDay, days }, timezone).at;
