// How much two schedulers may differ and still be alike: the usual, and what a wave says of some of its jobs.

import { matchesStars } from "../star-pattern.ts";
import type { DurationTolerance } from "./spread.ts";

export interface Tolerances {
  /** Between a start here and there; of what waits for others between the lags after these. */
  startMs: number;
  duration: DurationTolerance;
}

/** Of jobs of which nobody has said anything else: the reference's section 4. */
export const usualTolerances: Tolerances = {
  startMs: 60_000,
  duration: { leastMs: 30_000, percent: 50 },
};

/** What a wave says of the jobs that a pattern means. */
export interface JobTolerance {
  /** `PIPELINE` or `PIPELINE/TASK`, in which `*` stands for any characters. */
  jobs: string;
  startMs?: number;
  durationMs?: number;
  durationPercent?: number;
}

/** @param job `PIPELINE` or `PIPELINE/TASK`. @param said In the order of the file: what comes later goes before */
export function tolerancesOf(job: string, said: readonly JobTolerance[] = []): Tolerances {
  const found = said.filter(({ jobs }) => matchesStars(job, jobs));
  const all: Omit<JobTolerance, "jobs"> = Object.assign({}, ...found);
  const { startMs, duration } = usualTolerances;
  return {
    startMs: all.startMs ?? startMs,
    duration: {
      leastMs: all.durationMs ?? duration.leastMs,
      percent: all.durationPercent ?? duration.percent,
    },
  };
}
