// The server's loop over changes: ends holds whose time has come, judges the waits that changes (or the time) may have
// ended and the triggers that they may have made due, ends tasks whose run has ended, and serves those who wait for units. It listens for changes; a look
// every half second finds what a lost connection kept from it.

import type pg from "pg";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { nextTimer } from "#store/waits.sql.ts";
import { endChildren } from "./end-children.ts";
import { endHeld } from "./end-held.ts";
import { judgeTriggers } from "./judge-triggers.ts";
import { judgeWaits } from "./judge-waits.ts";
import { startListener } from "./listener.ts";
import { type Loop, startLoop } from "./loop.ts";
import { servePools } from "./serve-pools.ts";
import type { ReadPipeline } from "./waiting.ts";

export interface GatekeeperOptions {
  pool: pg.Pool;
  readPipeline: ReadPipeline;
  /** Why time can't be trusted right now, or null: gates of time stay as they are meanwhile. */
  held: () => string | null;
  report: (message: string) => void;
}

/** Does something in a transaction. */
export type Within = (work: (db: Db) => Promise<number>) => Promise<number>;

/** Judges all that changes ask for, once; a rehearsal goes through here too. Answers how much there was. */
export async function judgeChanges(within: Within, readPipeline: ReadPipeline): Promise<number> {
  let judged = 0;
  for (const judge of [judgeTriggers, judgeWaits, endChildren, servePools])
    judged += await within((db) => judge(db, readPipeline));
  return judged;
}

const longestSleepMs = 500;

export function startGatekeeper(options: GatekeeperOptions): Pick<Loop, "stop"> {
  const { pool, readPipeline, held, report } = options;
  const loop = startLoop(async () => {
    if (held() !== null) return longestSleepMs;
    await endHeld(pool);
    const judged = await judgeChanges((work) => transaction(pool, work), readPipeline);
    if (judged > 0) return 0;
    const row = await nextTimer(pool);
    if (!row?.at) return longestSleepMs;
    return Math.min(Math.max(row.at.getTime() - row.now.getTime(), 1), longestSleepMs);
  }, report);
  const ears = startListener(pool, "trunkline_wait", loop.wake, report);
  return {
    async stop() {
      await Promise.all([ears.stop(), loop.stop()]);
    },
  };
}
