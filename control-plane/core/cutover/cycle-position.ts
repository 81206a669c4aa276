// Where a job that repeats stands in the scheduler before: when its next iteration would begin, by its last one there.

import { businessDate, type DayRule } from "../business-date.ts";
import type { Beat, Repeat, Task } from "../pipeline.ts";
import { endsOfRepeat, type NextIteration, nextIteration, type RepeatPlace } from "../repeat.ts";

/** The last iteration there; instants in milliseconds since 1970. */
export interface LastThere {
  /** How many of the date have begun. */
  iterations: number;
  start: number;
  end: number;
}

const minuteMs = 60_000;

/** @returns Never earlier than now; `end`: why none follows on that date. */
export const nextOfCycle = (
  repeat: Repeat,
  place: RepeatPlace,
  { iterations, start, end }: LastThere,
  now: number,
): NextIteration =>
  isOver(repeat, place, now)
    ? { end: "its date is over" }
    : nextIteration(
        repeat,
        place,
        { iteration: iterations, startedAt: start, dueAt: beatOf(repeat.beat, start) },
        ends(repeat.beat, iterations, end, now),
      );

/** What says no time at which it ends is of its date alone. */
function isOver({ beat }: Repeat, place: RepeatPlace, now: number): boolean {
  if ("times" in beat || businessDate(now, place) <= place.date) return false;
  const repeat: Repeat = { beat, max: null, while: null, onFailure: "stop" };
  return endsOfRepeat(repeat, place).bounds.length === 0;
}

/** A beat of whole minutes was due at one, whenever the scheduler there came to it. */
const beatOf = (beat: Beat, start: number): number =>
  "everyMs" in beat && beat.from === "due" && beat.everyMs % minuteMs === 0
    ? start - (start % minuteMs)
    : start;

/** The moment from which the next one counts: where it counts from the end, that end, or so much before now. */
function ends(beat: Beat, iterations: number, end: number, now: number): number {
  if ("times" in beat || beat.from !== "end") return now;
  const waits = "everyMs" in beat ? beat.everyMs : (beat.gapsMs[iterations - 1] ?? 0);
  return Math.max(end, now - waits);
}

/** The newest run of a job there, of which an iteration may follow. Instants are in milliseconds since 1970. */
export interface NewestThere {
  job: string;
  /** Null: its source has none, and the start says it. */
  date: string | null;
  start: number;
  end: number;
  /** Nobody was told of its end, and may still be. */
  isOpen: boolean;
  source: string;
}

/** A task that repeats, and where its job stands there. */
export interface Cycle {
  /** In the pipeline. */
  idx: number;
  task: string;
  job: string;
  source: string;
  /** Business date of the newest iteration. */
  date: string;
  iterations: number;
  start: number;
  isOpen: boolean;
  next: NextIteration;
}

/** Of tasks that repeat those of which an iteration is known. @param iterations Of its date, by job. */
export function cyclesOf(
  tasks: readonly Pick<Task, "name" | "repeat" | "gates">[],
  rule: DayRule,
  newestOf: (task: string) => NewestThere | undefined,
  iterations: ReadonlyMap<string, number>,
  now: number,
): Cycle[] {
  return tasks.flatMap(({ name: task, repeat, gates }, idx): Cycle[] => {
    const newest = repeat && newestOf(task);
    if (repeat === undefined || newest === undefined) return [];
    const { job, start, end, source, isOpen } = newest;
    const date = newest.date ?? businessDate(start, rule);
    const known = iterations.get(job) ?? 1;
    const place = { date, timezone: rule.timezone, newDay: rule.newDay, gates };
    const next = nextOfCycle(repeat, place, { iterations: known, start, end }, now);
    return [{ idx, task, job, source, date, iterations: known, start, isOpen, next }];
  });
}
