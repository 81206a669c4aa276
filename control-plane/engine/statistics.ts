// Pins the planner's idea of the hot tables. An ANALYZE or VACUUM at a moment when the queue is empty stores
// reltuples = 0, and graphile-worker's own batch delete is then planned as a scan: 256 ms a call instead of 3.

import type pg from "pg";
import {
  analyzeSampleQueue,
  analyzeSpecs,
  forgetSampleJobs,
  pinned,
  pinRelations,
  quietAutoAnalyze,
  sampleJobs,
  serverVersion,
} from "#store/statistics.sql.ts";
import { transaction } from "#store/transaction.ts";

/** Cheap when nothing changed: one query. Repeat it, since VACUUM rewrites what was pinned. */
export async function pinStatistics(pool: pg.Pool): Promise<void> {
  const state = await pinned(pool);
  if (state?.pinned) return;
  await quietAutoAnalyze(pool);
  await analyzeSpecs(pool);
  const version = await serverVersion(pool);
  if ((version?.number ?? 0) >= 180_000) {
    await pinRelations(pool);
    return;
  }
  // Before 18 there is no function for it: sample rows that nobody else ever sees are analyzed and deleted.
  await transaction(pool, async (client) => {
    await sampleJobs(client);
    await analyzeSampleQueue(client);
    await forgetSampleJobs(client);
  });
}
