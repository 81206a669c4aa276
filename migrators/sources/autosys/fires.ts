// The starts of one job, in the form that all sources have them.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { DateRange, LegacyFire } from "#migrators/simulate.ts";
import { AutosysSimulation } from "./simulate.ts";

/** The last one of an estate: its jobs are asked for one after the other, of one range. */
const simulations = new WeakMap<LegacyEstate, { range: string; simulation: AutosysSimulation }>();

/** When AutoSys would start a job by its own dates, conditions left aside; ascending. */
export function* autosysFires(
  job: LegacyJob,
  { from, to }: DateRange,
  estate: LegacyEstate,
): Generator<LegacyFire> {
  const range = `${from} ${to}`;
  let known = simulations.get(estate);
  if (known?.range !== range) {
    known = { range, simulation: new AutosysSimulation(estate, from, to) };
    simulations.set(estate, known);
  }
  for (const { date, at } of known.simulation.starts(job)) yield { date, at: at * 1000 };
}
