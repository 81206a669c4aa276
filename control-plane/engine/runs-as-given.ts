// Runs with the parameters that they have now: those that people gave them by hand count, where a server judges and nobody
// remembers. A worker remembers runs, and reads what was given with each attempt (attempt.ts).

import { givenValues, type StoredValue } from "#core/override/values.ts";
import type { Db } from "#store/connect.ts";
import { overridesOfRuns } from "#store/overrides.sql.ts";
import { type RunFacts, readRuns } from "./definitions.ts";

export async function runsAsGiven(db: Db, ids: string[]): Promise<Map<string, RunFacts>> {
  const runs = await readRuns(db, ids);
  const given = Map.groupBy(await overridesOfRuns(db, { runs: ids }), (row) => row.run_id);
  for (const [id, rows] of given) {
    const run = runs.get(id);
    const { params } = givenValues(rows as unknown as StoredValue[]);
    if (run) runs.set(id, { ...run, params: { ...run.params, ...params } });
  }
  return runs;
}
