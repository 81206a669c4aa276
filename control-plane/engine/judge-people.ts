// What people decide about waits: holds, and the votes on approvals.

import type { ApprovalFacts } from "#core/approval.ts";
import type { HoldMode } from "#core/run.ts";
import { askApprovals, votesOf } from "#store/approvals.sql.ts";
import type { Db } from "#store/connect.ts";
import { heldTasks } from "#store/holds.sql.ts";

interface Wait {
  row: { run_id: string; idx: number };
  /** Name of the task whose approval is awaited; null: none is. */
  approval: string | null;
}

/** What `judgeGates` takes of them, in the order of the waits. An approval is asked for with its first judgement. */
export async function readPeople(
  db: Db,
  waits: readonly Wait[],
): Promise<{ held: HoldMode | null; approval: ApprovalFacts | null }[]> {
  const held = new Map(
    (await heldTasks(db, idsOf(waits))).map((row) => [keyOf(row), row.mode as HoldMode]),
  );
  const asking = waits.filter(({ approval }) => approval !== null);
  if (asking.length > 0) await askApprovals(db, idsOf(asking));
  const rows = asking.length === 0 ? [] : await votesOf(db, idsOf(asking));
  const votes = Map.groupBy(rows, keyOf);
  return waits.map(({ row, approval }) => {
    const found = votes.get(keyOf(row)) ?? [];
    const askedAt = found[0]?.asked_at.getTime();
    return {
      held: held.get(keyOf(row)) ?? null,
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

const keyOf = ({ run_id, idx }: { run_id: string; idx: number }): string => `${run_id}:${idx}`;

const idsOf = (waits: readonly Wait[]) => ({
  runs: waits.map(({ row }) => row.run_id),
  idxs: waits.map(({ row }) => row.idx),
});
