// Generated from maintenance.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const lockMaintenanceSql = `select pg_try_advisory_lock(10, 0) as "locked"`;

export interface LockMaintenanceRow {
  locked: boolean;
}

/** One server at a time; freed with the connection. */
export async function lockMaintenance(db: Db): Promise<LockMaintenanceRow | undefined> {
  const { rows } = await db.query<LockMaintenanceRow>({ name: "maintenance.lockMaintenance", text: lockMaintenanceSql });
  return rows[0];
}

const unlockMaintenanceSql = `select pg_advisory_unlock(10, 0)`;

export async function unlockMaintenance(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "maintenance.unlockMaintenance", text: unlockMaintenanceSql });
  return rowCount ?? 0;
}

const maintenanceDueSql = `select not exists (select from trunkline.maintenance m
                    where m.started_at > now() - $1::bigint * interval '1 millisecond') as "due"`;

export interface MaintenanceDueRow {
  due: boolean;
}

export async function maintenanceDue(db: Db, p: { everyMs: string | number | bigint }): Promise<MaintenanceDueRow | undefined> {
  const { rows } = await db.query<MaintenanceDueRow>({ name: "maintenance.maintenanceDue", text: maintenanceDueSql, values: [p.everyMs] });
  return rows[0];
}

const beginMaintenanceSql = `insert into trunkline.maintenance (started_at) values (clock_timestamp())
on conflict (one) do update set started_at = excluded.started_at`;

export async function beginMaintenance(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "maintenance.beginMaintenance", text: beginMaintenanceSql });
  return rowCount ?? 0;
}

const endMaintenanceSql = `update trunkline.maintenance m
   set finished_at = case when $1::text is null then clock_timestamp() else m.finished_at end,
       took_ms = (extract(epoch from clock_timestamp() - m.started_at) * 1000)::bigint, error = $1,
       totals = m.totals || coalesce((
         select jsonb_object_agg(d.key, coalesce((m.totals ->> d.key)::bigint, 0) + d.value::bigint)
           from jsonb_each_text($2::jsonb) d), '{}'),
       sizes = case when $1::text is null then trunkline.relation_sizes() else m.sizes end`;

/** done: what was made and dropped, by kind; it is added to the totals. error: why the pass did not go through. */
export async function endMaintenance(db: Db, p: { error?: string | null | undefined; done: unknown }): Promise<number> {
  const { rowCount } = await db.query({ name: "maintenance.endMaintenance", text: endMaintenanceSql, values: [p.error ?? null, json(p.done)] });
  return rowCount ?? 0;
}

const lastMaintenanceSql = `select m.started_at, m.finished_at, m.took_ms, m.error, m.totals, m.sizes from trunkline.maintenance m`;

export interface LastMaintenanceRow {
  started_at: Date;
  finished_at: Date | null;
  took_ms: string | null;
  error: string | null;
  totals: unknown;
  sizes: unknown;
}

export async function lastMaintenance(db: Db): Promise<LastMaintenanceRow | undefined> {
  const { rows } = await db.query<LastMaintenanceRow>({ name: "maintenance.lastMaintenance", text: lastMaintenanceSql });
  return rows[0];
}

const makeTaskPartitionSql = `select trunkline.make_task_partition($1::int * interval '1 day') as "made"`;

export interface MakeTaskPartitionRow {
  made: string | null;
}

export async function makeTaskPartition(db: Db, p: { keepDays: number }): Promise<MakeTaskPartitionRow | undefined> {
  const { rows } = await db.query<MakeTaskPartitionRow>({ name: "maintenance.makeTaskPartition", text: makeTaskPartitionSql, values: [p.keepDays] });
  return rows[0];
}

const makeLogPartitionsSql = `select trunkline.make_log_partitions($1) as "made"`;

export interface MakeLogPartitionsRow {
  made: string[];
}

export async function makeLogPartitions(db: Db, p: { days: number }): Promise<MakeLogPartitionsRow | undefined> {
  const { rows } = await db.query<MakeLogPartitionsRow>({ name: "maintenance.makeLogPartitions", text: makeLogPartitionsSql, values: [p.days] });
  return rows[0];
}

const dropRunsSql = `select d.dropped as "dropped", d.next as "next"
  from trunkline.drop_runs($1, $2, $3, $4, $5) d`;

export interface DropRunsRow {
  dropped: number;
  next: string | null;
}

export async function dropRuns(db: Db, p: { before: Date | string; after: string | number | bigint; limit: number; askedPipelines: readonly number[]; askedDates: readonly string[] }): Promise<DropRunsRow | undefined> {
  const { rows } = await db.query<DropRunsRow>({ name: "maintenance.dropRuns", text: dropRunsSql, values: [p.before, p.after, p.limit, list(p.askedPipelines), p.askedDates] });
  return rows[0];
}

const dropTaskPartitionSql = `select trunkline.drop_task_partition() as "dropped"`;

export interface DropTaskPartitionRow {
  dropped: string | null;
}

export async function dropTaskPartition(db: Db): Promise<DropTaskPartitionRow | undefined> {
  const { rows } = await db.query<DropTaskPartitionRow>({ name: "maintenance.dropTaskPartition", text: dropTaskPartitionSql });
  return rows[0];
}

const dropLogPartitionSql = `select trunkline.drop_log_partition($1, $2) as "dropped"`;

export interface DropLogPartitionRow {
  dropped: string | null;
}

export async function dropLogPartition(db: Db, p: { before: Date | string; archived: boolean }): Promise<DropLogPartitionRow | undefined> {
  const { rows } = await db.query<DropLogPartitionRow>({ name: "maintenance.dropLogPartition", text: dropLogPartitionSql, values: [p.before, p.archived] });
  return rows[0];
}

const dropRestTasksSql = `with gone as (
  delete from trunkline.task_run_rest t
   where t.ctid = any (array(
     select x.ctid from trunkline.task_run_rest x
      where not exists (select from trunkline.run r where r.id = x.run_id) limit $1::int))
  returning 1)
select count(*)::int as "dropped" from gone`;

export interface DropRestTasksRow {
  dropped: number;
}

/** Tasks of dropped runs that no range holds. */
export async function dropRestTasks(db: Db, p: { limit: number }): Promise<DropRestTasksRow | undefined> {
  const { rows } = await db.query<DropRestTasksRow>({ name: "maintenance.dropRestTasks", text: dropRestTasksSql, values: [p.limit] });
  return rows[0];
}

const dropRestLogsSql = `with gone as (
  delete from trunkline.log_chunk_rest c
   where c.ctid = any (array(
     select x.ctid from trunkline.log_chunk_rest x
      where x.day < ($1::timestamptz at time zone 'utc')::date and not exists (
        select from trunkline.run r
         where r.id = x.run_id and (coalesce(r.finished_at >= $1::timestamptz, true) or $2::boolean)) limit $3::int))
  returning 1)
select count(*)::int as "dropped" from gone`;

export interface DropRestLogsRow {
  dropped: number;
}

/** Output that no day holds, of runs that are gone or ended long enough ago. */
export async function dropRestLogs(db: Db, p: { before: Date | string; archived: boolean; limit: number }): Promise<DropRestLogsRow | undefined> {
  const { rows } = await db.query<DropRestLogsRow>({ name: "maintenance.dropRestLogs", text: dropRestLogsSql, values: [p.before, p.archived, p.limit] });
  return rows[0];
}

const dropAssetUpdatesSql = `with gone as (
  delete from trunkline.asset_update u
   where u.at < $1 and u.name <> all ($2::text[])
     and exists (select from trunkline.asset_update n where n.name = u.name and n.id > u.id)
  returning 1)
select count(*)::int as "dropped" from gone`;

export interface DropAssetUpdatesRow {
  dropped: number;
}

/** Old updates, but never an asset's newest, nor those of a date that is asked for. */
export async function dropAssetUpdates(db: Db, p: { before: Date | string; asked: readonly string[] }): Promise<DropAssetUpdatesRow | undefined> {
  const { rows } = await db.query<DropAssetUpdatesRow>({ name: "maintenance.dropAssetUpdates", text: dropAssetUpdatesSql, values: [p.before, texts(p.asked)] });
  return rows[0];
}

const dropBackfillsSql = `with old as materialized (
  select b.id from trunkline.backfill b
   where b.finished_at < $1 and not exists (
     select from trunkline.backfill_slot s join trunkline.run r on r.id = s.run_id where s.backfill_id = b.id)),
slots as (delete from trunkline.backfill_slot s using old o where s.backfill_id = o.id),
gone as (delete from trunkline.backfill b using old o where b.id = o.id returning 1)
select count(*)::int as "dropped" from gone`;

export interface DropBackfillsRow {
  dropped: number;
}

/** Backfills that ended, once none of their runs is kept; a key may then be used again. */
export async function dropBackfills(db: Db, p: { before: Date | string }): Promise<DropBackfillsRow | undefined> {
  const { rows } = await db.query<DropBackfillsRow>({ name: "maintenance.dropBackfills", text: dropBackfillsSql, values: [p.before] });
  return rows[0];
}

const dropWorkersSql = `with gone as (delete from trunkline.worker w where w.dead_at < $1 returning 1)
select count(*)::int as "dropped" from gone`;

export interface DropWorkersRow {
  dropped: number;
}

export async function dropWorkers(db: Db, p: { before: Date | string }): Promise<DropWorkersRow | undefined> {
  const { rows } = await db.query<DropWorkersRow>({ name: "maintenance.dropWorkers", text: dropWorkersSql, values: [p.before] });
  return rows[0];
}

const tidyQueueSql = `select t.removed as "removed", t.renewed as "renewed" from trunkline.tidy_queue($1) t`;

export interface TidyQueueRow {
  removed: number;
  renewed: number;
}

export async function tidyQueue(db: Db, p: { limit: number }): Promise<TidyQueueRow | undefined> {
  const { rows } = await db.query<TidyQueueRow>({ name: "maintenance.tidyQueue", text: tidyQueueSql, values: [p.limit] });
  return rows[0];
}

const askingRunsSql = `select r.pipeline_revision_id, r.business_date::text as "business_date", j.name as project
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null
   and (r.created_at < $1::timestamptz + interval '31 days' or r.business_date < ($1::timestamptz)::date + 31)
 order by r.id limit $2`;

export interface AskingRunsRow {
  pipeline_revision_id: number;
  business_date: string;
  project: string;
}

/** Unfinished runs whose gates may ask for what is about to be dropped: old ones, and those of old dates. */
export async function askingRuns(db: Db, p: { before: Date | string; limit: string | number | bigint }): Promise<AskingRunsRow[]> {
  const { rows } = await db.query<AskingRunsRow>({ name: "maintenance.askingRuns", text: askingRunsSql, values: [p.before, p.limit] });
  return rows;
}

const pipelineIdsSql = `select q.n as "n", p.id
  from unnest($1::text[], $2::text[]) with ordinality q(project, pipeline, n)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.project_id = j.id and p.name = q.pipeline`;

export interface PipelineIdsRow {
  n: string;
  id: number;
}

/** Ids of pipelines by their names, also of those that were removed. */
export async function pipelineIds(db: Db, p: { projects: readonly string[]; pipelines: readonly string[] }): Promise<PipelineIdsRow[]> {
  const { rows } = await db.query<PipelineIdsRow>({ name: "maintenance.pipelineIds", text: pipelineIdsSql, values: [texts(p.projects), texts(p.pipelines)] });
  return rows;
}

const logFilesToDropSql = `select f.run_id, f.idx, f.attempt, f.path from trunkline.log_file f
 where not exists (select from trunkline.run r where r.id = f.run_id) order by f.run_id limit $1`;

export interface LogFilesToDropRow {
  run_id: string;
  idx: number;
  attempt: number;
  path: string;
}

/** Files of runs that are gone. */
export async function logFilesToDrop(db: Db, p: { limit: string | number | bigint }): Promise<LogFilesToDropRow[]> {
  const { rows } = await db.query<LogFilesToDropRow>({ name: "maintenance.logFilesToDrop", text: logFilesToDropSql, values: [p.limit] });
  return rows;
}

const forgetLogFileSql = `delete from trunkline.log_file where run_id = $1 and idx = $2 and attempt = $3`;

export async function forgetLogFile(db: Db, p: { run: string | number | bigint; idx: number; attempt: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "maintenance.forgetLogFile", text: forgetLogFileSql, values: [p.run, p.idx, p.attempt] });
  return rowCount ?? 0;
}

const attemptsToArchiveSql = `select distinct c.run_id, c.idx, c.attempt, c.day::text as "day"
  from trunkline.log_chunk c join trunkline.run r on r.id = c.run_id
 where c.day <= ($1::timestamptz at time zone 'utc')::date and r.finished_at < $1
   and not exists (select from trunkline.log_file f where f.run_id = c.run_id and f.idx = c.idx and f.attempt = c.attempt)
 order by "day", c.run_id, c.idx, c.attempt limit $2`;

export interface AttemptsToArchiveRow {
  run_id: string;
  idx: number;
  attempt: number;
  day: string;
}

/**
 * Attempts with output in the database, of runs that ended before an instant, oldest days first. What came late for one
 * that has its file stays until its day goes.
 */
export async function attemptsToArchive(db: Db, p: { before: Date | string; limit: string | number | bigint }): Promise<AttemptsToArchiveRow[]> {
  const { rows } = await db.query<AttemptsToArchiveRow>({ name: "maintenance.attemptsToArchive", text: attemptsToArchiveSql, values: [p.before, p.limit] });
  return rows;
}

const queueDepthSql = `select count(*)::int as "entries", count(*) filter (where j.attempts >= j.max_attempts)::int as "dead",
       coalesce(extract(epoch from max(now() - greatest(j.run_at, j.created_at)) filter (where j.locked_at is null and j.attempts < j.max_attempts)), 0)::float8
         as "oldest_seconds"
  from graphile_worker._private_jobs j`;

export interface QueueDepthRow {
  entries: number;
  dead: number;
  oldest_seconds: number;
}

/** Entries of tasks in graphile-worker's queue, those that failed for good, and how long the oldest could have been taken. */
export async function queueDepth(db: Db): Promise<QueueDepthRow | undefined> {
  const { rows } = await db.query<QueueDepthRow>({ name: "maintenance.queueDepth", text: queueDepthSql });
  return rows[0];
}

const waitFiguresSql = `select count(*)::int as "waiting", coalesce(extract(epoch from now() - min(w.since)), 0)::float8 as "oldest_seconds"
  from trunkline.wait w`;

export interface WaitFiguresRow {
  waiting: number;
  oldest_seconds: number;
}

export async function waitFigures(db: Db): Promise<WaitFiguresRow | undefined> {
  const { rows } = await db.query<WaitFiguresRow>({ name: "maintenance.waitFigures", text: waitFiguresSql });
  return rows[0];
}

const poolFiguresSql = `select p.kind, sum(p.units)::int as "units",
       coalesce(sum((select sum(h.units) from trunkline.pool_hold h where h.pool_id = p.id)), 0)::int as "used",
       sum((select count(*) from trunkline.pool_wait w where w.pool_id = p.id))::int as "waiting"
  from trunkline.pool p where p.kind <> 'rate' group by p.kind order by p.kind`;

export interface PoolFiguresRow {
  kind: string;
  units: number;
  used: number;
  waiting: number;
}

/** Units of pools and of locks, how many are taken, how many tasks wait for some. No names: anybody may ask for figures. */
export async function poolFigures(db: Db): Promise<PoolFiguresRow[]> {
  const { rows } = await db.query<PoolFiguresRow>({ name: "maintenance.poolFigures", text: poolFiguresSql });
  return rows;
}

const historyFiguresSql = `select (select count(*)::int from trunkline.partitions_of('trunkline.task_run')) as "task_partitions",
       (select count(*)::int from trunkline.partitions_of('trunkline.log_chunk')) as "log_partitions",
       coalesce(extract(epoch from now() - (select r.created_at from trunkline.run r order by r.id limit 1)), 0)::float8 as "oldest_seconds",
       pg_database_size(current_database())::float8 as "bytes"`;

export interface HistoryFiguresRow {
  task_partitions: number;
  log_partitions: number;
  oldest_seconds: number;
  bytes: number;
}

export async function historyFigures(db: Db): Promise<HistoryFiguresRow | undefined> {
  const { rows } = await db.query<HistoryFiguresRow>({ name: "maintenance.historyFigures", text: historyFiguresSql });
  return rows[0];
}
