// A connection that hears Postgres' notifications of one channel, and is replaced when it breaks.

import type pg from "pg";
import { type Loop, startLoop } from "./loop.ts";

/** How soon a broken connection is replaced. */
const checkEveryMs = 500;

/**
 * Calls `onNotice` for each notification, and once after each new connection, whose predecessor may have missed some.
 * @param channel A plain identifier.
 */
export function startListener(
  pool: pg.Pool,
  channel: string,
  onNotice: () => void,
  report: (message: string) => void,
): Pick<Loop, "stop"> {
  let client: pg.PoolClient | null = null;
  const loop = startLoop(async () => {
    if (client !== null) return checkEveryMs;
    const fresh = await pool.connect();
    client = fresh;
    fresh.on("notification", onNotice);
    // Also heard once it is closed: the server may still answer the closing with an error.
    fresh.on("error", () => {
      if (client !== fresh) return;
      client = null;
      fresh.release(true);
    });
    await fresh.query(`listen ${channel}`);
    onNotice();
    return checkEveryMs;
  }, report);
  return {
    async stop() {
      await loop.stop();
      // Closed, not given back: another user of the pool must not get our notifications.
      client?.release(true);
      client = null;
    },
  };
}
