// How long the assets that pipelines write stay fresh, as it is deployed.

import type { Pipeline } from "#core/pipeline.ts";
import { hasAssetWriters, replaceAssetWriters } from "#store/assets.sql.ts";
import type { Db } from "#store/connect.ts";

/** Makes what these pipelines say of freshness the deployed; most say nothing before and after. */
export async function putAssetWriters(
  db: Db,
  pipelines: readonly { id: number; pipeline: Pick<Pipeline, "tasks"> }[],
): Promise<void> {
  const ids = pipelines.map(({ id }) => id);
  const rows = pipelines.flatMap(({ id, pipeline }) =>
    [...freshnessOf(pipeline)].map(([name, ms]) => ({ id, name, ms })),
  );
  if (rows.length === 0 && !(await hasAssetWriters(db, { pipelines: ids }))?.has) return;
  await replaceAssetWriters(db, {
    pipelines: ids,
    names: rows.map(({ name }) => name),
    writers: rows.map(({ id }) => id),
    freshMs: rows.map(({ ms }) => String(ms)),
  });
}

function freshnessOf({ tasks }: Pick<Pipeline, "tasks">): Map<string, number> {
  const found = new Map<string, number>();
  for (const effect of tasks.flatMap((task) => task.effects ?? []))
    if (effect.kind === "update" && effect.freshnessMs)
      found.set(
        effect.asset,
        Math.min(effect.freshnessMs, found.get(effect.asset) ?? effect.freshnessMs),
      );
  return found;
}
