// Maintenance at any moment of a simulation: ranges are made and dropped, and what has ended goes at once.

import type pg from "pg";
import { createDefinitions } from "#engine/definitions.ts";
import { maintain } from "#engine/maintain.ts";

export interface SimulatedMaintenance {
  moves: Record<string, [number, () => Promise<unknown>]>;
}

/** Each finds runs that break its rule. */
export const maintenanceRules: Record<string, string> = {
  "a run that is kept keeps its tasks": `
    select r.id, r.state from trunkline.run r
     where r.state <> 'skipped' and not exists (select from trunkline.task_run t where t.run_id = r.id)`,
};

/** What has ended before now is old enough to go. */
const retention = { historyDays: 0, logDays: 0, archive: null };

/** @param around does what forgets runs, and lets others know which due times are forgotten by it */
export function simulateMaintenance(
  pool: pg.Pool,
  around: (work: () => Promise<unknown>) => Promise<void>,
): SimulatedMaintenance {
  const { pipeline: readPipeline } = createDefinitions(pool);
  const pass = async () => {
    if ((await maintain(pool, { retention, readPipeline })) === null)
      throw new Error("another pass of maintenance is under way");
  };
  return {
    moves: {
      maintain: [5, () => around(pass)],
      "ids go on as after many runs": [
        1,
        () =>
          pool.query(
            "select setval('trunkline.run_id_seq', (select last_value from trunkline.run_id_seq) + 40000)",
          ),
      ],
    },
  };
}
