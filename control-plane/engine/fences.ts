// Runs of guarded pipelines that are for a slot start when the slot is ours and no guard may still start it, and claim it
// in the same transaction.

import { type Obstacle, obstacle } from "#core/ownership/ownership.ts";
import { dateSlot, minuteSlot, type Slot } from "#core/ownership/slot.ts";
import type { Db } from "#store/connect.ts";
import { claimSlots, guardedRuns, guardHosts } from "#store/ownership.sql.ts";
import { lockedOwnership } from "./ownership.ts";

export interface Fence {
  run: string;
  pipeline: number;
  slot: Slot;
  /** What keeps it from starting; null: nothing does. */
  obstacle: Obstacle | null;
  /** Of the guards of an obstacle. */
  hosts: readonly string[];
}

/** By run; runs that are for no slot, or of pipelines that no guard asks for, have none. */
export async function fencesOf(db: Db, runs: readonly string[]): Promise<Map<string, Fence>> {
  if (runs.length === 0) return new Map();
  const asked = (await guardedRuns(db, { runs })).flatMap((row) => {
    const slot =
      row.slots === "dates" ? dateSlot(row.business_date) : row.due_at && minuteSlot(row.due_at);
    return slot === null ? [] : [{ run: row.id, pipeline: row.pipeline_id, slot }];
  });
  if (asked.length === 0) return new Map();
  const states = await lockedOwnership(db, asked);
  const hosts = await hostsOf(db, [...states.keys()]);
  return new Map(
    asked.flatMap(({ run, pipeline, slot }) => {
      const state = states.get(pipeline);
      if (state === undefined) return [];
      // Claimed, and then kept back by a hold before it began.
      const found = state.runs.get(slot) === run ? null : obstacle(state, slot);
      const of = found?.is === "unfenced" ? found.guards : [];
      const its = of.map((guard) => hosts.get(`${pipeline}:${guard}`) ?? guard);
      return [[run, { run, pipeline, slot, obstacle: found, hosts: its }] as const];
    }),
  );
}

async function hostsOf(db: Db, pipelines: readonly number[]): Promise<Map<string, string>> {
  const rows = await guardHosts(db, { pipelines });
  return new Map(rows.map(({ pipeline_id, id, host }) => [`${pipeline_id}:${id}`, host]));
}

/** What starts now starts here, and nowhere else. */
export async function claimStarts(db: Db, fences: readonly Fence[]): Promise<void> {
  if (fences.length === 0) return;
  await claimSlots(db, {
    pipelines: fences.map(({ pipeline }) => pipeline),
    slots: fences.map(({ slot }) => slot),
    runs: fences.map(({ run }) => run),
    ...{ side: "trunkline", job: null, guard: null, unasked: false },
  });
}
