// How many of a job's newest dates ran as the rules say: what stands for runs of a job that seldom runs.

import type { Verdict } from "./backtest.ts";

export interface AlikeDates {
  /** Business dates that were compared. */
  dates: number;
  /** The newest of them in a row without a difference. */
  alike: number;
  last: string;
}

/** Null: nothing was compared. What may still come, or is one with another start, decides on nothing. @param verdicts Of one job. */
export function alikeDates(verdicts: readonly Pick<Verdict, "date" | "kind">[]): AlikeDates | null {
  const byDate = new Map<string, boolean>();
  for (const { date, kind } of verdicts)
    if (kind !== "open" && kind !== "collapsed")
      byDate.set(date, kind === "matched" && (byDate.get(date) ?? true));
  const dates = [...byDate.keys()].sort();
  const last = dates.at(-1);
  if (last === undefined) return null;
  const newest = dates.findLastIndex((date) => !byDate.get(date));
  return { dates: dates.length, alike: dates.length - 1 - newest, last };
}
