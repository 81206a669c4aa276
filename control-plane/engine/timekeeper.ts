// The server's loop over deadlines: judges the watched runs that changed or whose time has come. It listens for changes;
// a look every half second finds what a lost connection kept from it. Runs without deadlines are never looked at.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { nextWatch } from "#store/deadlines.sql.ts";
import { transaction } from "#store/transaction.ts";
import { judgeDeadlines } from "./judge-deadlines.ts";
import { startListener } from "./listener.ts";
import { type Loop, startLoop } from "./loop.ts";

export interface TimekeeperOptions {
  pool: pg.Pool;
  readPipeline: (revision: number) => Promise<Pipeline>;
  /** Why time can't be trusted right now, or null: nothing is called late meanwhile. */
  held: () => string | null;
  report: (message: string) => void;
}

const longestSleepMs = 500;

export function startTimekeeper(options: TimekeeperOptions): Pick<Loop, "stop"> {
  const { pool, readPipeline, held, report } = options;
  const loop = startLoop(async () => {
    if (held() !== null) return longestSleepMs;
    const row = await nextWatch(pool);
    if (!row) return longestSleepMs;
    const waitMs = row.at === null ? longestSleepMs : row.at.getTime() - row.now.getTime();
    if (!row.asked && waitMs > 0) return Math.min(waitMs, longestSleepMs);
    const judged = await transaction(pool, (db) => judgeDeadlines(db, readPipeline));
    return judged > 0 ? 0 : 1;
  }, report);
  const ears = startListener(pool, "trunkline_deadline", loop.wake, report);
  return {
    async stop() {
      await Promise.all([ears.stop(), loop.stop()]);
    },
  };
}
