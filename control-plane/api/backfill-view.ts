// Backfills as the API shows them, from their rows.

import type { Scalar } from "#core/pipeline.ts";
import {
  type BackfillSlotsRow,
  backfillCounts,
  type ListBackfillsRow,
  listBackfills,
} from "#store/backfills.sql.ts";
import type { Db } from "#store/connect.ts";
import type { BackfillSlotView, BackfillView } from "./backfill-shapes.ts";
import { notFound } from "./problem.ts";
import { iso, isoOrNull } from "./route.ts";

/** Beyond every id. */
export const firstBackfill = 2_147_483_647;

/** @throws Problem 404 for a text that can't be one. */
export function backfillIdOf(given: string): number {
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw notFound(`backfill "${given}"`);
}

/** @throws Problem 404. */
export async function readBackfill(db: Db, id: number): Promise<BackfillView> {
  const [row] = await listBackfills(db, { before: firstBackfill, id, limit: 1 });
  if (!row) throw notFound(`backfill ${id}`);
  return backfillOf(db, row);
}

export async function backfillOf(db: Db, row: ListBackfillsRow): Promise<BackfillView> {
  const asked = row.asked as { from: string; to: string; missing: boolean };
  const counts = await backfillCounts(db, { id: row.id });
  return {
    id: row.id,
    project: row.project,
    pipeline: row.pipeline,
    key: row.key,
    from: asked.from,
    to: asked.to,
    missing: asked.missing,
    order: row.newest_first ? "newest" : "oldest",
    atATime: row.runs,
    params: row.params as Record<string, Scalar>,
    state: row.state as BackfillView["state"],
    note: row.note,
    actor: row.actor,
    reason: row.reason,
    createdAt: iso(row.created_at),
    finishedAt: isoOrNull(row.finished_at),
    total: row.total,
    left: row.total - row.made,
    counts: Object.fromEntries(counts.map(({ state, runs }) => [state, runs])),
  };
}

export const backfillSlotOf = (row: BackfillSlotsRow): BackfillSlotView => ({
  ordinal: row.ordinal,
  date: row.date,
  dueAt: iso(row.due_at),
  run: row.run_id,
  state: row.state,
  startedAt: isoOrNull(row.started_at),
  finishedAt: isoOrNull(row.finished_at),
});
