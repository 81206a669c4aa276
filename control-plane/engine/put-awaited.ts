// Which pipelines deployed pipelines ask about in their conditions, as a plan that takes one away looks for it.

import { awaitedBy } from "#core/conditions/awaited.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { hasAwaited, replaceAwaited } from "#store/awaited.sql.ts";
import type { Db } from "#store/connect.ts";
import { type Identity, knownIds } from "./identity.ts";

type Asker = Identity &
  Pick<PlannedPipeline, "awaited"> & {
    pipeline: Pick<Pipeline, "awaits" | "after" | "tasks">;
  };

/** Makes what these pipelines ask about the deployed; most ask about none before and after. */
export async function putAwaited(db: Db, own: string, pipelines: readonly Asker[]): Promise<void> {
  const ids = knownIds(pipelines);
  const rows = pipelines.flatMap(({ id, pipeline, awaited }) =>
    (awaited ?? awaitedBy(pipeline)).map((one) => ({ id, ...one })),
  );
  if (rows.length === 0 && (ids.length === 0 || !(await hasAwaited(db, { pipelines: ids }))?.has))
    return;
  await replaceAwaited(db, {
    pipelines: ids,
    projects: rows.map(({ project }) => project ?? own),
    names: rows.map(({ pipeline }) => pipeline),
    tasks: rows.map(({ task }) => task ?? ""),
    askers: rows.map(({ id }) => id),
  });
}
