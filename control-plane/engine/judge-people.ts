// What people decide about waits: holds, the votes on approvals, and blackouts.

import type { BlackoutFacts, BlackoutMode } from "#core/blackout.ts";
import type { People } from "#core/gates.ts";
import type { HoldMode } from "#core/run.ts";
import { askApprovals, votesOf } from "#store/approvals.sql.ts";
import { type BlackoutsOfRow, blackoutsOf } from "#store/blackouts.sql.ts";
import type { Db } from "#store/connect.ts";
import { heldTasks } from "#store/holds.sql.ts";

interface Wait {
  row: { run_id: string; idx: number; pipeline_id: number };
  /** Name of the task whose approval is awaited; null: none is. */
  approval: string | null;
}

/** Of a run as a whole only a hold keeps it from starting; the other modes are for its tasks. */
interface Decided extends People {
  isRunOnIce: boolean;
}

/** What `judgeGates` takes of them, in the order of the waits. An approval is asked for with its first judgement. */
export async function readPeople(db: Db, waits: readonly Wait[]): Promise<Decided[]> {
  const held = new Map(
    (await heldTasks(db, idsOf(waits))).map((row) => [keyOf(row), row.mode as HoldMode]),
  );
  const asking = waits.filter(({ approval }) => approval !== null);
  if (asking.length > 0) await askApprovals(db, idsOf(asking));
  const rows = asking.length === 0 ? [] : await votesOf(db, idsOf(asking));
  const votes = Map.groupBy(rows, keyOf);
  const blackouts = await blackoutsNow(db, waits);
  return waits.map(({ row, approval }) => {
    const found = votes.get(keyOf(row)) ?? [];
    const askedAt = found[0]?.asked_at.getTime();
    const mode = held.get(keyOf(row)) ?? null;
    return {
      held: row.idx === -1 && mode !== "hold" ? null : mode,
      isRunOnIce: row.idx === -1 && mode === "ice",
      blackout: row.idx === -1 ? (blackouts.get(row.pipeline_id) ?? null) : null,
      approval:
        approval === null || askedAt === undefined
          ? null
          : {
              run: row.run_id,
              task: approval,
              askedAt,
              votes: found.flatMap(({ actor, approved, reason }) =>
                actor === null || approved === null ? [] : { actor, approved, reason },
              ),
            },
    };
  });
}

/** By pipeline the one that keeps its runs longest. Only runs are kept: what has started goes on. */
async function blackoutsNow(db: Db, waits: readonly Wait[]): Promise<Map<number, BlackoutFacts>> {
  const runs = waits.filter(({ row }) => row.idx === -1);
  if (runs.length === 0) return new Map();
  const pipelines = [...new Set(runs.map(({ row }) => row.pipeline_id))];
  const found = new Map<number, BlackoutFacts>();
  for (const row of await blackoutsOf(db, { pipelines }))
    if (row.now && !found.has(row.pipeline_id)) found.set(row.pipeline_id, blackoutFactsOf(row));
  return found;
}

export const blackoutFactsOf = (row: BlackoutsOfRow): BlackoutFacts => ({
  id: row.id,
  mode: row.mode as BlackoutMode,
  actor: row.actor,
  reason: row.reason,
  from: row.from_at.getTime(),
  to: row.to_at.getTime(),
});

const keyOf = ({ run_id, idx }: { run_id: string; idx: number }): string => `${run_id}:${idx}`;

const idsOf = (waits: readonly Wait[]) => ({
  runs: waits.map(({ row }) => row.run_id),
  idxs: waits.map(({ row }) => row.idx),
});
