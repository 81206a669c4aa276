// The server's loops: over time (due times, retries), over waits, over dead workers, over the pinned statistics, over
// what is to be cleared away, over what is to be sealed of the audit.
// Any number of servers may run it; row locks share the work out.

import type pg from "pg";
import { advanceBackfills } from "#store/backfills.sql.ts";
import { maintenanceDue } from "#store/maintenance.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { startShadowRuns } from "#store/shadow.sql.ts";
import { transaction } from "#store/transaction.ts";
import { nextWake, openGates } from "#store/triggers.sql.ts";
import { reapWorkers } from "#store/workers.sql.ts";
import { endExpired } from "./break-glass.ts";
import { ClockGuard } from "./clock-guard.ts";
import { decideStarts } from "./decide-starts.ts";
import { createDefinitions } from "./definitions.ts";
import { expectStarts } from "./expect-starts.ts";
import { startGatekeeper } from "./gatekeeper.ts";
import { keepParity } from "./keep-parity.ts";
import { startLoop } from "./loop.ts";
import { maintain, type Retention, retentionDefaults } from "./maintain.ts";
import { onceAMinute } from "./once-a-minute.ts";
import { startSealing } from "./seal-audit.ts";
import { pinStatistics } from "./statistics.ts";
import { tick } from "./tick.ts";
import { startTimekeeper } from "./timekeeper.ts";

export interface SchedulerOptions {
  pool: pg.Pool;
  ttlMs?: number;
  /** How long history and output are kept. */
  retention?: Retention;
  /** Why nothing may start at all, or null. */
  paused?: () => string | null;
  onMessage?: (message: string) => void;
}

export interface Scheduler {
  /** Looks again now: something may have become due, as after an apply. */
  wake(): void;
  /** Why scheduling holds (a clock that jumped, a restored copy), or null. */
  held(): string | null;
  stop(): Promise<void>;
}

/** Longest sleep between two looks at the clock; also how soon a new trigger is noticed without a wake. */
const longestSleepMs = 500;
/** How soon the next run of a backfill follows the one before; without one there is only a look now and then. */
const backfillEveryMs = 100;
const reapEveryMs = 250;
/** A worker whose lock went has this long to kill its groups before its tasks are given to another. */
const reapGraceMs = 1_000;
/** An attempt that was lost this often fails its task: something in it kills workers. */
const mostLost = 5;
const pinEveryMs = 60_000;
/** How far behind the starts of what another scheduler runs are written: nothing waits for them. */
const expectEveryMs = 5 * 60_000;
/** Runs in shadow that one look starts; the rest is the next one's. */
const shadowsTogether = 500;
/** Between two passes of maintenance, whichever server does them. */
const maintainEveryMs = 10 * 60_000;

export function startScheduler(options: SchedulerOptions): Scheduler {
  const { pool, ttlMs = 10_000, retention = retentionDefaults, onMessage = () => {} } = options;
  const { paused = () => null } = options;
  const guard = new ClockGuard();
  const held = () => paused() ?? guard.reason();
  let stopped = false;
  const stopping = new AbortController();
  const report = onceAMinute((message) => onMessage(`scheduler: ${message}`));

  const look = async (): Promise<number> => {
    const row = await nextWake(pool);
    if (!row) return longestSleepMs;
    const hold = guard.check(row.now.getTime(), performance.now());
    if (hold !== null) {
      report(hold);
      return longestSleepMs;
    }
    if (paused() !== null) return longestSleepMs;
    const waitMs = row.at === null ? longestSleepMs : row.at.getTime() - row.now.getTime();
    if (waitMs > 0) return Math.min(waitMs, longestSleepMs);
    // First: what is due from then on is of the pipeline as it is deployed.
    await transaction(pool, endExpired);
    const { more } = await transaction(pool, (client) => tick(client, row.now));
    await openGates(pool, { now: row.now });
    return more ? 0 : 1;
  };
  const time = startLoop(look, report);
  const backfill = startLoop(async () => {
    if (held() !== null) return longestSleepMs;
    const row = await advanceBackfills(pool);
    return (row?.running ?? 0) > 0 ? backfillEveryMs : longestSleepMs;
  }, report);
  const reap = startLoop(async () => {
    if (paused() !== null) return reapEveryMs;
    const rows = await reapWorkers(pool, { ttlMs, graceMs: reapGraceMs, maxLost: mostLost });
    for (const row of rows)
      onMessage(`worker ${row.worker} is gone; ${row.requeued} of its tasks start again elsewhere`);
    return reapEveryMs;
  }, report);
  const pin = startLoop(async () => {
    await pinStatistics(pool);
    return pinEveryMs;
  }, report);

  const readPipeline = createDefinitions(pool).pipeline;
  const keep = startLoop(async () => {
    const row = await maintenanceDue(pool, { everyMs: String(maintainEveryMs) });
    const { signal } = stopping;
    if (row?.due && paused() === null) await maintain(pool, { retention, readPipeline, signal });
    return pinEveryMs;
  }, report);
  const expect = startLoop(async () => {
    if (held() !== null) return expectEveryMs;
    const row = await databaseClock(pool);
    if (!row) return expectEveryMs;
    const { now } = row;
    const before = new Date(now.getTime() - expectEveryMs);
    const { signal } = stopping;
    await expectStarts({ pool, readPipeline, now, before, signal });
    await decideStarts({ pool, readPipeline, now, before, signal });
    await startShadowRuns(pool, { limit: shadowsTogether });
    await keepParity({ pool, readPipeline, now, signal });
    return pinEveryMs;
  }, report);
  const judging = {
    pool,
    readPipeline,
    held,
    report,
  };
  const gates = startGatekeeper(judging);
  const deadlines = startTimekeeper(judging);
  const seal = startSealing(pool, report);

  return {
    wake() {
      time.wake();
      backfill.wake();
    },
    held,
    async stop() {
      if (stopped) return;
      stopped = true;
      stopping.abort();
      await Promise.all([
        time.stop(),
        backfill.stop(),
        reap.stop(),
        pin.stop(),
        keep.stop(),
        expect.stop(),
        gates.stop(),
        deadlines.stop(),
        seal.stop(),
      ]);
    },
  };
}
