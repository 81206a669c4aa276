// When jobs may start by the legacy rules: days, New Day, windows, User Dailies, zones, cycles; what they wait for is left out.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import { type Repeat, repeatOf } from "./cyclic.ts";
import { type Definition, given } from "./definition.ts";
import { Orders } from "./orders.ts";
import type { Problem } from "./select-days.ts";
import type { Site } from "./site.ts";
import {
  fromNewDay,
  minutesOfDay,
  narrowed,
  orderTime,
  timeOfDay,
  type Window,
  windowOf,
  zoneOf,
} from "./times.ts";

export interface FireTime {
  /** Key of the job: its folder path and name. */
  job: string;
  /** Business date, `YYYY-MM-DD`. */
  date: string;
  /** First instant at which it may start, in milliseconds since 1970. */
  at: number;
}

/** How a job's starts on one date follow from the date. */
interface Plan {
  zone: string;
  newDay: number;
  window: Window;
  /** Minutes after New Day at which it is ordered. */
  order: number;
  repeat: Repeat | null;
}

/** Evaluates jobs over the dates from `from` to before `to`; one that lacks a parameter gives no fire times. */
export class Simulation {
  readonly #site: Site;
  readonly #orders: Orders;
  readonly #instants = new Instants();
  readonly #dates = new Map<number, string>();

  constructor(site: Site, from: string, to: string) {
    this.#site = site;
    this.#orders = new Orders(site, dayOf(from), dayOf(to));
  }

  /** Of what was evaluated so far, as `Orders` has it. */
  get lacking(): Orders["lacking"] {
    return this.#orders.lacking;
  }

  /** Jobs share dates: made anew for each start they took a tenth of the time. */
  #dateOf(day: number): string {
    return this.#dates.getOrInsertComputed(day, () => dateOf(day));
  }

  /** In the order of dates, and of times within each. */
  *firesOf(definition: Definition): Generator<FireTime> {
    if (definition.kind !== "JOB") return;
    const plan = planOf(definition, this.#site);
    const ordered = this.#orders.of(definition);
    if (plan === null || "problems" in plan || "problems" in ordered) return;
    for (const day of ordered.days)
      for (const at of startsOn(day, plan, this.#instants))
        yield { job: definition.key, date: this.#dateOf(day), at };
  }
}

/** Null: it is never started by time. Or what keeps its times from being told. */
export function planOf(
  definition: Definition,
  site: Site,
): Plan | null | { problems: readonly Problem[] } {
  if (!isLive(definition)) return null;
  const order = orderTime(definition, site);
  if (order === null) return null;
  if (typeof order === "object") return { problems: [order.problem] };
  const newDay = timeOfDay(site.newDay ?? "");
  if (newDay === null) {
    const message = "the New Day time is not in the parameters";
    return { problems: [{ code: "control-m-new-day", message, from: [], parameter: "newDay" }] };
  }
  const zone = zoneOf(definition, site);
  if (typeof zone === "object") return { problems: [zone.problem] };
  const repeat = repeatOf(definition.fields);
  if (repeat && "problems" in repeat) return repeat;
  let window: Window = { from: 0, until: null, inclusive: false };
  for (let at: Definition | null = definition; at && at.kind !== "FOLDER"; at = at.parent) {
    const own = windowOf(at.fields, newDay);
    if ("problems" in own) return own;
    // A folder without a TIMETO has begun with its first member, and shuts none of them out.
    const isOpen = at !== definition && given(at.fields, "TIMETO") === null;
    if (isOpen) window = narrowed(window, { ...own, until: null });
    else window = narrowed(window, at === definition ? keptWindow(own, at) : own);
  }
  return { zone, newDay, window, order: fromNewDay(order, newDay), repeat };
}

/** Without a TIMETO it ends when MAXWAIT keeps the job no longer, which counts where a folder around opens late. */
function keptWindow(own: Window, { fields }: Definition): Window {
  const kept = Number(given(fields, "MAXWAIT") ?? 0);
  if (own.inclusive || kept === 0) return own;
  const days = kept + 1 + Math.floor(own.from / minutesOfDay);
  return { ...own, until: kept === 99 ? null : days * minutesOfDay };
}

/** A version that isn't the current one, or is marked as deleted, is not in force. */
export const isLive = ({ fields }: Definition): boolean =>
  given(fields, "VERSION_OPCODE") !== "D" && given(fields, "IS_CURRENT_VERSION") !== "N";

function startsOn(day: number, plan: Plan, instants: Instants): number[] {
  const { window, order, repeat, newDay, zone } = plan;
  const start = Math.max(window.from, order);
  const until = window.until ?? Number.POSITIVE_INFINITY;
  if (start > until || (start === until && !window.inclusive)) return [];
  const at = (offset: number) => instants.of(zone, day, newDay + offset);
  return repeat === null ? [at(start)] : ticks(repeat, start, plan, at);
}

/** Milliseconds since 1970. What follows from a run's own end is told only as its first start. */
function ticks(
  repeat: Repeat,
  start: number,
  { window, newDay }: Plan,
  at: (offset: number) => number,
): number[] {
  const most = repeat.most ?? Number.POSITIVE_INFINITY;
  // A cycle goes on while it is the same business date, whatever the window says beyond.
  const dayEnd = (Math.floor(start / minutesOfDay) + 1) * minutesOfDay;
  const closes = window.until !== null && window.until < dayEnd && window.inclusive;
  const end = at(closes ? (window.until as number) : dayEnd) + (closes ? 1 : 0);
  if (repeat.kind === "times") {
    const offsets = repeat.at.map((time) => fromNewDay(time, newDay)).sort((a, b) => a - b);
    const due = offsets.filter((offset) => offset >= start - repeat.tolerance);
    const starts = due.map((offset) => at(Math.max(offset, start)));
    return [...new Set(starts)].filter((each) => each < end).slice(0, most);
  }
  const found = [at(start)];
  if (repeat.base === "E") return found;
  if (repeat.kind === "sequence") {
    for (const minutes of repeat.minutes) found.push((found.at(-1) as number) + minutes * 60_000);
    return found.filter((each) => each < end).slice(0, most);
  }
  if (repeat.minutes === 0) return found;
  for (let next = at(start); found.length < most; found.push(next)) {
    next += repeat.minutes * 60_000;
    if (next >= end) break;
  }
  return found;
}

interface ClockDay {
  /** Instant of its midnight. */
  start: number;
  /** Its clocks show each minute once. */
  isPlain: boolean;
}

/** Instants of wall times. Jobs share days, and a conversion is what takes the time of a simulation. */
export class Instants {
  readonly #zones = new Map<string, Map<number, ClockDay>>();

  /** Of so many minutes after a day's midnight by the zone's clocks; where they leave it out, a window opens with the next time that they show. */
  of(zone: string, day: number, minutes: number): number {
    const date = day + Math.floor(minutes / minutesOfDay);
    const ofDay = minutes % minutesOfDay;
    const { start, isPlain } = this.#zones
      .getOrInsertComputed(zone, () => new Map())
      .getOrInsertComputed(date, () => clockDay(date, zone));
    return isPlain ? start + ofDay * 60_000 : instantOf(date, ofDay, zone);
  }
}

function clockDay(day: number, zone: string): ClockDay {
  const [start, end] = [instantOf(day, 0, zone), instantOf(day + 1, 0, zone)];
  const midnight = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone);
  return { start, isPlain: end - start === minutesOfDay * 60_000 && midnight.hour === 0 };
}

function instantOf(day: number, minutes: number, zone: string): number {
  const wall = Temporal.PlainDate.from(dateOf(day)).toPlainDateTime().add({ minutes });
  const at = wall.toZonedDateTime(zone);
  const isSkipped = !at.toPlainDateTime().equals(wall);
  const change = isSkipped ? at.add({ seconds: 1 }).getTimeZoneTransition("previous") : null;
  return (change ?? at).epochMilliseconds;
}
