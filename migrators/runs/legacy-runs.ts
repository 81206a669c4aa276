// Each scheduler's own model of what waits for what; cron's jobs wait for nothing.

import type { LegacyEstate, LegacyJob, LegacySystem } from "../legacy.ts";
import type { DateRange } from "../simulate.ts";
import { JobStates } from "../sources/autosys/job-states.ts";
import { DailyModel } from "../sources/control-m/daily-model.ts";
import type { ControlMEstate } from "../sources/control-m/normalize.ts";
import type { LegacyRunSimulation } from "./run-simulation.ts";

type Make = (
  estate: LegacyEstate,
  range: DateRange,
  durationOf: (job: LegacyJob) => number,
) => LegacyRunSimulation;

/** By scheduler; null: nothing of it waits. Durations in milliseconds. */
export const legacyRuns: Record<LegacySystem, Make | null> = {
  cron: null,
  "control-m": (estate, range, durationOf) =>
    new DailyModel(estate as ControlMEstate, range, durationOf),
  autosys: (estate, range, durationOf) => new JobStates(estate, range, durationOf),
};
