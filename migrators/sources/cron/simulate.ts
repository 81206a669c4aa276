// When the daemon itself would start an entry: its clock, which counts minutes and looks at how far the wall clock is from
// where it should be. Written from the daemons' description, apart from the scheduler's own engine, to prove it.

import type { CronDialect } from "./dialect.ts";
import type { CronTimes } from "./fields.ts";
import { type Stretch, stretches } from "./zone.ts";

/** Whose clock it is. `naive`: of cronie below `CRON_TZ`, which matches what the wall clock of that zone shows. */
export type CronClock = CronDialect | "naive";

const dayMinutes = 1440;
/** A jump of more minutes is a clock that was set: nothing is caught up or held back. */
const longestJump = 180;
/** After one of up to so many all entries catch up; after more only those of fixed times. */
const shortJump = 5;

/** Starts in [from, to), in minutes since 1970, UTC; one that is owed several times is there as often. */
export function* cronStarts(
  times: CronTimes,
  clock: CronClock,
  timezone: string,
  from: number,
  to: number,
): Generator<number> {
  const zone = stretches(timezone, from, to);
  const matching = minutesOf(times);
  /** The last minute of the wall clock that the daemon has done. */
  let done = Number.NaN;
  for (const stretch of zone) {
    const wallEnd = Math.min(stretch.end, to) + stretch.offset;
    const wallStart = stretch.start + stretch.offset;
    // What comes before is of no interest, but for what is owed when the stretch begins.
    const wallFrom = Math.max(wallStart, from + stretch.offset);
    const window = { from: wallFrom, end: wallEnd };
    if (wallEnd > wallFrom)
      for (const at of inStretch(times, matching, clock, stretch, done, window))
        if (at >= from && at < to) yield at;
    const isHeldBack = clock !== "naive" && isRepeat(wallStart - done, clock) && done >= wallEnd;
    if (!isHeldBack) done = stretch.end + stretch.offset - 1;
  }
}

const isRepeat = (ahead: number, clock: CronClock): boolean =>
  ahead <= 0 && ahead >= (clock === "debian" ? 1 - longestJump : -longestJump);

function* inStretch(
  times: CronTimes,
  matching: Matching,
  clock: CronClock,
  { start, offset }: Stretch,
  done: number,
  window: { from: number; end: number },
): Generator<number> {
  const wall = start + offset;
  const ahead = wall - done;
  const plain = function* (first: number) {
    for (const minute of matching(Math.max(first, window.from), window.end)) yield minute - offset;
  };
  if (clock === "naive" || Number.isNaN(ahead)) yield* plain(wall);
  else if (ahead > 1 && ahead <= longestJump) {
    const catchesUp = ahead <= shortJump || !times.wild;
    for (const _ of matching(catchesUp ? done + 1 : wall, wall + 1)) yield start;
    yield* plain(wall + 1);
  } else if (isRepeat(ahead, clock)) yield* plain(times.wild ? wall : done + 1);
  else yield* plain(wall);
}

/** Minutes of the wall clock in [first, end) that the fields match. */
type Matching = (first: number, end: number) => Generator<number>;

function minutesOf(times: CronTimes): Matching {
  const ofDay: number[] = [];
  for (const [hour, isHour] of times.hours.entries())
    for (const [minute, isMinute] of times.minutes.entries())
      if (isHour && isMinute) ofDay.push(hour * 60 + minute);
  return function* (first, end) {
    for (let day = Math.floor(first / dayMinutes); day * dayMinutes < end; day++) {
      if (!isDay(times, day)) continue;
      for (const minute of ofDay) {
        const at = day * dayMinutes + minute;
        if (at >= first && at < end) yield at;
      }
    }
  };
}

/** What the fields of days say of one. @param day Days since 1970 of the wall clock. */
export function dayParts({ days, months, weekdays }: CronTimes, day: number) {
  const date = new Date(day * 86_400_000);
  return {
    month: months[date.getUTCMonth() + 1] === true,
    byDate: days[date.getUTCDate()] === true,
    byWeekday: weekdays[date.getUTCDay()] === true,
  };
}

/** The same as one answer, without an object for each of the many days that are walked. */
function isDay({ days, months, weekdays, dayStar }: CronTimes, day: number): boolean {
  const date = new Date(day * 86_400_000);
  if (!months[date.getUTCMonth() + 1]) return false;
  const byDate = days[date.getUTCDate()] === true;
  const byWeekday = weekdays[date.getUTCDay()] === true;
  return dayStar ? byDate && byWeekday : byDate || byWeekday;
}

/** No date ever has a time: the fields set none, or only days that the months don't have on such a weekday. */
export function neverStarts(times: CronTimes): boolean {
  if (!times.minutes.includes(true) || !times.hours.includes(true)) return true;
  // Dates and weekdays repeat after 400 years, which begin on a Saturday in 2000.
  const first = Math.floor(Date.UTC(2000, 0, 1) / 86_400_000);
  for (let day = first; day < first + 146_097; day++) if (isDay(times, day)) return false;
  return true;
}
