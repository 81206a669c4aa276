// Runs of the scheduler before beside the starts that would have been here: which belongs to which. Whether two belong together
// is decided by what is near them alone, so that days can be paired one by one.

import type { OwnOutput, RunOutput } from "./outputs.ts";

export interface ExpectedStart {
  /** Business date. */
  date: string;
  /** The earliest moment, in milliseconds since 1970. */
  due: number;
  /** It waits for others as well. */
  waits: boolean;
  /** When these were there, by what was observed; null: not by now. Of one that waits for nothing its due time. */
  ready: number | null;
  /** What ran here for it; absent at a stage at which nothing runs here, null where it should have and did not. */
  ran?: OwnRun | null;
}

/** A run of ours that is compared as a whole: one of a wave at `shadow`. */
export interface OwnRun {
  /** Milliseconds since 1970; null: not yet. */
  start: number | null;
  end: number | null;
  /** Null: not ended, or by no exit code. */
  exit: number | null;
  outcome: "succeeded" | "failed" | null;
  /** What its spec declares; null: nothing, so that none are compared. */
  outputs: readonly OwnOutput[] | null;
}

/** `absent`: it may still come; `unobservable`: its source can't tell. */
export type Known = "absent" | "value" | "unobservable";

export interface LegacyStart {
  /** Business date; null: its source has none. */
  date: string | null;
  /** Milliseconds since 1970; null: ordered, and not started. */
  start: number | null;
  /** `again`: a further try of a run; `forced`: somebody started it. */
  how: "forced" | "again" | null;
  end: number | null;
  endKnown: Known;
  exit: number | null;
  exitKnown: Known;
  /** As the other scheduler called its end; null: not known. */
  outcome: "succeeded" | "failed" | null;
  outputs: readonly RunOutput[];
}

/** One of both, or both; indices. A further try of a run is in no pair. */
export interface Pair {
  expected: number | null;
  legacy: number | null;
}

/** A start looks for its run so far at most, however seldom its job runs. */
export const mostApartMs = 12 * 3_600_000;

/** When a start could have been here. */
export const momentOf = ({ ready, due }: Pick<ExpectedStart, "ready" | "due">): number =>
  ready ?? due;

type Starts = readonly Pick<ExpectedStart, "date" | "due" | "ready">[];
type Runs = readonly Pick<LegacyStart, "date" | "start" | "how">[];

/**
 * Pairs by business date and the order within it where both have one; else each start with the nearest run that is left,
 * within half of the time to the next start before or after it.
 * @param expected, legacy Of one job, in any order; runs that somebody forced are nobody's
 */
export function pairStarts(expected: Starts, legacy: Runs): Pair[] {
  const starts = [...expected.keys()].sort((a, b) => byDue(at(expected, a), at(expected, b)));
  const runs = [...legacy.keys()]
    .filter((index) => at(legacy, index).how === null)
    .sort((a, b) => byStart(at(legacy, a), at(legacy, b)));
  const partner = new Map<number, number>();
  pairByDate(
    Map.groupBy(starts, (index) => at(expected, index).date),
    Map.groupBy(runs, (index) => at(legacy, index).date),
    partner,
  );
  pairByTime(expected, legacy, { starts, runs }, partner);
  const paired = new Set(partner.values());
  const alone = [...legacy.keys()].flatMap((index) =>
    paired.has(index) || at(legacy, index).how === "again"
      ? []
      : [{ expected: null, legacy: index }],
  );
  const own = [...expected.keys()].map((index) => ({
    expected: index,
    legacy: partner.get(index) ?? null,
  }));
  return [...own, ...alone];
}

function pairByDate(
  starts: ReadonlyMap<string, readonly number[]>,
  runs: ReadonlyMap<string | null, readonly number[]>,
  partner: Map<number, number>,
): void {
  for (const [date, ran] of runs)
    for (const [nth, run] of (date === null ? [] : ran).entries()) {
      const start = starts.get(date as string)?.[nth];
      if (start !== undefined) partner.set(start, run);
    }
}

/** Times around starts never overlap, but where they touch: the earlier start goes first. */
function pairByTime(
  expected: Starts,
  legacy: Runs,
  order: { starts: readonly number[]; runs: readonly number[] },
  partner: Map<number, number>,
): void {
  const timed = order.runs.filter(
    (index) => at(legacy, index).date === null && at(legacy, index).start !== null,
  );
  const atOnce = Map.groupBy(order.starts, (index) => momentOf(at(expected, index)));
  const moments = [...atOnce.keys()].sort((a, b) => a - b);
  let next = 0;
  for (const [n, moment] of moments.entries()) {
    const gap = Math.min(
      moment - (moments[n - 1] ?? -Infinity),
      (moments[n + 1] ?? Infinity) - moment,
    );
    const within = Math.min(gap / 2, mostApartMs);
    const startOf = (place: number) => at(legacy, timed[place] as number).start as number;
    while (next < timed.length && startOf(next) < moment - within) next++;
    const near: number[] = [];
    while (next < timed.length && startOf(next) <= moment + within) near.push(next++);
    const free = (atOnce.get(moment) ?? []).filter((start) => !partner.has(start));
    const nearest = near
      .sort((a, b) => Math.abs(startOf(a) - moment) - Math.abs(startOf(b) - moment) || a - b)
      .slice(0, free.length)
      .sort((a, b) => a - b);
    for (const [place, run] of nearest.entries())
      partner.set(free[place] as number, timed[run] as number);
  }
}

const at = <T>(list: readonly T[], index: number): T => list[index] as T;

const byDue = (a: Starts[number], b: Starts[number]): number =>
  a.due - b.due || momentOf(a) - momentOf(b) || compare(a.date, b.date);

/** What has not started comes last. */
const byStart = (a: Runs[number], b: Runs[number]): number =>
  compare(a.start ?? Infinity, b.start ?? Infinity);

const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
