// What the starts and runs of a job prove on each business date. What is near a date decides on it, and nothing else.

import { type ExpectedStart, type LegacyStart, momentOf, mostApartMs, pairStarts } from "./pair.ts";
import { type Spread, spreadOf } from "./spread.ts";
import { type Judged, judgePair, type PairRules } from "./verdict.ts";

/** A pair with what is said of it anywhere: kept with its date. Moments in milliseconds since 1970. */
export interface JudgedPair
  extends Pick<Judged, "verdict" | "laterMs" | "differences" | "notObservable"> {
  /** Null: it would not have started here. */
  due: number | null;
  /** Null: not by now, or it would not have started here. */
  ready: number | null;
  /** When it started there; null: it did not, or nobody knows. */
  start: number | null;
  /** Ids: of the run there, and of the start here. */
  run: string | null;
  expected: string | null;
}

export interface Identified {
  id: string;
}

export interface JobSides {
  /** All that are near the dates; @see aroundMs */
  expected: readonly (ExpectedStart & Identified)[];
  legacy: readonly (LegacyStart & Identified)[];
}

/** So far around a date a start or a run may decide on it: it is half the time to another start that is as far away. */
export const aroundMs = 4 * mostApartMs;

/** For so long before a run the other side's runs say how long it takes. */
const spreadMs = 90 * 86_400_000;
/** And so many of them at most. */
const spreadRuns = 200;

/** @param dateOf Business date of a moment. @returns by date, each ascending; also of dates around those that are asked */
export function judgeDays(
  { expected, legacy }: JobSides,
  rules: Omit<PairRules, "spread">,
  dateOf: (at: number) => string,
): Map<string, JudgedPair[]> {
  const spreadAt = spreads(legacy);
  const days = new Map<string, JudgedPair[]>();
  for (const pair of pairStarts(expected, legacy)) {
    const [start, run] = [expected[pair.expected ?? -1], legacy[pair.legacy ?? -1]];
    const spread = start?.ran ? spreadAt(run?.start ?? null) : null;
    const judged = judgePair(pair, start, run, { ...rules, spread });
    const moment = start === undefined ? (run?.start ?? null) : momentOf(start);
    const date = judged.date ?? (moment === null ? null : dateOf(moment));
    if (date === null) continue;
    const { verdict, laterMs, differences, notObservable } = judged;
    days
      .getOrInsertComputed(date, () => [])
      .push({
        ...{ verdict, laterMs, differences, notObservable },
        ...{ due: start?.due ?? null, ready: start?.ready ?? null, start: run?.start ?? null },
        ...{ run: run?.id ?? null, expected: start?.id ?? null },
      });
  }
  for (const pairs of days.values()) pairs.sort(byMoment);
  return days;
}

/** In the order of time; what is at one moment in an order of its own. */
function byMoment(a: JudgedPair, b: JudgedPair): number {
  const at = ({ due, start }: JudgedPair) => due ?? start ?? 0;
  const key = ({ expected, run }: JudgedPair) => `${expected ?? ""}/${run ?? ""}`;
  return at(a) - at(b) || (key(a) < key(b) ? -1 : 1);
}

/** By the newest runs before a moment whose lengths are known. */
function spreads(legacy: readonly LegacyStart[]): (at: number | null) => Spread | null {
  const known = legacy
    .flatMap(({ start, end }) =>
      start === null || end === null ? [] : [{ start, ms: end - start }],
    )
    .sort((a, b) => a.start - b.start);
  return (at) => {
    if (at === null) return null;
    const before = known.findLastIndex(({ start }) => start < at) + 1;
    const newest = known.slice(Math.max(0, before - spreadRuns), before);
    return spreadOf(newest.filter(({ start }) => start >= at - spreadMs).map(({ ms }) => ms));
  };
}
