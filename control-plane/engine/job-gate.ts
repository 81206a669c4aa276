// The gate of one job, by what was compared and by what the project says of it in `migration/`.

import { addDays, nthDay } from "#core/calendar/business.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { compileCalendar, mondayToFriday } from "#core/calendar/days.ts";
import { businessCalendar } from "#core/calendar/of-pipeline.ts";
import type { MigrationEvidence } from "#core/parity/evidence.ts";
import { explainedDays } from "#core/parity/explained-days.ts";
import { type Explanation, isFor, standingOf, type Waived } from "#core/parity/explanation.ts";
import {
  type GateRule,
  type GateVerdict,
  judgeGate,
  lackingDates,
  usualSimulatedMonths,
} from "#core/parity/gate.ts";
import { backtestedDates, simulationLacks } from "#core/parity/records.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { JobParity } from "./parity.ts";
import { timesHash } from "./times-hash.ts";

export interface JobGate extends GateVerdict {
  /** How many differences of the dates each explanation explains, by its file. */
  by: ReadonlyMap<string, number>;
  /**
   * The first day on which its dates could be there, if all of them from now on are observed and alike; null: they are there, or the
   * calendar ends before. What else is missing has no day.
   */
  earliest: string | null;
}

export function jobGate(
  { job, pipeline, days, verdicts }: JobParity,
  rule: GateRule,
  evidence: MigrationEvidence,
  now: Date,
): JobGate {
  const inForce = explanationsInForce(evidence, now);
  const explained = explainedDays(job, days, verdicts, inForce);
  const waiverOf = (part: Waived) =>
    inForce.find((one) => one.waives.includes(part) && isFor(one, job));
  const waiver = waiverOf("runs");
  const name = job.task === "" ? job.pipeline : `${job.pipeline}/${job.task}`;
  const times = timesHash(pipeline);
  const verdict = judgeGate(rule, explained.days, {
    waived: waiver === undefined ? null : `${waiver.file} (${waiver.who})`,
    backtested: backtestedDates(evidence.backtest, name, times),
    simulation:
      waiverOf("simulation") === undefined
        ? simulationLacks(
            evidence.simulation,
            name,
            times,
            rule.simulatedMonths ?? usualSimulatedMonths,
          )
        : null,
    monthEnd: nextMonthEnd(pipeline, now.toISOString().slice(0, 10)),
  });
  const lacks = lackingDates(rule, explained.days);
  return { ...verdict, by: explained.by, earliest: earliestOf(pipeline, lacks, now) };
}

/** The dates have to be over. */
function earliestOf(
  pipeline: Pipeline,
  { businessDays, monthEnd }: ReturnType<typeof lackingDates>,
  now: Date,
): string | null {
  const calendar = compileCalendar(businessCalendar(pipeline) ?? mondayToFriday);
  const today = now.toISOString().slice(0, 10);
  const last = [
    ...(businessDays > 0 ? [addDays(calendar, dayOf(today) - 1, businessDays)] : []),
    ...(monthEnd ? [nextMonthEnd(pipeline, today)].map((date) => date && dayOf(date)) : []),
  ];
  if (last.length === 0 || last.includes(null)) return null;
  return dateOf(Math.max(...last.map(Number)) + 1);
}

export const explanationsInForce = (
  { explanations }: MigrationEvidence,
  now: Date,
): Explanation[] =>
  explanations.filter((one) => standingOf(one, now.toISOString().slice(0, 10)) === "in force");

/** The last business date of this month, or of the next one where that is over. */
function nextMonthEnd(pipeline: Pipeline, today: string): string | null {
  const calendar = compileCalendar(businessCalendar(pipeline) ?? mondayToFriday);
  const day = dayOf(today);
  const end = nthDay(calendar, day, "month", -1);
  if (end !== null && end >= day) return dateOf(end);
  const next = nthDay(calendar, day + 31 - Number(today.slice(8)) + 1, "month", -1);
  return next === null ? null : dateOf(next);
}
