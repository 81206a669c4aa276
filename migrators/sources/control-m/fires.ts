// Fire times of one job of an estate, by the legacy rules.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { ControlMEstate } from "./normalize.ts";
import { Simulation } from "./simulate.ts";

const simulations = new WeakMap<LegacyEstate, { range: string; simulation: Simulation }>();

/** Business dates in [from, to), with the first instant of each start in milliseconds since 1970; in the order of dates. */
export function controlMFires(
  { key }: LegacyJob,
  { from, to }: { from: string; to: string },
  estate: LegacyEstate,
): Iterable<{ date: string; at: number }> {
  const definition = (estate as ControlMEstate).definitions.get(key);
  return definition ? simulationOf(estate, from, to).firesOf(definition) : [];
}

/** After all jobs: calendars that they go by and that end before the range does, as sentences. */
export const controlMGaps = (
  estate: LegacyEstate,
  { from, to }: { from: string; to: string },
): string[] =>
  simulationOf(estate, from, to).lacking.map(
    ({ calendar, years }) =>
      `calendar ${calendar} says nothing of ${years.join(", ")}: what goes by it has no fire times there`,
  );

/** Jobs of one estate share days and instants, which take most of the time. */
function simulationOf(estate: LegacyEstate, from: string, to: string): Simulation {
  const range = `${from} ${to}`;
  const known = simulations.get(estate);
  if (known?.range === range) return known.simulation;
  const simulation = new Simulation((estate as ControlMEstate).site, from, to);
  simulations.set(estate, { range, simulation });
  return simulation;
}
