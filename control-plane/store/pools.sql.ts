// Generated from pools.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const declaredPoolsSql = `select d.name, p.kind, p.project_id is null as "is_global", d.units, d.per_ms, d.description
  from trunkline.pool_declaration d join trunkline.pool p on p.id = d.pool_id
 where d.project_id = $1 and d.removed_at is null
 order by d.name`;

export interface DeclaredPoolsRow {
  name: string;
  kind: string;
  is_global: boolean;
  units: number;
  per_ms: string | null;
  description: string | null;
}

export async function declaredPools(db: Db, p: { project: number }): Promise<DeclaredPoolsRow[]> {
  const { rows } = await db.query<DeclaredPoolsRow>({ name: "pools.declaredPools", text: declaredPoolsSql, values: [p.project] });
  return rows;
}

const declarePoolsSql = `select trunkline.declare_pools($1, $2, $3, $4, $5, $6, $7, $8)`;

export async function declarePools(db: Db, p: { project: number; names: readonly string[]; kinds: readonly string[]; globals: readonly boolean[]; units: readonly number[]; pers: readonly (string | number | bigint)[]; descriptions: readonly string[]; removed: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.declarePools", text: declarePoolsSql, values: [p.project, texts(p.names), texts(p.kinds), list(p.globals), list(p.units), p.pers, texts(p.descriptions), texts(p.removed)] });
  return rowCount ?? 0;
}

const resolvePoolsSql = `select q.n as "n", d.pool_id, p.kind
  from unnest($1::int[], $2::text[], $3::text[]) q(n, project, name)
  join trunkline.project j on j.name = q.project
  join trunkline.pool_declaration d on d.project_id = j.id and d.name = q.name
  join trunkline.pool p on p.id = d.pool_id`;

export interface ResolvePoolsRow {
  n: number;
  pool_id: number;
  kind: string;
}

/** What projects mean by names, also by those that they declare no more. */
export async function resolvePools(db: Db, p: { ns: readonly number[]; projects: readonly string[]; names: readonly string[] }): Promise<ResolvePoolsRow[]> {
  const { rows } = await db.query<ResolvePoolsRow>({ name: "pools.resolvePools", text: resolvePoolsSql, values: [list(p.ns), texts(p.projects), texts(p.names)] });
  return rows;
}

const askUnitsSql = `select trunkline.ask_units($1, $2, $3, $4, $5)`;

export async function askUnits(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; pools: readonly number[]; units: readonly number[]; keeps: readonly boolean[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.askUnits", text: askUnitsSql, values: [p.runs, list(p.idxs), list(p.pools), list(p.units), list(p.keeps)] });
  return rowCount ?? 0;
}

const leavePoolsSql = `with gone as (
  delete from trunkline.pool_wait w using unnest($1::bigint[], $2::int[]) x(run_id, idx)
   where w.run_id = x.run_id and w.idx = x.idx
  returning w.pool_id)
select trunkline.check_pools(array_agg(distinct g.pool_id)) from gone g having count(*) > 0`;

/** Other gates do not hold any more: whoever waits for units loses its turn, and those behind it may have theirs. */
export async function leavePools(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.leavePools", text: leavePoolsSql, values: [p.runs, list(p.idxs)] });
  return rowCount ?? 0;
}

const mayServePoolsSql = `select exists (select from trunkline.pool_check) or exists (select from trunkline.pool where next_at <= clock_timestamp()) as "may"`;

export interface MayServePoolsRow {
  may: boolean;
}

export async function mayServePools(db: Db): Promise<MayServePoolsRow | undefined> {
  const { rows } = await db.query<MayServePoolsRow>({ name: "pools.mayServePools", text: mayServePoolsSql });
  return rows[0];
}

const takeGrantLockSql = `select pg_advisory_xact_lock(9, 0)`;

/** One transaction at a time adds to what is taken. It is short, and what it grants is seen by the next. */
export async function takeGrantLock(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.takeGrantLock", text: takeGrantLockSql });
  return rowCount ?? 0;
}

const takePoolChecksSql = `with due as (
  update trunkline.pool p set next_at = null where p.next_at <= clock_timestamp() returning p.id),
asked as (
  delete from trunkline.pool_check c where c.id in (select k.id from trunkline.pool_check k order by k.id limit 1000)
  returning c.pool_id)
select id as "id" from due union select pool_id from asked order by 1`;

export interface TakePoolChecksRow {
  id: number;
}

export async function takePoolChecks(db: Db): Promise<TakePoolChecksRow[]> {
  const { rows } = await db.query<TakePoolChecksRow>({ name: "pools.takePoolChecks", text: takePoolChecksSql });
  return rows;
}

const queueHeadsSql = `select h.run_id as "run_id", h.idx as "idx", min(h.rank) as "rank", t.route
  from unnest($1::int[]) p(id)
 cross join lateral (
   select w.run_id, w.idx, w.rank from trunkline.pool_wait w
    where w.pool_id = p.id order by w.rank, w.run_id, w.idx limit $2::int) h
  join trunkline.task_run t on t.run_id = h.run_id and t.idx = h.idx
 group by h.run_id, h.idx, t.route
 order by 3, 1, 2`;

export interface QueueHeadsRow {
  run_id: string;
  idx: number;
  rank: Date;
  route: number;
}

/** The first of each queue, in the order in which they are served. */
export async function queueHeads(db: Db, p: { pools: readonly number[]; limit: number }): Promise<QueueHeadsRow[]> {
  const { rows } = await db.query<QueueHeadsRow>({ name: "pools.queueHeads", text: queueHeadsSql, values: [list(p.pools), p.limit] });
  return rows;
}

const asksOfSql = `select w.run_id, w.idx, w.pool_id, w.units,
       exists (select from trunkline.pool_hold h
                where h.run_id = w.run_id and h.idx = w.idx and h.pool_id = w.pool_id) as "has",
       not exists (select from trunkline.pool_wait o
                    where o.pool_id = w.pool_id and (o.rank, o.run_id, o.idx) < (w.rank, w.run_id, w.idx)) as "is_head"
  from unnest($1::bigint[], $2::int[]) x(run_id, idx)
  join trunkline.pool_wait w on w.run_id = x.run_id and w.idx = x.idx`;

export interface AsksOfRow {
  run_id: string;
  idx: number;
  pool_id: number;
  units: number;
  has: boolean;
  is_head: boolean;
}

/** All that waiting tasks ask for. has: a failed attempt kept it for them. is_head: nobody is before them in the queue. */
export async function asksOf(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<AsksOfRow[]> {
  const { rows } = await db.query<AsksOfRow>({ name: "pools.asksOf", text: asksOfSql, values: [p.runs, list(p.idxs)] });
  return rows;
}

const poolStatesSql = `select p.id, p.units, p.per_ms, clock_timestamp() as "now",
       (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id)::int as "used",
       t.at as "taken_at", t.units as "taken"
  from trunkline.pool p
  left join lateral (
    select array_agg(k.at order by k.at) as at, array_agg(k.units order by k.at) as units from trunkline.pool_take k
     where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond') t on p.per_ms is not null
 where p.id = any ($1::int[])`;

export interface PoolStatesRow {
  id: number;
  units: number;
  per_ms: string | null;
  now: Date;
  used: number;
  taken_at: Date[] | null;
  taken: number[] | null;
}

/** What is taken, and when what was taken of a rate comes back. */
export async function poolStates(db: Db, p: { pools: readonly number[] }): Promise<PoolStatesRow[]> {
  const { rows } = await db.query<PoolStatesRow>({ name: "pools.poolStates", text: poolStatesSql, values: [list(p.pools)] });
  return rows;
}

const freeSlotsSql = `select r.route as "route", greatest(s.slots - q.jobs, 0)::int as "free", s.slots as "slots", s.workers as "workers",
       (select count(*) from trunkline.pool_hold h join trunkline.task_run t using (run_id, idx)
         where q.jobs >= s.slots and not h.kept and t.state = 'ready' and t.route = r.route)::int as "ready"
  from unnest($1::int[]) r(route)
  join trunkline.route o on o.id = r.route
 cross join lateral (
   select coalesce(sum(w.slots), 0)::int as slots, coalesce(array_agg(w.id), '{}') as workers,
          coalesce(array_agg(w.pool_id), '{}') as queues
     from trunkline.worker w
    where w.dead_at is null and w.lost_at is null and not w.draining and o.labels <@ w.labels) s
 cross join lateral (
   select count(*)::int as jobs
     from (select from graphile_worker.jobs j
            where j.locked_by = any (s.queues)
               or j.locked_by is null and j.task_identifier = case r.route when 0 then 'task' else 'task:' || r.route end
            limit s.slots) j) q`;

export interface FreeSlotsRow {
  route: number;
  free: number;
  slots: number;
  workers: number[];
  ready: number;
}

/** For each route the free slots of living workers that take it, and its tasks with units that none has taken up yet. */
export async function freeSlots(db: Db, p: { routes: readonly number[] }): Promise<FreeSlotsRow[]> {
  const { rows } = await db.query<FreeSlotsRow>({ name: "pools.freeSlots", text: freeSlotsSql, values: [list(p.routes)] });
  return rows;
}

const grantUnitsSql = `select trunkline.grant_units($1, $2)`;

export async function grantUnits(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.grantUnits", text: grantUnitsSql, values: [p.runs, list(p.idxs)] });
  return rowCount ?? 0;
}

const checkPoolsSql = `select trunkline.check_pools($1)`;

export async function checkPools(db: Db, p: { pools: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.checkPools", text: checkPoolsSql, values: [list(p.pools)] });
  return rowCount ?? 0;
}

const lookAtPoolsSql = `update trunkline.pool p set next_at = least(coalesce(p.next_at, x.at), x.at)
  from unnest($1::int[], $2::timestamptz[]) x(id, at) where p.id = x.id`;

/** When to look again, for what time or a worker may change. */
export async function lookAtPools(db: Db, p: { pools: readonly number[]; ats: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.lookAtPools", text: lookAtPoolsSql, values: [list(p.pools), p.ats] });
  return rowCount ?? 0;
}

const forgetTakesSql = `delete from trunkline.pool_take k using trunkline.pool p
 where p.id = k.pool_id and p.id = any ($1::int[]) and k.at <= clock_timestamp() - p.per_ms * interval '1 millisecond'`;

export async function forgetTakes(db: Db, p: { pools: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pools.forgetTakes", text: forgetTakesSql, values: [list(p.pools)] });
  return rowCount ?? 0;
}

const awaitedPoolsSql = `select w.run_id, w.idx, p.name, p.kind, p.units as total, p.per_ms, w.units, w.since, p.next_at,
       exists (select from trunkline.pool_hold h
                where h.run_id = w.run_id and h.idx = w.idx and h.pool_id = w.pool_id) as "has",
       case when p.kind = 'rate' then
         (select coalesce(sum(k.units), 0) from trunkline.pool_take k
           where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond')
       else (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id) end::int as "used",
       (select count(*) from (select from trunkline.pool_wait o
                               where o.pool_id = w.pool_id and (o.rank, o.run_id, o.idx) < (w.rank, w.run_id, w.idx)
                               limit 1000) o)::int as "ahead",
       array(select h.run_id::text from trunkline.pool_hold h
              where h.pool_id = p.id and ($1::int[] is null or exists (
                    select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                     where r.id = h.run_id and l.class_id = any ($1)))
              order by h.since limit 3) as "by"
  from trunkline.pool_wait w join trunkline.pool p on p.id = w.pool_id
 where w.run_id = any ($2)
 order by w.run_id, w.idx, p.name`;

export interface AwaitedPoolsRow {
  run_id: string;
  idx: number;
  name: string;
  kind: string;
  total: number;
  per_ms: string | null;
  units: number;
  since: Date;
  next_at: Date | null;
  has: boolean;
  used: number;
  ahead: number;
  by: string[];
}

/** What the waiting tasks of runs ask of pools, and how it stands with each. by: the first that have some of it. */
export async function awaitedPools(db: Db, p: { classes?: readonly number[] | null | undefined; runs: readonly (string | number | bigint)[] }): Promise<AwaitedPoolsRow[]> {
  const { rows } = await db.query<AwaitedPoolsRow>({ name: "pools.awaitedPools", text: awaitedPoolsSql, values: [list(p.classes), p.runs] });
  return rows;
}

const poolsByNameSql = `select d.name, p.kind, p.units as total, p.per_ms, p.next_at,
       case when p.kind = 'rate' then
         (select coalesce(sum(k.units), 0) from trunkline.pool_take k
           where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond')
       else (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id) end::int as "used",
       (select count(*) from (select from trunkline.pool_wait w where w.pool_id = p.id limit 1000) w)::int as "ahead",
       array(select h.run_id::text from trunkline.pool_hold h
              where h.pool_id = p.id and ($1::int[] is null or exists (
                    select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                     where r.id = h.run_id and l.class_id = any ($1)))
              order by h.since limit 3) as "by"
  from trunkline.project j
  join trunkline.pool_declaration d on d.project_id = j.id and d.name = any ($2::text[])
  join trunkline.pool p on p.id = d.pool_id
 where j.name = $3`;

export interface PoolsByNameRow {
  name: string;
  kind: string;
  total: number;
  per_ms: string | null;
  next_at: Date | null;
  used: number;
  ahead: number;
  by: string[];
}

/** How it stands with what a project means by names, for who asks nothing of them yet: all that wait are ahead. */
export async function poolsByName(db: Db, p: { classes?: readonly number[] | null | undefined; names: readonly string[]; project: string }): Promise<PoolsByNameRow[]> {
  const { rows } = await db.query<PoolsByNameRow>({ name: "pools.poolsByName", text: poolsByNameSql, values: [list(p.classes), texts(p.names), p.project] });
  return rows;
}

const listPoolsSql = `select p.id, j.name as "project", p.name, p.kind, p.units, p.per_ms,
       (select min(d.description) from trunkline.pool_declaration d
         where d.pool_id = p.id and d.removed_at is null) as "description",
       case when p.kind = 'rate' then
         (select coalesce(sum(k.units), 0) from trunkline.pool_take k
           where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond')
       else (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id) end::int as "used",
       (select count(*) from trunkline.pool_hold h where h.pool_id = p.id)::int as "holders",
       (select count(*) from trunkline.pool_wait w
         where w.pool_id = p.id and ($1::int[] is null or exists (
               select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                where r.id = w.run_id and l.class_id = any ($1))))::int as "waiting"
  from trunkline.pool p left join trunkline.project j on j.id = p.project_id
 where ($2::text is null or j.name = $2
        or exists (select from trunkline.pool_declaration d join trunkline.project o on o.id = d.project_id
                    where d.pool_id = p.id and o.name = $2))
   and ($3::text[] is null or exists (
         select from trunkline.pool_declaration d join trunkline.project o on o.id = d.project_id
          where d.pool_id = p.id and o.name = any ($3)))
   and (exists (select from trunkline.pool_declaration d where d.pool_id = p.id and d.removed_at is null)
        or exists (select from trunkline.pool_hold h where h.pool_id = p.id)
        or exists (select from trunkline.pool_wait w where w.pool_id = p.id))
 order by p.name, j.name nulls first, p.kind`;

export interface ListPoolsRow {
  id: number;
  project: string | null;
  name: string;
  kind: string;
  units: number;
  per_ms: string | null;
  description: string | null;
  used: number;
  holders: number;
  waiting: number;
}

/**
 * Pools that are declared, or that somebody still has some of or waits for; of these projects. What is taken of a pool is
 * all that is; who waits for it is counted of these classes.
 */
export async function listPools(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; projects?: readonly string[] | null | undefined }): Promise<ListPoolsRow[]> {
  const { rows } = await db.query<ListPoolsRow>({ name: "pools.listPools", text: listPoolsSql, values: [list(p.classes), p.project ?? null, texts(p.projects)] });
  return rows;
}

const poolUsersSql = `select u.pool_id as "pool_id", u.waits as "waits", u.run_id as "run_id", j.name as project, l.name as pipeline,
       trunkline.task_name(v.spec::json, u.idx) as "task", u.units as "units", u.kept as "kept", u.since as "since"
  from unnest($1::int[]) p(id)
 cross join lateral (
   (select h.pool_id, false as waits, h.run_id, h.idx, h.units, h.kept, h.since, h.since as place
      from trunkline.pool_hold h
     where h.pool_id = p.id and ($2::int[] is null or exists (
           select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
            where r.id = h.run_id and l.class_id = any ($2)))
     order by h.since, h.run_id, h.idx limit $3::int)
   union all
   (select w.pool_id, true, w.run_id, w.idx, w.units, false, w.since, w.rank
      from trunkline.pool_wait w
     where w.pool_id = p.id and ($2::int[] is null or exists (
           select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
            where r.id = w.run_id and l.class_id = any ($2)))
     order by w.rank, w.run_id, w.idx limit $3::int)) u
  join trunkline.run r on r.id = u.run_id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  join trunkline.pipeline l on l.id = r.pipeline_id
  join trunkline.project j on j.id = l.project_id
 order by u.pool_id, u.waits, u.place, u.run_id, u.idx`;

export interface PoolUsersRow {
  pool_id: number;
  waits: boolean;
  run_id: string;
  project: string;
  pipeline: string;
  task: string;
  units: number;
  kept: boolean;
  since: Date;
}

/** Who has some of pools, and who waits for it, the first of each. */
export async function poolUsers(db: Db, p: { pools: readonly number[]; classes?: readonly number[] | null | undefined; limit: number }): Promise<PoolUsersRow[]> {
  const { rows } = await db.query<PoolUsersRow>({ name: "pools.poolUsers", text: poolUsersSql, values: [list(p.pools), list(p.classes), p.limit] });
  return rows;
}

const countPoolsSql = `select (select count(distinct d.pool_id) from trunkline.pool_declaration d join trunkline.project j on j.id = d.project_id
         where d.removed_at is null and ($1::text[] is null or j.name = any ($1)))::int as "declared",
       (select count(*) from (
          select distinct w.run_id, w.idx from trunkline.pool_wait w
           where $2::int[] is null or exists (
                 select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                  where r.id = w.run_id and l.class_id = any ($2))) w)::int as "waiting"`;

export interface CountPoolsRow {
  declared: number;
  waiting: number;
}

/** projects: of which those that are declared count; null: of all. */
export async function countPools(db: Db, p: { projects?: readonly string[] | null | undefined; classes?: readonly number[] | null | undefined }): Promise<CountPoolsRow | undefined> {
  const { rows } = await db.query<CountPoolsRow>({ name: "pools.countPools", text: countPoolsSql, values: [texts(p.projects), list(p.classes)] });
  return rows[0];
}

const returnKeptSql = `with kept as materialized (
  select h.run_id, h.idx, p.name
    from trunkline.pool_hold h
    join trunkline.pool p on p.id = h.pool_id
    join trunkline.run r on r.id = h.run_id
    join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
   where h.run_id = $1 and h.kept
     and ($2::text is null or trunkline.task_name(v.spec::json, h.idx) = $2)),
returned as (
  select trunkline.return_units(array_agg(k.run_id), array_agg(k.idx), false)
    from (select distinct run_id, idx from kept) k),
noted as (
  select trunkline.write_audit($3, $4, 'return', $1::text, $5, $6, null,
           jsonb_build_object('task', $2::text, 'reason', $5::text))
    from returned where exists (select from kept))
select distinct k.name from kept k cross join returned cross join noted order by k.name`;

export interface ReturnKeptRow {
  name: string;
}

/** Returns by hand what failed tasks of a run keep for a rerun, with its record in the audit. task: null is all of them. */
export async function returnKept(db: Db, p: { run: string | number | bigint; task?: string | null | undefined; actor: string; kind?: string | null | undefined; reason?: string | null | undefined; requestId?: string | null | undefined }): Promise<ReturnKeptRow[]> {
  const { rows } = await db.query<ReturnKeptRow>({ name: "pools.returnKept", text: returnKeptSql, values: [p.run, p.task ?? null, p.actor, p.kind ?? null, p.reason ?? null, p.requestId ?? null] });
  return rows;
}
