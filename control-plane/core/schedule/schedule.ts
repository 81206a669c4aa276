// The schedule engine: the instants at which a schedule fires in a zone.
//
// A schedule is a rule for days and a list of times of day, both local. Instants follow from the zone's segments and
// from one decision per dialect: what becomes of local times that never exist or exist twice (`ClockPolicy`).

import { type CalendarDays, compileDueDates, type DueDates } from "../calendar/on-days.ts";
import { memoByKey } from "../memo.ts";
import type { Schedule } from "../pipeline.ts";
import { type ClockPolicy, dueFrom } from "./clock-policy.ts";
import { parseCron } from "./cron.ts";
import { type Days, dayMatches, nextDay } from "./days.ts";
import type { Dialect } from "./dialect.ts";
import { formOf, type Structured, structured } from "./structured.ts";
import { type Block, blocksOf, secondsOfClock, timesOf } from "./times.ts";
import { type Segment, segmentAt, zoneSegments } from "./zone.ts";

const daySeconds = 86_400;

export interface Compiled {
  /** Of its times: the one that its text names, else the trigger's. */
  readonly zone: string;
  readonly segments: readonly Segment[];
  /** Null for every day. */
  readonly days: Days | null;
  /** Seconds since local midnight, ascending; may be empty. */
  readonly times: readonly number[];
  readonly policy: ClockPolicy;
  /** The business dates of a schedule that goes by them; null: each day of the clock that it names. */
  readonly dates: DueDates | null;
  /** Which of the times count for which date; empty without dates. */
  readonly blocks: readonly Block[];
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
  const form = structured(schedule);
  const { zone: own, ...rules } =
    "cron" in schedule ? cronRules(schedule) : formRules(formOf(schedule));
  const zone = own ?? timezone;
  const dates = datesOf(schedule, form, rules.days);
  const blocks =
    dates === null
      ? []
      : blocksOf(rules.times, secondsOfClock(daysOf(schedule).newDay), form?.clock ?? null);
  const times = later(rules.times, schedule.jitter);
  const made = { zone, segments: zoneSegments(zone), ...rules, times, dates, blocks };
  memo.set(key, made);
  return made;
}

/** All by the same length, and none to another day: `jitterOf` sees to that. */
const later = (times: readonly number[], jitter: Schedule["jitter"]): readonly number[] =>
  jitter === undefined ? times : times.map((time) => time + jitter.offsetMs / 1000);

/** A schedule by itself, as in a check of its times, has the days of the clock. */
const plainDays: CalendarDays = {
  ...{ calendar: null, limit: 0, newDay: "00:00", roll: "skip", shift: 0 },
};

const daysOf = ({ days = plainDays }: Schedule): CalendarDays => days;

function datesOf(schedule: Schedule, form: Structured | null, named: Days | null): DueDates | null {
  if (schedule.days === undefined && !form?.on) return null;
  const matches = (day: number) => named === null || dayMatches(named, day);
  return compileDueDates(daysOf(schedule), form?.on ?? { matches });
}

type Rules = Pick<Compiled, "days" | "times" | "policy"> & { zone?: string | null };

type CronSchedule = Pick<Extract<Schedule, { cron: string }>, "cron" | "dialect">;

/** Read once for all zones. */
const cronRules = memoByKey(
  ({ cron, dialect }: CronSchedule) => `${dialect}\n${cron}`,
  readCronRules,
  500_000,
);

function readCronRules(schedule: CronSchedule): Rules {
  const { cron, issues } = parseCron(schedule.cron, schedule.dialect);
  if (cron === null) {
    const error = issues.find(({ severity }) => severity === "error");
    throw new Error(`"${schedule.cron}": ${error?.message}`);
  }
  const { days, times, wild, timezone } = cron;
  return { days, times, policy: policyOf(schedule.dialect, wild), zone: timezone };
}

/** An interval names no local time: an hour that clocks show twice is two hours of work. */
const formRules = (form: Structured): Rules => ({
  days: null,
  times: timesOf(form),
  policy: "everyMs" in form.clock ? "shown" : form.dst === "autosys" ? "last" : "once",
});

const policyOf = (dialect: Dialect | undefined, wild: boolean): ClockPolicy => {
  if (dialect === undefined || dialect === "trunkline") return "once";
  if (dialect === "systemd") return "first";
  return (dialect === "debian" || dialect === "cronie") && !wild ? "owed" : "shown";
};

/**
 * The instants in milliseconds since 1970, ascending, from `from` (inclusive) to `to` (exclusive). Instants are whole
 * seconds, and distinct but for the policy `owed`: what it owes after a gap is one run each, all at one instant.
 */
export function* occurrences(compiled: Compiled, from: number, to: number): Generator<number> {
  const { segments } = compiled;
  const first = Math.ceil(from / 1000);
  const limit = Math.ceil(to / 1000);
  if (!(first < limit)) return;
  const find = compiled.policy === "last" ? lastInSegment : inSegment;
  for (let index = segmentAt(segments, first); index < segments.length; index++) {
    const segment = segments[index] as Segment;
    if (segment.start >= limit) return;
    yield* find(compiled, segment, first, limit, segments[index + 1]);
  }
}

function* inSegment(
  compiled: Compiled,
  segment: Segment,
  first: number,
  limit: number,
): Generator<number> {
  const { policy } = compiled;
  const { start, end, offset } = segment;
  const due = dueFrom(policy, segment);
  // From the segment's first instant on, times that the change jumped over are due as well.
  const low = first > start ? Math.max(due, first + offset) : due;
  const high = Math.min(end, limit) + offset;
  let last = Number.NaN;
  for (let local = nextLocal(compiled, low, high); local !== null; ) {
    const instant = Math.max(local - offset, start);
    if (instant !== last || policy === "owed") yield instant * 1000;
    last = instant;
    local = nextLocal(compiled, local + 1, high);
  }
}

/** Of the policy `last`. @param next What shows the segment's last times again where clocks are set back. */
function* lastInSegment(
  compiled: Compiled,
  { start, end, offset, reached }: Segment,
  first: number,
  limit: number,
  next: Segment | undefined,
): Generator<number> {
  const shown = start + offset;
  const skipped = reached < shown ? nextLocal(compiled, reached, shown) : null;
  let owed = skipped === null ? null : start + Math.floor((skipped - reached) / 60);
  if (owed !== null && (owed < first || owed >= limit)) owed = null;
  const again = next === undefined ? Infinity : next.start + next.offset;
  const high = Math.min(Math.min(end, limit) + offset, again);
  let local = nextLocal(compiled, Math.max(shown, first + offset), high);
  for (; local !== null; local = nextLocal(compiled, local + 1, high)) {
    const instant = local - offset;
    if (owed !== null && owed < instant) yield owed * 1000;
    if (owed !== null && owed <= instant) owed = null;
    yield instant * 1000;
  }
  if (owed !== null) yield owed * 1000;
}

/** How far `next` looks: 29 February as a Monday is at most 40 years away. */
const horizonMs = 41 * 366 * 86_400_000;

/** The first instant after `after`, in milliseconds; null when there is none before `limit` (default: 41 years on). */
export function next(compiled: Compiled, after: number, limit = after + horizonMs): number | null {
  for (const at of occurrences(compiled, after + 1, limit)) return at;
  return null;
}

/** The first local second in [low, high) that matches; null when none does. */
export function nextLocal(compiled: Compiled, low: number, high: number): number | null {
  const { days, times, dates } = compiled;
  if (times.length === 0) return null;
  let day = Math.floor(low / daySeconds);
  let time = firstAtLeast(times, low - day * daySeconds);
  if (dates !== null) return nextDated(dates, compiled, day, time, high);
  while (day * daySeconds < high) {
    const atTime = times[time];
    if (atTime !== undefined && (days === null || dayMatches(days, day))) {
      const local = day * daySeconds + atTime;
      return local < high ? local : null;
    }
    day = days === null ? day + 1 : nextDay(days, day + 1);
    time = 0;
  }
  return null;
}

/** The same by business dates. @param from Index of the first time of day that is wanted of `first`. */
function nextDated(
  dates: DueDates,
  { times, blocks }: Compiled,
  first: number,
  from: number,
  high: number,
): number | null {
  let time = from;
  for (let day = first; day * daySeconds < high; day++) {
    for (const { end, back } of blocks) {
      if (time >= end) continue;
      if (dates.has(day - back, back)) {
        const local = day * daySeconds + (times[time] as number);
        return local < high ? local : null;
      }
      time = end;
    }
    time = 0;
  }
  return null;
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
