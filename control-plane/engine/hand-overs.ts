// A deployment that changes whose the runs of guarded pipelines are writes a hand-over of each, and how old the read-back of a
// hold may be.

import { firstSlot } from "#core/ownership/first-slot.ts";
import type { Side } from "#core/ownership/hand-over.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { makesRuns, type WaveGuard } from "#core/waves/wave.ts";
import type { Db } from "#store/connect.ts";
import { putHoldsWithin } from "#store/legacy-holds.sql.ts";
import { handOversOf, insertHandOvers, lockOwnership, putOwnership } from "#store/ownership.sql.ts";

interface Deployed {
  id: number;
  pipeline: Pipeline;
}

/**
 * Call it in the transaction of the deployment.
 * @param now Its time: what is due later is the new owner's.
 */
export async function handOverDeployed(
  db: Db,
  deployed: readonly Deployed[],
  { revision, now }: { revision: number; now: Date },
): Promise<void> {
  if (deployed.length === 0) return;
  const guarded = deployed.flatMap(({ id, pipeline }) =>
    pipeline.wave?.guard ? [{ id, guard: pipeline.wave.guard }] : [],
  );
  if (guarded.length > 0) await declare(db, guarded);
  await putHoldsWithin(db, {
    pipelines: deployed.map(({ id }) => id),
    withins: deployed.map(({ pipeline }) => withinOf(pipeline)) as string[],
  });
  const slotsOf = new Map(
    (await lockOwnership(db, { pipelines: deployed.map(({ id }) => id) })).map((row) => [
      row.pipeline_id,
      row.slots as WaveGuard["slots"],
    ]),
  );
  const known = deployed.filter(({ id }) => slotsOf.has(id));
  if (known.length === 0) return;
  const before = Map.groupBy(
    await handOversOf(db, { pipelines: known.map(({ id }) => id) }),
    (row) => row.pipeline_id,
  );
  const changes = known.flatMap(({ id, pipeline }) => {
    const last = before.get(id)?.at(-1);
    const side: Side = makesRuns(pipeline) ? "trunkline" : "legacy";
    const policy = pipeline.wave?.guard?.policy ?? last?.policy ?? "nobody";
    // Our own policy is nobody's: what we may start, we know.
    if (last?.side === side && (side === "trunkline" || last.policy === policy)) return [];
    const from = firstSlot(pipeline, slotsOf.get(id) ?? "minutes", now.getTime());
    return [{ id, epoch: (last?.epoch ?? 0) + 1, side, from, policy }];
  });
  if (changes.length > 0)
    await insertHandOvers(db, {
      revision,
      pipelines: changes.map(({ id }) => id),
      epochs: changes.map(({ epoch }) => epoch),
      sides: changes.map(({ side }) => side),
      froms: changes.map(({ from }) => from),
      policies: changes.map(({ policy }) => policy),
    });
}

/** As text, in milliseconds; null: no read-backs are asked for. */
const withinOf = ({ wave }: Pipeline): string | null =>
  wave?.hold === undefined ? null : String(wave.hold.withinMs);

async function declare(
  db: Db,
  guarded: readonly { id: number; guard: WaveGuard }[],
): Promise<void> {
  await putOwnership(db, {
    pipelines: guarded.map(({ id }) => id),
    slots: guarded.map(({ guard }) => guard.slots),
    aheads: guarded.map(({ guard }) => String(guard.aheadMs)),
  });
}
