// Makes planned pipelines the deployed ones: identities, immutable revisions with their edges, triggers.

import { canonicalJson } from "#core/canonical.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { compileSchedule, next } from "#core/schedule/schedule.ts";
import type { Db } from "#store/connect.ts";
import { activatePipelines, insertPipelines, revivable } from "#store/pipelines.sql.ts";
import { admitRuns } from "#store/runs.sql.ts";
import { deleteTriggers, insertTriggers, listTriggers } from "#store/triggers.sql.ts";
import { putAfterKeys } from "./after-keys.ts";
import { revisionsOf } from "./revisions.ts";

export interface ActivateInput {
  projectId: number;
  project: string;
  revisionId: number;
  /** The transaction's time: a new schedule counts from here. */
  now: Date;
  /** Ids by name of what is deployed. */
  live: ReadonlyMap<string, number>;
  pipelines: readonly PlannedPipeline[];
}

interface Identified extends PlannedPipeline {
  id: number;
}

/** Ids of pipelines and of their now current revisions, by name. */
export async function activate(
  db: Db,
  input: ActivateInput,
): Promise<Map<string, { id: number; revision: number }>> {
  if (input.pipelines.length === 0) return new Map();
  const identified = await identify(db, input);
  const revisions = await revisionsOf(db, identified);
  await activatePipelines(db, {
    ids: identified.map(({ id }) => id),
    revisions: identified.map(({ hash }) => revisions.get(hash) as number),
    names: identified.map(({ name }) => name),
    files: identified.map(({ file }) => file),
    maxRuns: identified.map(({ pipeline }) => pipeline.concurrency.runs) as number[],
    whenBusy: identified.map(({ pipeline }) => pipeline.concurrency.whenBusy),
    revision: input.revisionId,
  });
  await replaceTriggers(db, identified, input.now);
  await putAfterKeys(db, input.project, identified);
  // A raised limit lets waiting runs start.
  const live = identified.filter(({ name }) => input.live.has(name));
  if (live.length > 0) await admitRuns(db, { pipelines: live.map(({ id }) => id) });
  return new Map(
    identified.map(({ name, id, hash }) => [name, { id, revision: revisions.get(hash) as number }]),
  );
}

/** Deployed, revived by a revert (same name, a content it had before), or new. */
async function identify(db: Db, input: ActivateInput): Promise<Identified[]> {
  const ids = new Map(input.live);
  const unknown = input.pipelines.filter(({ name }) => !ids.has(name));
  if (unknown.length > 0) {
    const revived = await revivable(db, {
      project: input.projectId,
      names: unknown.map(({ name }) => name),
      hashes: unknown.map(({ hash }) => hash),
    });
    for (const row of revived) ids.set(row.name, row.id);
  }
  const fresh = unknown.filter(({ name }) => !ids.has(name));
  if (fresh.length > 0) {
    const rows = await insertPipelines(db, {
      project: input.projectId,
      revision: input.revisionId,
      names: fresh.map(({ name }) => name),
      files: fresh.map(({ file }) => file),
      maxRuns: fresh.map(({ pipeline }) => pipeline.concurrency.runs) as number[],
      whenBusy: fresh.map(({ pipeline }) => pipeline.concurrency.whenBusy),
    });
    for (const row of rows) ids.set(row.name, row.id);
  }
  return input.pipelines.map((planned) => ({ ...planned, id: ids.get(planned.name) as number }));
}

/** Unchanged triggers keep their place in time; new and changed ones count from now. */
async function replaceTriggers(db: Db, pipelines: readonly Identified[], now: Date): Promise<void> {
  const ids = pipelines.map(({ id }) => id);
  const old = await listTriggers(db, { pipelines: ids });
  const cursors = new Map(
    old.map((row) => [triggerKey(row.pipeline_id, row.schedule, row.timezone), row.cursor_at]),
  );
  const known = new Map<string, number | null>();
  const rows = pipelines.flatMap(({ id, pipeline }) =>
    pipeline.triggers.map((trigger, ordinal) => {
      const { schedule, timezone, missed } = trigger;
      const cursor = cursors.get(triggerKey(id, schedule, timezone)) ?? now;
      const key = JSON.stringify([schedule, timezone, cursor]);
      if (!known.has(key))
        known.set(key, next(compileSchedule(schedule, timezone), cursor.getTime()));
      return { id, ordinal, schedule, timezone, missed, cursor, nextAt: known.get(key) ?? null };
    }),
  );
  if (old.length > 0) await deleteTriggers(db, { pipelines: ids });
  if (rows.length === 0) return;
  await insertTriggers(db, {
    pipelines: rows.map(({ id }) => id),
    ordinals: rows.map(({ ordinal }) => ordinal),
    schedules: rows.map(({ schedule }) => JSON.stringify(schedule)),
    timezones: rows.map(({ timezone }) => timezone),
    missed: rows.map(({ missed }) => (typeof missed === "string" ? missed : missed.policy)),
    limits: rows.map(({ missed }) =>
      typeof missed === "string" ? null : missed.limit,
    ) as number[],
    cursors: rows.map(({ cursor }) => cursor),
    nexts: rows.map(({ nextAt }) => (nextAt === null ? null : new Date(nextAt))) as Date[],
  });
}

const triggerKey = (pipeline: number, schedule: unknown, timezone: string): string =>
  `${pipeline} ${timezone} ${canonicalJson(schedule)}`;
