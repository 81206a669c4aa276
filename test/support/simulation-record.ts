// `migration/simulation.json` of what is deployed, as `trunkline import --simulate --compare --record` writes it where both sides
// have the same times.

import type { Pool } from "pg";
import { storedPipeline } from "#core/stored-spec.ts";
import { timesHash } from "#engine/times-hash.ts";
import { livePipelines } from "#store/pipelines.sql.ts";

/** Of pipelines that are one job each. */
export async function simulationRecord(pool: Pool, ...names: string[]): Promise<string> {
  const { rows } = await pool.query("select id from trunkline.project");
  const found = await livePipelines(pool, { project: rows[0].id, names, files: [] });
  const jobs = Object.fromEntries(
    found.map(({ name, spec }) => [
      name,
      {
        ...{ legacy: name.toUpperCase(), times: timesHash(storedPipeline(spec)) },
        ...{ rules: "0".repeat(64), starts: 262, equal: true },
      },
    ]),
  );
  return JSON.stringify({ from: "2026-01-01", to: "2028-02-01", jobs });
}
