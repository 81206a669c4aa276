// Why a job starts on a date by the legacy rules, or doesn't, of whichever source; and the dates around on which it does.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import type { DayExplanation } from "./explanation.ts";
import type { LegacyEstate, LegacyJob } from "./legacy.ts";
import { type DateRange, legacyFires } from "./simulate.ts";
import { explainAutosysDay } from "./sources/autosys/explain.ts";
import { explainControlMDay } from "./sources/control-m/explain.ts";
import { explainCronDay } from "./sources/cron/explain.ts";

/** Each says that a job is ordered on exactly the dates on which its source's evaluator has fire times. */
export const explainDay: Record<
  LegacyEstate["system"],
  (job: LegacyJob, date: string, estate: LegacyEstate) => DayExplanation
> = {
  cron: explainCronDay,
  "control-m": explainControlMDay,
  autosys: explainAutosysDay,
};

/** So far around a date others are looked for; each length is tried after the one before, since most jobs run often. */
const nearDays = [40, 400, 3000] as const;

/** Dates that a date and those around it are told from. */
export function rangeAround(date: string): DateRange {
  const [day, far] = [dayOf(date), nearDays[2] + 1];
  return { from: dateOf(day - far), to: dateOf(day + far) };
}

/** The last date before one on which a job starts, and the first after it, `YYYY-MM-DD`; null: none within 3,000 days. */
export function nearDates(
  job: LegacyJob,
  date: string,
  estate: LegacyEstate,
): { previous: string | null; next: string | null } {
  const day = dayOf(date);
  const fires = (from: number, to: number) =>
    legacyFires[estate.system](job, { from: dateOf(from), to: dateOf(to) }, estate);
  let previous: string | null = null;
  let next: string | null = null;
  for (const days of nearDays) {
    // Sorted by date with Control-M, by instant with others: the greatest is looked for.
    if (previous === null)
      for (const { date: each } of fires(day - days, day))
        if (previous === null || each > previous) previous = each;
    if (next === null)
      for (const { date: each } of fires(day + 1, day + 1 + days)) {
        next = each;
        break;
      }
  }
  return { previous, next };
}
