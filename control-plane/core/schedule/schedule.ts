// The schedule engine: the instants at which a schedule fires in a zone.
//
// A schedule is a rule for days and a list of times of day, both local. Instants follow from the zone's segments and
// from one decision per dialect: what becomes of local times that never exist or exist twice (`ClockPolicy`).

import { type CalendarDays, compileDueDates, type DueDates } from "../calendar/on-days.ts";
import type { Schedule } from "../pipeline.ts";
import { civilDate, weekday } from "./civil.ts";
import { type Cron, parseCron } from "./cron.ts";
import { type Segment, segmentAt, zoneSegments } from "./zone.ts";

const daySeconds = 86_400;

/**
 * `once`: each local time fires when a clock first shows it or, where none ever does, when clocks jump past it.
 * `shown`: fires each time a clock shows it, so twice or never around a change.
 */
export type ClockPolicy = "once" | "shown";

export interface Compiled {
  readonly segments: readonly Segment[];
  /** Null for every day. */
  readonly cron: Cron | null;
  /** Seconds since local midnight, ascending; may be empty. */
  readonly times: readonly number[];
  readonly policy: ClockPolicy;
  /** The business dates of a schedule with a calendar; null: each day that it names. */
  readonly dates: DueDates | null;
}

const memo = new Map<string, Compiled>();
/** An estate of 10,000 pipelines has a few hundred distinct schedules; beyond this the memo starts again. */
const memoSize = 20_000;

/**
 * Compiles a schedule that `checkSchedule` passed; equal ones share the result.
 * @throws Error for a schedule that it refuses, RangeError for an unknown zone.
 */
export function compileSchedule(schedule: Schedule, timezone: string): Compiled {
  const key = `${timezone}\n${JSON.stringify(schedule)}`;
  const known = memo.get(key);
  if (known) return known;
  if (memo.size >= memoSize) memo.clear();
  const rules = rulesOf(schedule);
  const made = { segments: zoneSegments(timezone), ...rules, dates: datesOf(schedule, rules.cron) };
  memo.set(key, made);
  return made;
}

/** Business days of a schedule by itself, as in a check of its times, are Monday to Friday. */
const plainDays: CalendarDays = {
  ...{ calendar: null, limit: 0, newDay: "00:00", roll: "skip", shift: 0 },
};

function datesOf(schedule: Schedule, cron: Cron | null): DueDates | null {
  const { days } = schedule;
  const newDay = secondsOfClock(days?.newDay ?? plainDays.newDay);
  if ("nth" in schedule) return compileDueDates(days ?? plainDays, schedule, newDay);
  if (days === undefined) return null;
  const matches = (day: number) => cron === null || dayMatches(cron, day);
  return compileDueDates(days, { matches }, newDay);
}

function rulesOf(schedule: Schedule): Pick<Compiled, "cron" | "times" | "policy"> {
  if ("cron" in schedule) {
    const { cron, issues } = parseCron(schedule.cron);
    if (cron === null) throw new Error(`"${schedule.cron}": ${issues[0]?.message}`);
    const times = cron.hours.flatMap((hour) =>
      cron.minutes.map((minute) => (hour * 60 + minute) * 60),
    );
    return { cron, times, policy: "once" };
  }
  if ("daily" in schedule || "nth" in schedule) {
    const clocks = "nth" in schedule ? schedule.at : schedule.daily;
    const times = [...new Set(clocks.map(secondsOfClock))].sort((a, b) => a - b);
    return { cron: null, times, policy: "once" };
  }
  // An interval names no local time: an hour that clocks show twice is two hours of work.
  return { cron: null, times: intervalTimes(schedule), policy: "shown" };
}

function intervalTimes(schedule: Extract<Schedule, { everyMs: number }>): number[] {
  const step = Math.round(schedule.everyMs / 1000);
  if (step < 1) throw new Error("`every` must be at least a second");
  const from = schedule.from === null ? 0 : secondsOfClock(schedule.from);
  const until = schedule.until === null ? daySeconds - 1 : secondsOfClock(schedule.until);
  const times: number[] = [];
  for (let time = from; time <= until; time += step) times.push(time);
  return times;
}

/** Seconds since midnight of `HH:MM`. */
export function secondsOfClock(clock: string): number {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock);
  if (!found) throw new Error(`"${clock}" is not a time HH:MM`);
  return Number(found[1]) * 3600 + Number(found[2]) * 60;
}

/**
 * The instants in milliseconds since 1970, ascending and distinct, from `from` (inclusive) to `to` (exclusive).
 * Instants are whole seconds.
 */
export function* occurrences(compiled: Compiled, from: number, to: number): Generator<number> {
  const { segments, policy } = compiled;
  const first = Math.ceil(from / 1000);
  const limit = Math.ceil(to / 1000);
  if (!(first < limit)) return;
  for (let index = segmentAt(segments, first); index < segments.length; index++) {
    const segment = segments[index] as Segment;
    if (segment.start >= limit) return;
    yield* inSegment(compiled, segment, policy, first, limit);
  }
}

function* inSegment(
  compiled: Compiled,
  { start, end, offset, reached }: Segment,
  policy: ClockPolicy,
  first: number,
  limit: number,
): Generator<number> {
  const shownFrom = start + offset;
  const due = policy === "once" ? reached : shownFrom;
  // From the segment's first instant on, times that the change jumped over are due as well.
  const low = first > start ? Math.max(due, first + offset) : due;
  const high = Math.min(end, limit) + offset;
  let last = Number.NaN;
  for (let local = nextLocal(compiled, low, high); local !== null; ) {
    const instant = Math.max(local - offset, start);
    if (instant !== last) yield instant * 1000;
    last = instant;
    local = nextLocal(compiled, local + 1, high);
  }
}

/** How far `next` looks: 29 February is at most 8 years away (2096 to 2104). */
const horizonMs = 12 * 366 * 86_400_000;

/** The first instant after `after`, in milliseconds; null when there is none before `limit` (default: 12 years on). */
export function next(compiled: Compiled, after: number, limit = after + horizonMs): number | null {
  for (const at of occurrences(compiled, after + 1, limit)) return at;
  return null;
}

/** The first local second in [low, high) that matches. */
function nextLocal({ cron, times, dates }: Compiled, low: number, high: number): number | null {
  if (times.length === 0) return null;
  let day = Math.floor(low / daySeconds);
  let time = firstAtLeast(times, low - day * daySeconds);
  if (dates !== null) return nextDated(dates, times, day, time, high);
  while (day * daySeconds < high) {
    const atTime = times[time];
    if (atTime !== undefined && (cron === null || dayMatches(cron, day))) {
      const local = day * daySeconds + atTime;
      return local < high ? local : null;
    }
    day = cron === null ? day + 1 : nextDay(cron, day + 1);
    time = 0;
  }
  return null;
}

/** The same by business dates. @param from Index of the first time of day that is wanted of `first`. */
function nextDated(
  dates: DueDates,
  times: readonly number[],
  first: number,
  from: number,
  high: number,
): number | null {
  const early = firstAtLeast(times, dates.newDay);
  let time = from;
  for (let day = first; day * daySeconds < high; day++) {
    // Times before new day are for the date before.
    if (time < early && !dates.has(day - 1, true)) time = early;
    if (time < times.length && (time < early || dates.has(day, false))) {
      const local = day * daySeconds + (times[time] as number);
      return local < high ? local : null;
    }
    time = 0;
  }
  return null;
}

function dayMatches(cron: Cron, dayNumber: number): boolean {
  const { month, day } = civilDate(dayNumber);
  if ((cron.months & (1 << month)) === 0) return false;
  const byDay = (cron.days & (1 << day)) !== 0;
  const byWeekday = (cron.weekdays & (1 << weekday(dayNumber))) !== 0;
  return cron.daysRestricted && cron.weekdaysRestricted ? byDay || byWeekday : byDay && byWeekday;
}

/** A day from `dayNumber` on that may match: skips to the first of the next month where the month does not. */
function nextDay(cron: Cron, dayNumber: number): number {
  const { month, day } = civilDate(dayNumber);
  if ((cron.months & (1 << month)) !== 0) return dayNumber;
  // 28 days on is never beyond the next month's first day.
  return day === 1 ? dayNumber + 28 : dayNumber + Math.max(1, 29 - day);
}

function firstAtLeast(times: readonly number[], wanted: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
