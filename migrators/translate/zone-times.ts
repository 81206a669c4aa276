// Times of day by the clock of another zone, where the two are always as far apart.

import { memo } from "#core/memo.ts";
import { segmentAt, zoneSegments } from "#core/schedule/zone.ts";
import { changeYears } from "./clock-changes.ts";
import { clockOf, minutesOf } from "./window-words.ts";

const daySeconds = 86_400;
const mostCharacters = 40_000;

export interface ZonedTimes {
  /** Ascending, `HH:MM`. */
  times: string[];
  /** Some are of the day before or after there. */
  isShifted: boolean;
}

/** Null: on some days clocks of the two are further apart than on others when one of the times comes. */
export function timesInZone(times: readonly string[], of: string, zone: string): ZonedTimes | null {
  const found = new Set<string>();
  let isShifted = false;
  for (const time of times) {
    const minutes = minutesAt(`${minutesOf(time)} ${of} ${zone}`);
    if (minutes === null) return null;
    isShifted ||= minutes < 0 || minutes >= 1440;
    found.add(clockOf((minutes + 1440) % 1440));
  }
  return { times: [...found].sort(), isShifted };
}

/** Minutes of the day there, which may be of another day: of what joins minutes, zone and other zone by blanks. */
const minutesAt = memo((asked: string): number | null => {
  const [minutes = "", of = "", zone = ""] = asked.split(" ");
  const own = zoneSegments(of);
  const other = zoneSegments(zone);
  const [first, last] = changeYears;
  const days = new Set([Math.floor(first / daySeconds)]);
  for (const { start } of [...own, ...other])
    if (start > first && start < last)
      for (const beside of [-1, 0, 1]) days.add(Math.floor(start / daySeconds) + beside);
  const apart = new Set<number>();
  for (const day of days) {
    const local = day * daySeconds + Number(minutes) * 60;
    const offset = offsetOf(own, local - offsetOf(own, local));
    apart.add(offsetOf(other, local - offset) - offset);
  }
  const [seconds = 0, ...more] = apart;
  return more.length > 0 || seconds % 60 !== 0 ? null : Number(minutes) + seconds / 60;
}, mostCharacters);

const offsetOf = (segments: ReturnType<typeof zoneSegments>, instant: number): number =>
  segments[segmentAt(segments, instant)]?.offset ?? 0;
