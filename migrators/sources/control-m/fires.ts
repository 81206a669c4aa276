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
  const { definitions, site } = estate as ControlMEstate;
  const range = `${from} ${to}`;
  let known = simulations.get(estate);
  // Jobs of one estate share days and instants, which take most of the time.
  if (known?.range !== range) {
    known = { range, simulation: new Simulation(site, from, to) };
    simulations.set(estate, known);
  }
  const definition = definitions.get(key);
  return definition ? known.simulation.firesOf(definition) : [];
}
