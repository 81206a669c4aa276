// Generated from statistics.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const pinnedSql = `select c.reltuples >= 10000
       and (current_setting('server_version_num')::int < 180000
            or not exists (select from trunkline.partitions_of('trunkline.task_run') p
                             join pg_class r on r.oid = p.name where r.reltuples < 10000)) as "pinned"
  from pg_class c where c.oid = 'graphile_worker._private_jobs'::regclass`;

export interface PinnedRow {
  pinned: boolean;
}

/** Whether the planner still takes the queue for a full one, and (from Postgres 18 on) each range of task_run. */
export async function pinned(db: Db): Promise<PinnedRow | undefined> {
  const { rows } = await db.query<PinnedRow>({ name: "statistics.pinned", text: pinnedSql });
  return rows[0];
}

const serverVersionSql = `select current_setting('server_version_num')::int as "number"`;

export interface ServerVersionRow {
  number: number;
}

export async function serverVersion(db: Db): Promise<ServerVersionRow | undefined> {
  const { rows } = await db.query<ServerVersionRow>({ name: "statistics.serverVersion", text: serverVersionSql });
  return rows[0];
}

const quietAutoAnalyzeSql = `select trunkline.quiet_auto_analyze()`;

export async function quietAutoAnalyze(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "statistics.quietAutoAnalyze", text: quietAutoAnalyzeSql });
  return rowCount ?? 0;
}

const analyzeSpecsSql = `select trunkline.analyze_specs()`;

export async function analyzeSpecs(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "statistics.analyzeSpecs", text: analyzeSpecsSql });
  return rowCount ?? 0;
}

const pinRelationsSql = `select trunkline.pin_statistics()`;

export async function pinRelations(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "statistics.pinRelations", text: pinRelationsSql });
  return rowCount ?? 0;
}

const sampleJobsSql = `select count(*) from graphile_worker.add_jobs(
  (select array_agg(('trunkline-sample', '{}', null, now() + interval '1 day', null, null, null, null)::graphile_worker.job_spec)
     from generate_series(1, 20000)))`;

export async function sampleJobs(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "statistics.sampleJobs", text: sampleJobsSql });
  return rowCount ?? 0;
}

const analyzeSampleQueueSql = `select trunkline.analyze_queue()`;

export async function analyzeSampleQueue(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "statistics.analyzeSampleQueue", text: analyzeSampleQueueSql });
  return rowCount ?? 0;
}

const forgetSampleJobsSql = `delete from graphile_worker._private_jobs
 where task_id = (select id from graphile_worker._private_tasks where identifier = 'trunkline-sample')`;

export async function forgetSampleJobs(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "statistics.forgetSampleJobs", text: forgetSampleJobsSql });
  return rowCount ?? 0;
}
