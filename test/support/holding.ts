// Holds as people place and release them, on real SQL.

import type { HoldMode } from "#core/run.ts";
import type { Db } from "#store/connect.ts";
import { placeHold, releaseHold } from "#store/holds.sql.ts";

export interface Held {
  pipeline?: number;
  run?: string;
  task?: string;
}

export async function hold(
  db: Db,
  { pipeline, run, task }: Held,
  mode: HoldMode = "hold",
  until: Date | null = null,
): Promise<void> {
  await placeHold(db, {
    pipeline: pipeline ?? null,
    run: run ?? null,
    task: task ?? null,
    mode,
    actor: "ada",
    reason: "maintenance",
    until,
  });
}

export async function release(db: Db, { pipeline, run, task }: Held): Promise<boolean> {
  const row = await releaseHold(db, {
    pipeline: pipeline ?? null,
    run: run ?? null,
    task: task ?? null,
  });
  return row?.released ?? false;
}
