// How long the assets that pipelines write stay fresh, as it is deployed.

import { freshnessOf } from "#core/freshness.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { hasAssetWriters, replaceAssetWriters } from "#store/assets.sql.ts";
import type { Db } from "#store/connect.ts";

type AssetWriter = Pick<PlannedPipeline, "freshness"> & {
  id: number;
  pipeline: Pick<Pipeline, "tasks">;
};

/** Makes what these pipelines say of freshness the deployed; most say nothing before and after. */
export async function putAssetWriters(db: Db, pipelines: readonly AssetWriter[]): Promise<void> {
  const ids = pipelines.map(({ id }) => id);
  const rows = pipelines.flatMap(({ id, pipeline, freshness }) =>
    [...(freshness ?? freshnessOf(pipeline))].map(([name, ms]) => ({ id, name, ms })),
  );
  if (rows.length === 0 && !(await hasAssetWriters(db, { pipelines: ids }))?.has) return;
  await replaceAssetWriters(db, {
    pipelines: ids,
    names: rows.map(({ name }) => name),
    writers: rows.map(({ id }) => id),
    freshMs: rows.map(({ ms }) => String(ms)),
  });
}
