// What became due of pipelines before a deployment changes them is the old revision's: due times, and of those whose runs
// others make from then on, changes that they have not been judged by yet.

import type { Pipeline } from "#core/pipeline.ts";
import { makesRuns } from "#core/waves/wave.ts";
import type { Db } from "#store/connect.ts";
import { createDefinitions } from "./definitions.ts";
import { judgeTriggers } from "./judge-triggers.ts";
import { tickPipelines } from "./tick.ts";

/**
 * Call it in the transaction of the deployment, before it changes anything.
 * @param live Ids of what is deployed, by the name that it gets.
 * @param desired By name.
 */
export async function settleDue(
  db: Db,
  live: ReadonlyMap<string, number>,
  desired: ReadonlyMap<string, { pipeline: Pipeline }>,
  now: Date,
): Promise<void> {
  await tickPipelines(db, [...live.values()], now);
  const quiet = [...live].flatMap(([name, id]) => {
    const after = desired.get(name);
    return after && !makesRuns(after.pipeline) ? id : [];
  });
  if (quiet.length === 0) return;
  const { pipeline } = createDefinitions(db);
  while ((await judgeTriggers(db, pipeline, quiet)) > 0);
}
