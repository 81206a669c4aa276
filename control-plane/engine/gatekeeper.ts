// The server's loop over changes: ends holds whose time has come, judges the waits that changes (or the time) may have
// ended and the triggers that they may have made due, ends tasks whose run has ended, and serves those who wait for units. It listens for changes; a look
// every half second finds what a lost connection kept from it.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { transaction } from "#store/transaction.ts";
import { nextTimer } from "#store/waits.sql.ts";
import { endChildren } from "./end-children.ts";
import { endHeld } from "./end-held.ts";
import { judgeTriggers } from "./judge-triggers.ts";
import { judgeWaits } from "./judge-waits.ts";
import { startListener } from "./listener.ts";
import { type Loop, startLoop } from "./loop.ts";
import { servePools } from "./serve-pools.ts";

export interface GatekeeperOptions {
  pool: pg.Pool;
  readPipeline: (revision: number) => Promise<Pipeline>;
  /** Why time can't be trusted right now, or null: gates of time stay as they are meanwhile. */
  held: () => string | null;
  report: (message: string) => void;
}

const longestSleepMs = 500;

export function startGatekeeper(options: GatekeeperOptions): Pick<Loop, "stop"> {
  const { pool, readPipeline, held, report } = options;
  const loop = startLoop(async () => {
    if (held() !== null) return longestSleepMs;
    await endHeld(pool);
    const triggers = await transaction(pool, (db) => judgeTriggers(db, readPipeline));
    const waits = await transaction(pool, (db) => judgeWaits(db, readPipeline));
    const children = await transaction(pool, (db) => endChildren(db, readPipeline));
    const served = await transaction(pool, (db) => servePools(db, readPipeline));
    if (triggers + waits + children + served > 0) return 0;
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
