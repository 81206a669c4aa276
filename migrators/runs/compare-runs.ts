// Started runs of both sides, instant by instant: what is on one alone, and why, told while both stand at that instant.

import type { Side } from "../compare.ts";
import type { DateRange } from "../simulate.ts";
import type { RunSimulation, StartedRun } from "./run-simulation.ts";

export interface ComparedRun extends StartedRun {
  side: Side;
  /** What each side says of the job then. */
  explain: () => { legacy: string; ours: string };
}

/** What is of the last dates starts within so many days after them, or is not looked at any more. */
const tailMs = 2 * 86_400_000;

/** Runs of business dates in a range, in time order. */
export function* compareRuns(
  legacy: RunSimulation,
  ours: RunSimulation,
  { from, to }: DateRange,
): Generator<ComparedRun> {
  const until = Date.parse(to) + tailMs;
  const isAsked = ({ date }: StartedRun): boolean => date >= from && date < to;
  for (;;) {
    const at = Math.min(legacy.nextAt() ?? until, ours.nextAt() ?? until);
    if (at >= until) return;
    const left = startsAt(legacy, at);
    const right = startsAt(ours, at);
    for (const [key, run] of left) {
      const side = right.delete(key) ? "both" : "legacy";
      if (isAsked(run)) yield compared(run, side);
    }
    for (const run of right.values()) if (isAsked(run)) yield compared(run, "ours");
  }
  function compared(run: StartedRun, side: Side): ComparedRun {
    const { job, date } = run;
    const explain = () => ({ legacy: legacy.explain(job, date), ours: ours.explain(job, date) });
    return { ...run, side, explain };
  }
}

/** What takes no time goes on at the same instant. */
function startsAt(side: RunSimulation, at: number): Map<string, StartedRun> {
  const found = new Map<string, StartedRun>();
  while (side.nextAt() === at)
    for (const run of side.step()) found.set(`${run.job} ${run.date}`, run);
  return found;
}
