// Generated from workers.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const nextWorkerIdSql = `select nextval('trunkline.worker_id_seq')::int as "id"`;

export interface NextWorkerIdRow {
  id: number;
}

/** An id for a worker process; it takes the lock of that id before its row exists. */
export async function nextWorkerId(db: Db): Promise<NextWorkerIdRow | undefined> {
  const { rows } = await db.query<NextWorkerIdRow>({ name: "workers.nextWorkerId", text: nextWorkerIdSql });
  return rows[0];
}

const registerWorkerSql = `insert into trunkline.worker (id, pool_id, name, pid, slots, labels, zone_data) overriding system value
values ($1, $2, $3, $4, $5, $6, $7)`;

export async function registerWorker(db: Db, p: { id: number; poolId: string; name: string; pid: number; slots: number; labels: readonly string[]; zoneData?: string | null | undefined }): Promise<number> {
  const { rowCount } = await db.query({ name: "workers.registerWorker", text: registerWorkerSql, values: [p.id, p.poolId, p.name, p.pid, p.slots, texts(p.labels), p.zoneData ?? null] });
  return rowCount ?? 0;
}

const beatSql = `update trunkline.worker set beat = clock_timestamp(), lost_at = null
 where id = $1 and dead_at is null
returning id, draining`;

export interface BeatRow {
  id: number;
  draining: boolean;
}

/** No row: the worker was declared dead, its tasks are somebody else's. */
export async function beat(db: Db, p: { id: number }): Promise<BeatRow | undefined> {
  const { rows } = await db.query<BeatRow>({ name: "workers.beat", text: beatSql, values: [p.id] });
  return rows[0];
}

const lockWorkerSql = `select pg_try_advisory_lock(7, $1) as "locked"`;

export interface LockWorkerRow {
  locked: boolean;
}

/** The lock on a held connection: when the process dies the kernel closes the socket and Postgres frees it. */
export async function lockWorker(db: Db, p: { id: number }): Promise<LockWorkerRow | undefined> {
  const { rows } = await db.query<LockWorkerRow>({ name: "workers.lockWorker", text: lockWorkerSql, values: [p.id] });
  return rows[0];
}

const signOffSql = `with gone as (
  update trunkline.worker w set dead_at = clock_timestamp(), draining = true
   where w.id = $1 and w.dead_at is null and not exists (
     select from trunkline.run r join trunkline.task_run t on t.run_id = r.id
      where r.finished_at is null and t.state = 'running' and t.worker = w.id)
  returning w.pool_id)
select graphile_worker.force_unlock_workers(array_agg(g.pool_id)) from gone g`;

/**
 * A worker that stopped by itself. Its queue entries are freed, whatever its queue managed to give back. One that
 * still owns a running task, whose reply was lost on the way out, is left to the reaper.
 */
export async function signOff(db: Db, p: { id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "workers.signOff", text: signOffSql, values: [p.id] });
  return rowCount ?? 0;
}

const drainWorkerSql = `select trunkline.drain_worker($1) as "drained"`;

export interface DrainWorkerRow {
  drained: boolean;
}

/** The worker claims nothing more; false when it is not alive. */
export async function drainWorker(db: Db, p: { id: number }): Promise<DrainWorkerRow | undefined> {
  const { rows } = await db.query<DrainWorkerRow>({ name: "workers.drainWorker", text: drainWorkerSql, values: [p.id] });
  return rows[0];
}

const reapWorkersSql = `select r.worker as "worker", r.requeued as "requeued" from trunkline.reap_workers($1, $2, $3) r`;

export interface ReapWorkersRow {
  worker: number;
  requeued: number;
}

export async function reapWorkers(db: Db, p: { ttlMs: number; graceMs: number; maxLost: number }): Promise<ReapWorkersRow[]> {
  const { rows } = await db.query<ReapWorkersRow>({ name: "workers.reapWorkers", text: reapWorkersSql, values: [p.ttlMs, p.graceMs, p.maxLost] });
  return rows;
}

const liveWorkersSql = `select w.id, w.name, w.pid, w.slots, w.labels, w.started_at, w.beat, w.draining
  from trunkline.worker w where w.dead_at is null and w.lost_at is null order by w.id`;

export interface LiveWorkersRow {
  id: number;
  name: string;
  pid: number;
  slots: number;
  labels: string[];
  started_at: Date;
  beat: Date;
  draining: boolean;
}

export async function liveWorkers(db: Db): Promise<LiveWorkersRow[]> {
  const { rows } = await db.query<LiveWorkersRow>({ name: "workers.liveWorkers", text: liveWorkersSql });
  return rows;
}

const setWorkerPoolSql = `with old as (select w.pool_id from trunkline.worker w where w.id = $1),
     freed as (select graphile_worker.force_unlock_workers(array[o.pool_id]) from old o)
update trunkline.worker set pool_id = $2 where id = $1 and (select count(*) from freed) >= 0`;

/** The queue of a living worker was opened again; what the old pool had locked is freed. */
export async function setWorkerPool(db: Db, p: { id: number; poolId: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "workers.setWorkerPool", text: setWorkerPoolSql, values: [p.id, p.poolId] });
  return rowCount ?? 0;
}

const freeQueueSql = `select graphile_worker.force_unlock_workers(array[$1::text])`;

/** What a queue that has ended still had locked, as what it fetched just before and could not give back. */
export async function freeQueue(db: Db, p: { poolId: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "workers.freeQueue", text: freeQueueSql, values: [p.poolId] });
  return rowCount ?? 0;
}

const workersWithLoadSql = `with busy as (
  select t.worker, count(*)::int as n from trunkline.run r join trunkline.task_run t on t.run_id = r.id
   where r.finished_at is null and t.state = 'running'
     and ($1::int[] is null or r.pipeline_id in (select p.id from trunkline.pipeline p where p.class_id = any ($1)))
   group by 1)
select w.id, w.name, w.pid, w.slots, w.labels, w.started_at, w.beat, w.draining, coalesce(b.n, 0) as "running"
  from trunkline.worker w left join busy b on b.worker = w.id
 where w.dead_at is null and w.lost_at is null order by w.id`;

export interface WorkersWithLoadRow {
  id: number;
  name: string;
  pid: number;
  slots: number;
  labels: string[];
  started_at: Date;
  beat: Date;
  draining: boolean;
  running: number;
}

/** Living workers and how many tasks each runs, counted through the active runs. */
export async function workersWithLoad(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<WorkersWithLoadRow[]> {
  const { rows } = await db.query<WorkersWithLoadRow>({ name: "workers.workersWithLoad", text: workersWithLoadSql, values: [list(p.classes)] });
  return rows;
}
