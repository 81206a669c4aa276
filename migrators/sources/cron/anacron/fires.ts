// When anacron would start a job: on days that are a day, a week, a month or a year after the last one, at a time of the wall clock.

import { dateText } from "#core/schedule/clock-text.ts";
import type { LegacyFire } from "#migrators/simulate.ts";
import { stretches } from "../zone.ts";

const dayMinutes = 1440;

/** @param text Minute, hour, day of the month, month and weekday or `*`, as `dueOf` writes it. @param from Minutes since 1970, UTC, as is `to`. */
export function* anacronFires(
  text: string,
  timezone: string,
  from: number,
  to: number,
): Generator<LegacyFire> {
  const [minute, hour, monthDay, month, weekday] = text.split(" ");
  const time = Number(hour) * 60 + Number(minute);
  const zone = stretches(timezone, from, to);
  for (let day = Math.floor(from / dayMinutes); day * dayMinutes < to; day++) {
    const date = new Date(day * 86_400_000);
    if (weekday !== "*" && date.getUTCDay() !== Number(weekday)) continue;
    if (monthDay !== "*" && date.getUTCDate() !== Number(monthDay)) continue;
    if (month !== "*" && date.getUTCMonth() + 1 !== Number(month)) continue;
    const wall = day * dayMinutes + time;
    // The first stretch that shows the time or has gone past it.
    const stretch = zone.find(({ end, offset }) => wall < end + offset);
    if (stretch === undefined) continue;
    const at = Math.max(wall - stretch.offset, stretch.start);
    yield { date: dateText(Math.floor((at + stretch.offset) / dayMinutes)), at: at * 60_000 };
  }
}
