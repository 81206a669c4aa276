// Runs of a scheduler whose logs have no business date, beside the starts of the rules: each run belongs to the last start
// that was due before it and that no other run has.

import type { LegacyFire } from "../simulate.ts";
import { type Pair, type State, slack } from "./pair-dated.ts";

export interface TimedRun {
  start: number;
  /** In an hour that comes twice, when no line tells which it is: it may as well be this one. Else the start. */
  last: number;
  /** NaN: not known. */
  end: number;
}

export interface TimedRules {
  /** Longest time from when a start is due to the run, in milliseconds. */
  latest: number;
  /**
   * A start stays due until the job runs, and one that is due while another waits or runs is one with it: AutoSys arms a job
   * once. Then a run later on the same date belongs to it as well.
   */
  arms: boolean;
  /** It waits for more than its times, so that several starts of a date may become one run. */
  waits: boolean;
}

export interface DueStart extends LegacyFire {
  job: number;
}

/**
 * @param due ascending. @param runs ascending. @param dateOf local date of an instant
 * @param state of a start, or of a run without one: `unknown` leaves it out
 */
export function pairTimed(
  due: readonly DueStart[],
  runs: readonly TimedRun[],
  { latest, arms, waits }: TimedRules,
  dateOf: (at: number) => string,
  state: (at: number, date: string) => State,
): Pair[] {
  const found: Pair[] = [];
  const runOf = runsOfStarts(due, runs, { latest, arms, waits }, dateOf);
  const paired = new Set(runOf.values());
  for (const [run, { start }] of runs.entries()) {
    const date = dateOf(start);
    if (!paired.has(run) && state(start, date) !== "unknown")
      found.push({ kind: "log", job: 0, date, at: null, run });
  }
  const datesWithRuns = new Set([...runOf.keys()].map((index) => due[index]?.date));
  for (const [index, { job, date, at }] of due.entries()) {
    const run = runOf.get(index);
    const is = state(run === undefined ? at : (runs[run]?.start ?? at), date);
    if (is === "unknown") continue;
    if (run !== undefined) found.push({ kind: "matched", job, date, at, run });
    else if (arms && (isUnderWay(at, runs) || (waits && datesWithRuns.has(date))))
      found.push({ kind: "collapsed", job, date, at, run: null });
    else found.push({ kind: is === "open" ? "open" : "rules", job, date, at, run: null });
  }
  const momentOf = ({ at, run }: Pair) => at ?? runs[run ?? -1]?.start ?? 0;
  return found.sort((a, b) => momentOf(a) - momentOf(b));
}

/** The run of each start that has one, by their indices. */
function runsOfStarts(
  due: readonly DueStart[],
  runs: readonly TimedRun[],
  { latest, arms }: TimedRules,
  dateOf: (at: number) => string,
): Map<number, number> {
  const runOf = new Map<number, number>();
  const left: number[] = [];
  /** Starts that are due and have no run yet; the last is the latest. */
  let waiting: number[] = [];
  let next = 0;
  /** Of an hour that comes twice a run may be later than it seems: the latest start that is due until then. */
  const later = ({ start, last }: TimedRun): number =>
    last === start
      ? -1
      : due.findLastIndex(({ at }, each) => at > start && at <= last + slack && !runOf.has(each));
  for (const [index, run] of runs.entries()) {
    const { start, last } = run;
    for (; (due[next]?.at ?? Infinity) <= start + slack; next++)
      if (!runOf.has(next)) waiting.push(next);
    const latestDue = waiting.at(-1) ?? -1;
    const before = due[latestDue];
    const lag = before ? start - before.at : Infinity;
    if (!before || !(lag <= latest || (arms && before.date === dateOf(start)))) {
      left.push(index);
      continue;
    }
    const other = lag > slack ? later(run) : -1;
    const isOther = last - (due[other]?.at ?? -Infinity) + slack < lag;
    runOf.set(isOther ? other : latestDue, index);
    if (arms) waiting = [];
    else if (!isOther) waiting.pop();
  }
  for (const index of left) {
    const other = later(runs[index] as TimedRun);
    if (other >= 0) runOf.set(other, index);
  }
  return runOf;
}

/** Whether a run had begun before a moment and not ended by then. */
function isUnderWay(at: number, runs: readonly TimedRun[]): boolean {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.start ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = runs[low - 1];
  if (!before) return false;
  // Without an end it is only known of the last one that nothing ended it.
  return Number.isNaN(before.end) ? low === runs.length : before.end > at;
}
