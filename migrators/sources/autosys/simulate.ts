// When AutoSys itself would start jobs by their own dates, conditions left aside. Written from the vendor's rules, apart from
// the scheduler's own engine, to prove it.

import { dateOf, dayOf, daysFrom } from "#core/calendar/date.ts";
import { weekday } from "#core/schedule/civil.ts";
import type {
  DayRule,
  LegacySchedule,
  StartTimes,
  StartWindow,
} from "#migrators/legacy/schedule.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { WallClock } from "./wall-clock.ts";

export interface AutosysStart {
  job: string;
  /** Local date of the start. */
  date: string;
  /** Seconds since 1970. */
  at: number;
}

const daySeconds = 86_400;

/** Of an estate, by name; made once, since whoever explains dates asks for one after the other. */
const calendarsOf = new WeakMap<LegacyEstate, ReadonlyMap<string, ReadonlySet<number>>>();

function calendarDays(estate: LegacyEstate): ReadonlyMap<string, ReadonlySet<number>> {
  let known = calendarsOf.get(estate);
  if (!known) {
    known = new Map(
      estate.calendars.map(({ name, dates }) => [name, new Set(dates?.map(dayOf))] as const),
    );
    calendarsOf.set(estate, known);
  }
  return known;
}

/** What jobs of an estate share in a range of dates: calendars as days, and the clocks of zones. */
export class AutosysSimulation {
  readonly #calendars: ReadonlyMap<string, ReadonlySet<number>>;
  readonly #clocks = new Map<string, WallClock>();
  readonly #first: number;
  readonly #end: number;
  /** Made once: for 10,000 jobs over two years it took three quarters of the time. */
  readonly #dates: readonly string[];

  constructor(estate: LegacyEstate, from: string, to: string) {
    this.#calendars = calendarDays(estate);
    this.#first = dayOf(from);
    this.#end = dayOf(to);
    this.#dates = daysFrom(this.#first, this.#end).map(dateOf);
  }

  /** Ascending. A job whose schedule has a fault has none, as one without dates. */
  *starts(job: LegacyJob): Generator<AutosysStart> {
    const zone = job.schedule.timezone?.value;
    if (zone === undefined) return;
    const clock = this.#clockOf(zone);
    // Two days more at each end: windows move starts.
    for (const at of startsOf(job, this.#calendars, clock, this.#first - 2, this.#end + 2)) {
      const date = this.#dates[Math.floor(clock.local(at) / daySeconds) - this.#first];
      if (date !== undefined) yield { job: job.name, date, at };
    }
  }

  /** What one day has of its own, and what becomes of it: for whoever asks why. */
  ticks({ schedule }: LegacyJob, day: number): AutosysTick[] {
    const zone = schedule.timezone?.value;
    return zone === undefined
      ? []
      : ticksThrough(schedule, day, this.#calendars, this.#clockOf(zone));
  }

  /** When a job that may start at a second starts by its window: then, at the next opening, or not (null). */
  opening({ schedule: { window, timezone } }: LegacyJob, at: number): number | null {
    const zone = timezone?.value;
    return window && zone ? throughWindow(at, window, this.#clockOf(zone)) : at;
  }

  /** Whether a rule has a day, whatever the times are. */
  has(rule: DayRule, day: number): boolean {
    return isDay(rule, day, this.#calendars);
  }

  /** Date and time of day that the clocks of a job's zone show, such as `2026-03-08 03:00:30`. */
  local({ schedule }: LegacyJob, at: number): string {
    const shown = this.#clockOf(schedule.timezone?.value ?? "UTC").local(at);
    return new Date(shown * 1000).toISOString().slice(0, 19).replace("T", " ");
  }

  #clockOf(zone: string): WallClock {
    const known = this.#clocks.get(zone);
    if (known) return known;
    // Zones are up to a day away from UTC, and windows look two days around.
    const clock = new WallClock(zone, (this.#first - 6) * daySeconds, (this.#end + 6) * daySeconds);
    this.#clocks.set(zone, clock);
    return clock;
  }
}

/** A time of a day's own, and the instant at which its window lets it start, both in seconds; null: for that tick it doesn't. */
export interface AutosysTick {
  tick: number;
  at: number | null;
}

/** Of days without times. */
const untimed: StartTimes = { at: ["00:00"] };

/** Ascending, each once: ticks that a window moves to its opening make one start. */
function startsOf(
  { schedule: { start, window } }: LegacyJob,
  calendars: ReadonlyMap<string, ReadonlySet<number>>,
  clock: WallClock,
  first: number,
  end: number,
): number[] {
  if (start.kind !== "days") return [];
  const found = new Set<number>();
  for (let day = first; day < end; day++) {
    if (!isDay(start.days, day, calendars)) continue;
    for (const tick of ticksOf(start.times?.value ?? untimed, day, clock)) {
      const at = window ? throughWindow(tick, window, clock) : tick;
      if (at !== null) found.add(at);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** What `startsOf` walks, of one day and with what becomes of each time. */
function ticksThrough(
  { start, window }: LegacySchedule,
  day: number,
  calendars: ReadonlyMap<string, ReadonlySet<number>>,
  clock: WallClock,
): AutosysTick[] {
  if (start.kind !== "days" || !isDay(start.days, day, calendars)) return [];
  return ticksOf(start.times?.value ?? untimed, day, clock).map((tick) => ({
    tick,
    at: window ? throughWindow(tick, window, clock) : tick,
  }));
}

function isDay(
  rule: DayRule,
  day: number,
  calendars: ReadonlyMap<string, ReadonlySet<number>>,
): boolean {
  switch (rule.rule) {
    case "every":
      return true;
    case "weekdays":
      return rule.weekdays.includes(weekday(day) || 7);
    case "calendar":
      return calendars.get(rule.calendar)?.has(day) ?? false;
    case "all":
      return rule.rules.every((each) => isDay(each, day, calendars));
    case "not":
      return !isDay(rule.not, day, calendars);
    default:
      throw new Error(`AutoSys has no rule of days "${rule.rule}"`);
  }
}

function ticksOf(times: StartTimes, day: number, clock: WallClock): number[] {
  const midnight = day * daySeconds;
  if ("minutes" in times) {
    // Each hour has its minutes: an hour that is skipped has none, one that repeats has them twice.
    const found: number[] = [];
    for (let hour = 0; hour < 24; hour++)
      for (const minute of times.minutes)
        found.push(...clock.instants(midnight + hour * 3600 + minute * 60));
    return found;
  }
  const found: number[] = [];
  let hasGapStart = false;
  for (const time of times.at) {
    const local = midnight + secondsOf(time);
    const last = clock.instants(local).at(-1);
    if (last !== undefined) found.push(last);
    else if (!hasGapStart) {
      // 02:30 of a skipped hour starts at 03:00:30, and no other time of that hour does.
      const gap = clock.gap(local);
      if (gap) found.push(gap.end + Math.floor(gap.into / 60));
      hasGapStart = true;
    }
  }
  return found;
}

const secondsOf = (time: string): number =>
  Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60;

/** The instant at which a tick starts: itself within the window, the next opening unless the last close is nearer, or never. */
function throughWindow(tick: number, window: StartWindow, clock: WallClock): number | null {
  if (window.from === null || window.until === null || window.until === "never") return tick;
  const opens = secondsOf(window.from.value);
  const closes = secondsOf(window.until.value);
  const day = Math.floor(clock.local(tick) / daySeconds);
  let lastClose = Number.NEGATIVE_INFINITY;
  for (let each = day - 2; each <= day + 2; each++) {
    const open = edge(each * daySeconds + opens, clock, 0);
    const length = closes > opens ? 0 : 1;
    const close = edge((each + length) * daySeconds + closes, clock, 1);
    if (tick >= open && tick <= close) return tick;
    if (close < tick) lastClose = close;
    else if (open > tick) return open - tick <= tick - lastClose ? open : null;
  }
  return null;
}

/** A window's edge: in a repeated hour the second; in a skipped one its end for openings, as much later for closes. */
function edge(local: number, clock: WallClock, isClose: 0 | 1): number {
  const last = clock.instants(local).at(-1);
  if (last !== undefined) return last;
  const gap = clock.gap(local);
  return gap ? gap.end + isClose * gap.into : local;
}
