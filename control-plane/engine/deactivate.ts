// Takes pipelines away: nothing makes runs of them any more, and nobody is told of them.

import type { Db } from "#store/connect.ts";
import { removePipelines } from "#store/pipelines.sql.ts";
import { deleteTriggers } from "#store/triggers.sql.ts";
import { putAfterKeys } from "./after-keys.ts";
import { putAssets } from "./put-assets.ts";
import { putAwaited } from "./put-awaited.ts";
import { putMessageSources } from "./put-message-sources.ts";

/** @param revision Id of the one that has them no more. */
export async function deactivate(
  db: Db,
  project: string,
  revision: number,
  ids: readonly number[],
): Promise<void> {
  await removePipelines(db, { ids: [...ids], revision });
  await deleteTriggers(db, { pipelines: [...ids] });
  const none = { awaits: null, after: [], messages: [], tasks: [] };
  const nothing = ids.map((id) => ({ id, isKnown: true, pipeline: none }));
  await putAfterKeys(db, project, nothing);
  await putAssets(db, nothing);
  await putAwaited(db, project, nothing);
  await putMessageSources(db, nothing);
}
