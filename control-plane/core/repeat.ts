// When the next iteration of a repeating task begins, or why there is none.

import { type DayRule, dayBegins } from "./business-date.ts";
import type { Beat, Gates, Repeat } from "./pipeline.ts";
import {
  type Bound,
  boundAt,
  type DayTime,
  ending,
  firstAfter,
  firstFrom,
  opening,
  windowOf,
} from "./window.ts";

/** Most iterations of a task in one run: each is a row that everybody who looks at the run reads. */
const mostIterations = 10_000;

/** Where a repeating task belongs. */
export interface RepeatPlace extends DayRule {
  /** Business date of the run. */
  date: string;
  gates: Pick<Gates, "notBefore" | "notAfter"> | null;
}

/** The iteration that has ended; instants in milliseconds since 1970. */
export interface EndedIteration {
  /** From 1. */
  iteration: number;
  /** When its first attempt began. */
  startedAt: number;
  /** When it was to begin; null: as soon as it could. */
  dueAt: number | null;
}

export type NextIteration = { at: number } | { end: string };

/**
 * When the first iteration is to begin: null for at once. Of `times` the next one; when all have passed, now, for a task
 * that has its turn runs at least once.
 */
export function firstIteration({ beat }: Repeat, place: RepeatPlace, now: number): number | null {
  if (!("times" in beat)) return null;
  const next = timesOf(beat.times, place).find(({ at }) => at + beat.toleranceMs > now);
  return next?.at ?? now;
}

/** When no further iteration begins, whatever it waits for. */
export interface RepeatEnds {
  /** The end of `until` and that of the window, as far as there are such. */
  bounds: readonly Bound[];
  /** What begins with the next business date is that one's. */
  dayEnd: number;
}

export function endsOfRepeat(repeat: Repeat, place: RepeatPlace): RepeatEnds {
  const { to } = windowOf(place.gates ?? noWindow, place.date, place);
  return {
    bounds: [lastStart(repeat, place), to].filter((bound) => bound !== null),
    dayEnd: dayBegins(place.date, place, 1 + openingDays(place)),
  };
}

/** Business dates after the run's on which its window opens. */
function openingDays({ gates, newDay }: RepeatPlace): number {
  const { time, days } = opening(gates?.notBefore, newDay);
  return time < newDay ? days - 1 : days;
}

/**
 * What follows an iteration. Times that pass while it runs are not made up: at most one iteration begins at once.
 * @param ends Of the task, where somebody asks for many iterations.
 */
export function nextIteration(
  repeat: Repeat,
  place: RepeatPlace,
  ended: EndedIteration,
  now: number,
  ends = endsOfRepeat(repeat, place),
): NextIteration {
  const most = repeat.max ?? mostIterations;
  if (ended.iteration >= most) return { end: `it has had ${most} iterations` };
  const next = onBeat(repeat.beat, place, ended, now);
  if ("end" in next) return next;
  const at = Math.max(next.at, now);
  for (const bound of ends.bounds)
    if (at > bound.at || (at === bound.at && at === ends.dayEnd))
      return { end: `the next would begin after ${bound.text}` };
  return next;
}

/** When it is too late for a further iteration to begin, whatever it waits for; null: never. */
export const lastStart = ({ beat }: Repeat, place: RepeatPlace): Bound | null =>
  "times" in beat || beat.until === null ? null : untilOf(beat.until, place);

function onBeat(beat: Beat, place: RepeatPlace, ended: EndedIteration, now: number): NextIteration {
  if ("times" in beat) {
    const last = ended.dueAt ?? ended.startedAt;
    const next = timesOf(beat.times, place).find(
      ({ at }) => at > last && at + beat.toleranceMs > now,
    );
    return next ?? { end: "no time of it is left" };
  }
  if ("everyMs" in beat) return { at: bases[beat.from](beat.everyMs, ended, now) };
  const gapMs = beat.gapsMs[ended.iteration - 1];
  return gapMs === undefined
    ? { end: "no interval of it is left" }
    : { at: gapBases[beat.from](gapMs, ended, now) };
}

/** Never earlier than now. */
const bases: Record<
  "start" | "end" | "due",
  (everyMs: number, ended: EndedIteration, now: number) => number
> = {
  start: (everyMs, { startedAt }, now) => Math.max(startedAt + everyMs, now),
  end: (everyMs, _, now) => now + everyMs,
  due(everyMs, { startedAt, dueAt }, now) {
    const base = dueAt ?? startedAt;
    return base + Math.max(1, Math.ceil((now - base) / everyMs)) * everyMs;
  },
};

/** A list of intervals has no beat that could be left out: one that is over already begins at once. */
const gapBases: typeof bases = {
  ...bases,
  due: (gapMs, { startedAt, dueAt }, now) => Math.max((dueAt ?? startedAt) + gapMs, now),
};

const noWindow = { notBefore: null, notAfter: null };

/** The first from the task's opening on, each later than the one before. */
function timesOf(
  times: readonly string[],
  { date, timezone, newDay, gates }: RepeatPlace,
): Bound[] {
  let last: DayTime | null = null;
  return times.map((time) => {
    last =
      last === null ? firstFrom(time, opening(gates?.notBefore, newDay)) : firstAfter(time, last);
    return boundAt(date, last, timezone);
  });
}

/** The first after the task's opening, unless it says a day itself. */
function untilOf(until: string, { date, timezone, newDay, gates }: RepeatPlace): Bound {
  const time = ending(until, opening(gates?.notBefore, newDay));
  if (time === null) throw new Error(`the end "${until}" of a repetition was not validated`);
  return boundAt(date, time, timezone);
}

/** An instant for people, as gates name theirs. */
export function instantOf(at: number, timezone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  const text = local.toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " ");
  return `${text.replace(/:00$/, "")} (${timezone})`;
}
