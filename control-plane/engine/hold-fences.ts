// Runs of pipelines whose jobs are to be held in another scheduler: what is known of these holds when such a run would start.

import type { HoldFacts } from "#core/cutover/hold-gate.ts";
import { unheldJobs } from "#core/cutover/holds.ts";
import { jobsToHold } from "#migrators/cutover/jobs.ts";
import type { Db } from "#store/connect.ts";
import { heldRuns } from "#store/legacy-holds.sql.ts";
import { readHolds } from "./legacy-holds.ts";
import type { ReadPipeline } from "./waiting.ts";

/** By run; runs that a person asked for, and those of other pipelines, have none. */
export async function holdFencesOf(
  db: Db,
  runs: readonly string[],
  readPipeline: ReadPipeline,
): Promise<Map<string, HoldFacts>> {
  if (runs.length === 0) return new Map();
  const found = new Map<string, HoldFacts>();
  const held = new Map<string, Awaited<ReturnType<typeof readHolds>>>();
  for (const { id, project_id, wave, revision, within_ms, now } of await heldRuns(db, { runs })) {
    const key = `${project_id} ${wave}`;
    const its = held.get(key) ?? (await readHolds(db, project_id, wave));
    held.set(key, its);
    const jobs = jobsToHold(await readPipeline(revision)).map(({ job }) => job);
    const at = { now: now.getTime(), withinMs: Number(within_ms) };
    found.set(id, { wave, unheld: unheldJobs(jobs, its, at), now: at.now });
  }
  return found;
}
