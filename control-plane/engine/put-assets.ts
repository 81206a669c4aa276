// Which assets pipelines write and read, and how long the former stay fresh, as it is deployed.

import { assetsOf } from "#core/lineage.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { hasAssets, replaceAssetReaders, replaceAssetWriters } from "#store/assets.sql.ts";
import type { Db } from "#store/connect.ts";
import { type Identity, knownIds } from "./identity.ts";

type AssetUser = Identity &
  Pick<PlannedPipeline, "assets"> & {
    pipeline: Pick<Pipeline, "tasks">;
  };

/** Makes what these pipelines say of assets the deployed; most say nothing before and after. */
export async function putAssets(db: Db, pipelines: readonly AssetUser[]): Promise<void> {
  const ids = knownIds(pipelines);
  const users = pipelines.map((one) => ({ id: one.id, ...(one.assets ?? assetsOf(one.pipeline)) }));
  const writes = users.flatMap(({ id, writes }) => writes.map(([name, ms]) => ({ id, name, ms })));
  const reads = users.flatMap(({ id, reads }) => reads.map((name) => ({ id, name })));
  const isNone = writes.length + reads.length === 0;
  if (isNone && (ids.length === 0 || !(await hasAssets(db, { pipelines: ids }))?.has)) return;
  await replaceAssetWriters(db, {
    pipelines: ids,
    names: writes.map(({ name }) => name),
    writers: writes.map(({ id }) => id),
    freshMs: writes.map(({ ms }) => (ms === null ? null : String(ms))) as string[],
  });
  await replaceAssetReaders(db, {
    pipelines: ids,
    names: reads.map(({ name }) => name),
    readers: reads.map(({ id }) => id),
  });
}
