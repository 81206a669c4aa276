// The server's loop over time: materialises due times, opens gates, finds dead workers, keeps statistics pinned.
// Any number of servers may run it; row locks share the work out.

import type pg from "pg";
import { messageOf } from "#store/errors.ts";
import { transaction } from "#store/transaction.ts";
import { nextWake, openGates } from "#store/triggers.sql.ts";
import { reapWorkers } from "#store/workers.sql.ts";
import { ClockGuard } from "./clock-guard.ts";
import { onceAMinute } from "./once-a-minute.ts";
import { pinStatistics } from "./statistics.ts";
import { tick } from "./tick.ts";

export interface SchedulerOptions {
  pool: pg.Pool;
  ttlMs?: number;
  onMessage?: (message: string) => void;
}

export interface Scheduler {
  /** Looks again now: something may have become due, as after an apply. */
  wake(): void;
  /** Why scheduling holds (a clock that jumped), or null. */
  held(): string | null;
  stop(): Promise<void>;
}

/** Longest sleep between two looks at the clock; also how soon a new trigger is noticed without a wake. */
const longestSleepMs = 500;
const reapEveryMs = 250;
/** A worker whose lock went has this long to kill its groups before its tasks are given to another. */
const reapGraceMs = 1_000;
/** An attempt that was lost this often fails its task: something in it kills workers. */
const mostLost = 5;
const pinEveryMs = 60_000;

export function startScheduler(options: SchedulerOptions): Scheduler {
  const { pool, ttlMs = 10_000, onMessage = () => {} } = options;
  const guard = new ClockGuard();
  let stopped = false;
  const report = onceAMinute((message) => onMessage(`scheduler: ${message}`));

  const look = async (): Promise<number> => {
    const row = await nextWake(pool);
    if (!row) return longestSleepMs;
    const hold = guard.check(row.now.getTime(), performance.now());
    if (hold !== null) {
      report(hold);
      return longestSleepMs;
    }
    const waitMs = row.at === null ? longestSleepMs : row.at.getTime() - row.now.getTime();
    if (waitMs > 0) return Math.min(waitMs, longestSleepMs);
    const { more } = await transaction(pool, (client) => tick(client, row.now));
    await openGates(pool, { now: row.now });
    return more ? 0 : 1;
  };
  const time = startLoop(look, report);
  const reap = startLoop(async () => {
    const rows = await reapWorkers(pool, { ttlMs, graceMs: reapGraceMs, maxLost: mostLost });
    for (const row of rows)
      onMessage(`worker ${row.worker} is gone; ${row.requeued} of its tasks start again elsewhere`);
    return reapEveryMs;
  }, report);
  const pin = startLoop(async () => {
    await pinStatistics(pool);
    return pinEveryMs;
  }, report);

  return {
    wake: time.wake,
    held: () => guard.reason(),
    async stop() {
      if (stopped) return;
      stopped = true;
      await Promise.all([time.stop(), reap.stop(), pin.stop()]);
    },
  };
}

interface Loop {
  wake(): void;
  stop(): Promise<void>;
}

/** Repeats `pass`, which answers how long to sleep; a failed pass is reported and tried again. */
function startLoop(pass: () => Promise<number>, report: (message: string) => void): Loop {
  let stopped = false;
  let woken = false;
  let wake = () => {};
  const loop = async () => {
    while (!stopped) {
      woken = false;
      const sleepMs = await pass().catch((error: unknown) => {
        report(messageOf(error));
        return 250;
      });
      if (stopped || woken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, sleepMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    wake() {
      woken = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
