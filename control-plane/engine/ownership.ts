// Whose slots are, read under the lock that everybody takes who reads or changes it, and written back.

import type { Grant, Outstanding } from "#core/ownership/grant.ts";
import type { HandOver, Policy, Side } from "#core/ownership/hand-over.ts";
import type { Ownership } from "#core/ownership/ownership.ts";
import type { Slot, SlotKind } from "#core/ownership/slot.ts";
import type { Db } from "#store/connect.ts";
import {
  claimSlots,
  claimsOf,
  dropGrants,
  grantsOf,
  handOversOf,
  insertGrants,
  lockOwnership,
  putGuard,
} from "#store/ownership.sql.ts";

/** A slot of a pipeline. */
export interface Asked {
  pipeline: number;
  slot: Slot;
}

export interface LockedOwnership extends Ownership {
  /** Of slots that we claimed: for which run. */
  runs: ReadonlyMap<Slot, string>;
  slots: SlotKind;
  aheadMs: number;
}

/** By pipeline, with the claims of these slots; without pipelines that no guard asks for. Call it in a transaction. */
export async function lockedOwnership(
  db: Db,
  asked: readonly Asked[],
): Promise<Map<number, LockedOwnership>> {
  const pipelines = [...new Set(asked.map(({ pipeline }) => pipeline))];
  const locked = await lockOwnership(db, { pipelines });
  const handOvers = Map.groupBy(await handOversOf(db, { pipelines }), (row) => row.pipeline_id);
  const grants = Map.groupBy(await grantsOf(db, { pipelines }), (row) => row.pipeline_id);
  const claims = Map.groupBy(
    await claimsOf(db, {
      pipelines: asked.map(({ pipeline }) => pipeline),
      slots: asked.map(({ slot }) => slot),
    }),
    (row) => row.pipeline_id,
  );
  return new Map(
    locked.map(({ pipeline_id: id, slots, ahead_ms }) => [
      id,
      {
        slots: slots as SlotKind,
        aheadMs: Number(ahead_ms),
        handOvers: (handOvers.get(id) ?? []).map(handOverFrom),
        guards: new Map(
          [...Map.groupBy(grants.get(id) ?? [], ({ guard }) => guard)].map(([guard, rows]) => [
            guard,
            rows.map(grantFrom),
          ]),
        ),
        runs: new Map(
          (claims.get(id) ?? []).flatMap(({ slot, run_id }) =>
            run_id === null ? [] : [[slot, run_id] as const],
          ),
        ),
        claims: new Map((claims.get(id) ?? []).map(({ slot, side }) => [slot, side as Side])),
      },
    ]),
  );
}

const handOverFrom = (row: {
  epoch: number;
  side: string;
  from_slot: string;
  policy: string;
}): HandOver => ({
  epoch: row.epoch,
  to: row.side as Side,
  from: row.from_slot,
  policy: row.policy as Policy,
});

const grantFrom = (row: {
  epoch: number;
  from_slot: string;
  before_slot: string | null;
}): Grant => ({ epoch: row.epoch, from: row.from_slot, before: row.before_slot });

/** One guard: a folder of its own on a host. */
export interface Guard {
  id: string;
  host: string;
}

/** What a guard may hold from now on; `acknowledged`: the epoch that it has just said to hold. */
export async function writeGuard(
  db: Db,
  pipeline: number,
  { id: guard, host }: Guard,
  outstanding: Outstanding,
  acknowledged: number | null,
): Promise<void> {
  await putGuard(db, { pipeline, guard, host, acknowledged });
  await dropGrants(db, { pipeline, guard });
  if (outstanding.length > 0)
    await insertGrants(db, {
      pipeline,
      guard,
      epochs: outstanding.map(({ epoch }) => epoch),
      froms: outstanding.map(({ from }) => from),
      befores: outstanding.map(({ before }) => before) as string[],
    });
}

/** A slot that the other scheduler starts, or has started unasked. */
export async function claimForLegacy(
  db: Db,
  { pipeline, slot }: Asked,
  by: { job: string; guard: string; unasked: boolean },
): Promise<void> {
  await claimSlots(db, {
    ...{ pipelines: [pipeline], slots: [slot], runs: [null as unknown as string] },
    ...{ side: "legacy", ...by },
  });
}
