// Generated from alert-scans.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const unsyncedProjectsSql = `select p.id, p.name, p.environment, p.rules, p.sync_state, p.sync_reason, p.unsynced_at,
       b.count as "broken", b.first as "first", b.since as "since"
  from trunkline.project p
 cross join lateral (select count(*)::int as count, min(s.path) as first, min(s.broken_at) as since
                       from trunkline.pipeline_source s where s.project_id = p.id and s.broken) b
 where p.registration <> 'removed' and p.checked_at is not null
   and (p.sync_state <> 'Synced' and p.unsynced_at < now() - interval '1 minute' or b.count > 0)
 order by p.id`;

export interface UnsyncedProjectsRow {
  id: number;
  name: string;
  environment: string;
  rules: unknown;
  sync_state: string;
  sync_reason: string | null;
  unsynced_at: Date | null;
  broken: number;
  first: string | null;
  since: Date | null;
}

/** Projects that have not been what their branch says for a minute, and those with files in error. */
export async function unsyncedProjects(db: Db): Promise<UnsyncedProjectsRow[]> {
  const { rows } = await db.query<UnsyncedProjectsRow>({ name: "alert-scans.unsyncedProjects", text: unsyncedProjectsSql });
  return rows;
}

const lostWorkersSql = `select w.id, w.name, w.pid, w.dead_at as "dead_at" from trunkline.worker w
 where w.dead_at > now() - interval '10 minutes' and w.lost_at is not null and not w.draining
   and not exists (select from trunkline.alert a
                    where a.key = 'trunkline/server/' || w.name || '/worker-lost' and a.happened_at >= w.dead_at)
 order by w.dead_at`;

export interface LostWorkersRow {
  id: number;
  name: string;
  pid: number;
  dead_at: Date;
}

/** Those that died within a while and are not told of yet. */
export async function lostWorkers(db: Db): Promise<LostWorkersRow[]> {
  const { rows } = await db.query<LostWorkersRow>({ name: "alert-scans.lostWorkers", text: lostWorkersSql });
  return rows;
}

const workersBackSql = `select a.id, exists (select from trunkline.worker w where w.name = a.event #>> '{tags,worker,0}' and w.dead_at is null and w.lost_at is null) as "back"
  from trunkline.alert a
 where a.kind = 'worker-lost' and a.state <> 'resolved'
   and (a.happened_at < now() - interval '1 hour'
        or exists (select from trunkline.worker w
                    where w.name = a.event #>> '{tags,worker,0}' and w.dead_at is null and w.lost_at is null))`;

export interface WorkersBackRow {
  id: string;
  back: boolean;
}

/** Open alerts of lost workers whose host has one again, or of which an hour has passed. */
export async function workersBack(db: Db): Promise<WorkersBackRow[]> {
  const { rows } = await db.query<WorkersBackRow>({ name: "alert-scans.workersBack", text: workersBackSql });
  return rows;
}

const longRunningSql = `select r.id as run_id, r.pipeline_id, r.business_date::text as "date", t.idx, t.started_at as "started_at", now() as "now",
       trunkline.task_name(v.spec::json, t.idx) as "name"
  from trunkline.run r
  join trunkline.task_run t on t.run_id = r.id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
 where r.finished_at is null and r.trigger_kind <> 'shadow' and t.state = 'running' and t.started_at < now() - interval '10 minutes'
 order by t.started_at limit $1::int`;

export interface LongRunningRow {
  run_id: string;
  pipeline_id: number;
  date: string;
  idx: number;
  started_at: Date;
  now: Date;
  name: string;
}

/** Tasks that have run for longer than 10 minutes. */
export async function longRunning(db: Db, p: { limit: number }): Promise<LongRunningRow[]> {
  const { rows } = await db.query<LongRunningRow>({ name: "alert-scans.longRunning", text: longRunningSql, values: [p.limit] });
  return rows;
}

const unstartedSql = `select r.id as run_id, r.due_at from trunkline.run r
 where r.finished_at is null and r.trigger_kind <> 'shadow' and r.state = 'running' and r.due_at < now() - $1::bigint * interval '1 millisecond'
   and not exists (select from trunkline.wait w where w.run_id = r.id)
   and not exists (select from trunkline.hold h where h.pipeline_id = r.pipeline_id or h.run_id = r.id)
   and not exists (select from trunkline.task_run t where t.run_id = r.id and (t.attempt > 0 or t.state not in ('waiting', 'ready')))
 order by r.id limit $2::int`;

export interface UnstartedRow {
  run_id: string;
  due_at: Date;
}

/** Runs that are due for so long and could start, and of which no worker has taken any task. */
export async function unstarted(db: Db, p: { afterMs: string | number | bigint; limit: number }): Promise<UnstartedRow[]> {
  const { rows } = await db.query<UnstartedRow>({ name: "alert-scans.unstarted", text: unstartedSql, values: [p.afterMs, p.limit] });
  return rows;
}

const unstuckSql = `select a.id, r.finished_at as "finished_at" from trunkline.alert a join trunkline.run r on r.id = a.run_id
 where a.state <> 'resolved'
   and (a.kind = 'stuck' and not exists (select from trunkline.task_run t where t.run_id = r.id and t.state = 'running'
                                            and t.started_at < now() - interval '10 minutes')
        or a.kind = 'did-not-start' and a.event -> 'deadline' ->> 'kind' is distinct from 'startBy'
            and exists (select from trunkline.task_run t where t.run_id = r.id and (t.attempt > 0 or t.state not in ('waiting', 'ready'))))`;

export interface UnstuckRow {
  id: string;
  finished_at: Date | null;
}

/** Open alerts of runs that were stuck or not started, and are so no more. */
export async function unstuck(db: Db): Promise<UnstuckRow[]> {
  const { rows } = await db.query<UnstuckRow>({ name: "alert-scans.unstuck", text: unstuckSql });
  return rows;
}

const freshSuccessesSql = `select r.id as run_id, r.finished_at as "finished_at", (extract(epoch from r.finished_at - r.started_at) * 1000)::float8 as "took",
       b.median as "median", b.count as "count",
       exists (select from trunkline.task_run t where t.run_id = r.id and t.state <> 'skipped') as "executed"
  from trunkline.pipeline p
 cross join lateral (select * from trunkline.run x where x.pipeline_id = p.id and x.state <> 'skipped' and x.trigger_kind <> 'shadow' order by x.id desc limit 1) r
 cross join lateral (
   select count(*)::int as count, (percentile_cont(0.5) within group (order by y.ms))::float8 as median
     from (select extract(epoch from z.finished_at - z.started_at) * 1000 as ms from trunkline.run z
            where z.pipeline_id = p.id and z.id < r.id and z.state = 'succeeded' and z.started_at is not null and z.trigger_kind <> 'shadow'
            order by z.id desc limit 20) y) b
 where p.removed_at is null and r.state = 'succeeded' and r.finished_at > now() - interval '3 minutes'
   and r.started_at is not null and r.generation = 1 and r.trigger_kind <> 'backfill'
   and not exists (select from trunkline.alert a where a.run_id = r.id and a.kind in ('too-fast', 'empty'))`;

export interface FreshSuccessesRow {
  run_id: string;
  finished_at: Date;
  took: number;
  median: number | null;
  count: number;
  executed: boolean;
}

/**
 * The newest run of each pipeline, where it has just succeeded and nobody was told of it: how long it took, the median of
 * the 20 before, and whether anything in it was executed.
 */
export async function freshSuccesses(db: Db): Promise<FreshSuccessesRow[]> {
  const { rows } = await db.query<FreshSuccessesRow>({ name: "alert-scans.freshSuccesses", text: freshSuccessesSql });
  return rows;
}

const failingTriggersSql = `select distinct on (p.id) p.id as pipeline_id, p.name as pipeline, j.id as project_id, j.name as project, j.environment,
       s.ordinal as "ordinal", s.error as "error", s.error_since as "error_since", v.spec::jsonb - 'tasks' - 'usual' as "spec"
  from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.project j on j.id = p.project_id
 where s.ordinal is not null and s.error is not null and s.error_since < now() - interval '1 minute'
 order by p.id, s.error_since`;

export interface FailingTriggersRow {
  pipeline_id: number;
  pipeline: string;
  project_id: number;
  project: string;
  environment: string;
  ordinal: number;
  error: string;
  error_since: Date;
  spec: unknown;
}

/** Of each pipeline the trigger that has not been followed for the longest, beyond a minute. */
export async function failingTriggers(db: Db): Promise<FailingTriggersRow[]> {
  const { rows } = await db.query<FailingTriggersRow>({ name: "alert-scans.failingTriggers", text: failingTriggersSql });
  return rows;
}
