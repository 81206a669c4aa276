// Each scheduler's own model of what waits for what; cron's jobs wait for nothing.

import type { LegacyEstate, LegacySystem } from "../legacy.ts";
import type { DateRange } from "../simulate.ts";
import { JobStates } from "../sources/autosys/job-states.ts";
import { DailyModel } from "../sources/control-m/daily-model.ts";
import type { ControlMEstate } from "../sources/control-m/normalize.ts";
import type { EndsOf } from "./durations.ts";
import type { LegacyRunSimulation } from "./run-simulation.ts";

type Make = (estate: LegacyEstate, range: DateRange, endsOf: EndsOf) => LegacyRunSimulation;

/** By scheduler; null: nothing of it waits. */
export const legacyRuns: Record<LegacySystem, Make | null> = {
  cron: null,
  "control-m": (estate, range, endsOf) => new DailyModel(estate as ControlMEstate, range, endsOf),
  autosys: (estate, range, endsOf) => new JobStates(estate, range, endsOf),
};
