// Fire times by the legacy rules, of whichever source.

import type { LegacyEstate, LegacyJob } from "./legacy.ts";
import { autosysFires } from "./sources/autosys/fires.ts";
import { controlMFires, controlMGaps } from "./sources/control-m/fires.ts";
import { cronFires } from "./sources/cron/fires.ts";

/** One start by its own day and time rules, dependencies ignored. */
export interface LegacyFire {
  /** Business date, YYYY-MM-DD. */
  date: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Business dates in [from, to), YYYY-MM-DD. */
export interface DateRange {
  from: string;
  to: string;
}

/** Each source's own evaluator: fire times of a job in time order. A job that has no rules of its own has none. */
export const legacyFires: Record<
  LegacyEstate["system"],
  (job: LegacyJob, range: DateRange, estate: LegacyEstate) => Iterable<LegacyFire>
> = {
  cron: cronFires,
  "control-m": controlMFires,
  autosys: autosysFires,
};

/** After the fire times of all jobs: where some are not known, as sentences for people. */
export const legacyGaps = (estate: LegacyEstate, range: DateRange): string[] =>
  estate.system === "control-m" ? controlMGaps(estate, range) : [];
