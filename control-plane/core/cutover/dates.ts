// The business dates on both sides of a hand-over: the last that the scheduler before starts, and the first that starts here.

import { type Fire, fires, type Timed } from "../simulation/fire.ts";
import type { WaveGuard } from "../waves/wave.ts";

/** A due time: an instant, and the business date that it is for. */
export interface DueDate {
  at: string;
  date: string;
}

export interface HandOverDates {
  /** Null: nothing was due in the two years before. */
  lastLegacy: DueDate | null;
  /** Null: nothing is due any more. */
  firstOurs: DueDate | null;
  /** The date of which both would start a part; null: none. */
  splitDate: string | null;
  /** Of a split date: from this due time on, until `firstOurs` of then, the hand-over splits none. */
  wholeFrom: string | null;
}

const dayMs = 86_400_000;
/** A due time of the past is looked for in these many days, one after the other: most pipelines are due daily. */
const lookBackDays = [1, 8, 62, 800];
const lookAheadMs = 800 * dayMs;

/**
 * What is due until the hand-over is the other scheduler's. Where a guard asks by business dates, whoever starts the first
 * part of a date keeps it, so that none is split.
 * @param at Of the hand-over, in milliseconds since 1970.
 */
export function handOverDates(
  pipeline: Timed,
  at: number,
  guard: Pick<WaveGuard, "slots"> | null,
): HandOverDates {
  const last = lastFire(pipeline, at);
  const following = fires(pipeline, { from: { at: at + 1 }, to: { at: at + lookAheadMs } });
  let lastOfDate: Fire | null = last;
  let first: Fire | null = null;
  let firstOfNext: Fire | null = null;
  for (const fire of following) {
    first ??= fire;
    if (fire.date !== last?.date) {
      firstOfNext = fire;
      break;
    }
    lastOfDate = fire;
  }
  const isSplit = last !== null && first?.date === last.date;
  if (isSplit && guard?.slots === "dates")
    return { lastLegacy: due(lastOfDate), firstOurs: due(firstOfNext), ...unsplit };
  return {
    lastLegacy: due(last),
    firstOurs: due(first),
    ...(isSplit ? { splitDate: last.date, wholeFrom: due(lastOfDate)?.at ?? null } : unsplit),
  };
}

const unsplit = { splitDate: null, wholeFrom: null };

function lastFire(pipeline: Timed, at: number): Fire | null {
  for (const days of lookBackDays) {
    let last: Fire | null = null;
    for (const fire of fires(pipeline, { from: { at: at - days * dayMs }, to: { at: at + 1 } }))
      last = fire;
    if (last !== null) return last;
  }
  return null;
}

const due = (fire: Fire | null): DueDate | null =>
  fire && { at: new Date(fire.at).toISOString(), date: fire.date };
