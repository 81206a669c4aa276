// A database that was restored from a backup: its original may have gone on, or still be at work. So nothing starts on
// the copy until a person has released it, and what was under way is theirs to decide.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { knowInstance, lockRestored, releaseCopy, restoredCopy } from "#store/instance.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { judgeTriggers } from "./judge-triggers.ts";
import { startLoop } from "./loop.ts";
import { passOver } from "./tick.ts";

export interface CopyOptions {
  pool: pg.Pool;
  /** Of the embedded Postgres' files, as they are now; null for any other. */
  place: string | null;
  /** A person says that it is a copy, which nothing shows. */
  isCopy?: boolean;
  onMessage: (message: string) => void;
}

export interface Copy {
  /** By what the database is known for a copy, while it waits; else null. */
  reason(): string | null;
  /** Resolves once the process may work: at once unless it is a copy. */
  released: Promise<void>;
  stop(): Promise<void>;
}

const lookEveryMs = 500;

/** Call it before anything of the process works. Resolves once it is known what the database is. */
export async function watchCopy(options: CopyOptions): Promise<Copy> {
  const { pool, place, isCopy = false, onMessage } = options;
  const row = await knowInstance(pool, { place, copy: isCopy });
  let reason = row?.reason ?? null;
  if (reason === null)
    return { reason: () => null, released: Promise.resolve(), stop: async () => {} };
  onMessage(
    `This database is a restored copy (${reason}). Nothing starts here until it is released: trunkline release --restored --reason TEXT`,
  );
  const { promise: released, resolve } = Promise.withResolvers<void>();
  const loop = startLoop(async () => {
    if (reason === null) return 60_000;
    const still = await restoredCopy(pool);
    if (still) return lookEveryMs;
    reason = null;
    onMessage("The restored copy was released.");
    resolve();
    return 60_000;
  }, onMessage);
  return { reason: () => reason, released, stop: () => loop.stop() };
}

export interface Release {
  actor: string;
  reason: string;
  /** Whether runs that were under way are held, for people to decide, or go on. */
  unfinished: "hold" | "continue";
  /** What was due before is passed over: the original saw to it. Null: what is due by now, or nothing when runs go on. */
  dueFrom: Date | null;
}

export interface Released {
  /** Runs that are held, tasks that ran and have failed, due times that were passed over. */
  held: number;
  failed: number;
  passedOver: number;
}

/** @returns null when the database is no copy that waits. */
export const release = (
  pool: pg.Pool,
  { actor, reason, unfinished, dueFrom }: Release,
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<Released | null> =>
  transaction(pool, async (db) => {
    if (!(await lockRestored(db))) return null;
    const hold = unfinished === "hold";
    const now = (await databaseClock(db))?.now as Date;
    const until = dueFrom ?? (hold ? now : null);
    const why = `due before the restored copy was released: ${reason}`;
    const passedOver =
      until === null ? 0 : await passOver(db, until.getTime() < now.getTime() ? until : now, why);
    // Runs that the last changes before the copy make due are under way elsewhere as well.
    if (hold) while ((await judgeTriggers(db, readPipeline)) > 0);
    const done = await releaseCopy(db, { hold, actor, reason });
    const result = { held: done?.held ?? 0, failed: done?.failed ?? 0, passedOver };
    await writeAudit(db, {
      actor,
      act: "release",
      subject: "restored copy",
      detail: { reason, unfinished, dueFrom: until?.toISOString() ?? null, ...result },
    });
    return result;
  });
