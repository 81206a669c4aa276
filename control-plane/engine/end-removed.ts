// What becomes of the unfinished runs of pipelines that a revision takes away: by default they finish as they began.

import type { OnDelete } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { placeHold } from "#store/holds.sql.ts";
import { unfinishedRunsOf, whatOnDelete } from "#store/pipelines.sql.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { writeAudit } from "#store/write-audit.ts";

/** What the deployed specs say of their own removal; those that say nothing are left out. Before they are removed. */
export async function readOnDelete(
  db: Db,
  ids: readonly number[],
): Promise<{ id: number; onDelete: OnDelete }[]> {
  const rows = ids.length === 0 ? [] : await whatOnDelete(db, { ids: [...ids] });
  return rows.map(({ id, on_delete }) => ({ id, onDelete: on_delete as OnDelete }));
}

/** Cancels or holds their unfinished runs, each on record. */
export async function endRemoved(
  db: Db,
  rules: readonly { id: number; onDelete: OnDelete }[],
  { actor, commit }: { actor: string; commit: string },
): Promise<void> {
  if (rules.length === 0) return;
  const reason = `its pipeline was removed by commit ${commit.slice(0, 12)}`;
  const words = new Map(rules.map(({ id, onDelete }) => [id, onDelete]));
  for (const { id, pipeline_id } of await unfinishedRunsOf(db, { pipelines: [...words.keys()] })) {
    const act = words.get(pipeline_id) === "hold" ? "hold" : "cancel";
    if (act === "cancel") await cancelRun(db, { id, reason });
    else {
      const hold = { mode: "hold", actor, reason, until: null };
      await placeHold(db, { pipeline: null, run: id, task: null, ...hold });
    }
    await writeAudit(db, { actor, act, subject: id, detail: { reason, commit } });
  }
}
