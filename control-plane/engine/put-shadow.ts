// What of pipelines runs in shadow is stored beside them when they are deployed: another definition, for the runs that
// `start_shadow_runs` makes while the stage is `shadow`.

import { hash } from "node:crypto";
import { plannedOf } from "#core/judge.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { awaitingInShadow, shadowOf } from "#core/shadow/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { putShadowDefinitions } from "#store/shadow.sql.ts";
import { revisionsOf } from "./revisions.ts";

/** @param deployed With their ids, and those of their definitions. */
export async function putShadow(
  db: Db,
  deployed: readonly (PlannedPipeline & { id: number; revision: number })[],
): Promise<void> {
  const shadowed = deployed.filter(({ pipeline }) => pipeline.wave?.stage === "shadow");
  if (shadowed.length === 0) return;
  const planned = shadowed.map(({ file, pipeline }) =>
    plannedOf(file, shadowOf(pipeline), (text) => hash("sha256", text)),
  );
  const revisions = await revisionsOf(db, planned);
  await putShadowDefinitions(db, {
    pipelines: shadowed.map(({ id }) => id),
    deployed: shadowed.map(({ revision }) => revision),
    awaiting: shadowed.map(({ pipeline }) => JSON.stringify(awaitingInShadow(pipeline))),
    revisions: planned.map(({ hash }) => revisions.get(hash) as number),
  });
}
