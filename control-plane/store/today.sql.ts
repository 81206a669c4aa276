// Generated from today.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const waitingRunsSql = `select r.id, r.pipeline_id, p.name as pipeline, j.name as project
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null and r.state = 'waiting' and r.trigger_kind <> 'shadow'
   and ($1::int[] is null or p.class_id = any ($1))
   and ($2::text is null or j.name = $2)
 order by r.id limit $3::int`;

export interface WaitingRunsRow {
  id: string;
  pipeline_id: number;
  pipeline: string;
  project: string;
}

/** Runs that wait as a whole, the oldest first. */
export async function waitingRuns(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<WaitingRunsRow[]> {
  const { rows } = await db.query<WaitingRunsRow>({ name: "today.waitingRuns", text: waitingRunsSql, values: [list(p.classes), p.project ?? null, p.limit] });
  return rows;
}

const poolsAwaitedSql = `select w.pool_id, p.name, p.kind, j.name as "project", count(distinct w.run_id)::int as "count", min(w.since) as "since",
       (array_agg(w.run_id::text order by w.rank))[1 : $1::int] as "runs"
  from trunkline.pool_wait w
  join trunkline.run r on r.id = w.run_id
  join trunkline.pipeline l on l.id = r.pipeline_id
  join trunkline.pool p on p.id = w.pool_id
  left join trunkline.project j on j.id = p.project_id
 where ($2::int[] is null or l.class_id = any ($2))
   and ($3::text is null or l.project_id = (select o.id from trunkline.project o where o.name = $3))
 group by 1, 2, 3, 4
 order by 5 desc, 1 limit $4::int`;

export interface PoolsAwaitedRow {
  pool_id: number;
  name: string;
  kind: string;
  project: string | null;
  count: number;
  since: Date;
  runs: string[];
}

/** Pools that tasks wait for, those with the most runs first, with the runs whose tasks came first. */
export async function poolsAwaited(db: Db, p: { runs: number; classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<PoolsAwaitedRow[]> {
  const { rows } = await db.query<PoolsAwaitedRow>({ name: "today.poolsAwaited", text: poolsAwaitedSql, values: [p.runs, list(p.classes), p.project ?? null, p.limit] });
  return rows;
}

const factsAwaitedSql = `select j.name as project, g.text as "text", min(g.found) as "found", min(g.since) as "since", count(distinct r.id)::int as "count",
       array_agg(distinct r.pipeline_id) as "pipelines", (array_agg(r.id::text order by r.id))[1 : $1::int] as "runs"
  from trunkline.wait w
 cross join lateral jsonb_to_recordset(w.gates) g(kind text, text text, holds boolean, found text, since timestamptz)
  join trunkline.run r on r.id = w.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where g.kind = 'awaits' and not g.holds and (g.text like 'event %' or g.text like 'variable %' or g.text like 'asset %')
   and ($2::int[] is null or p.class_id = any ($2))
   and ($3::text is null or j.name = $3)
 group by 1, 2
 order by 5 desc, 1, 2 limit $4::int`;

export interface FactsAwaitedRow {
  project: string;
  text: string;
  found: string;
  since: Date;
  count: number;
  pipelines: number[];
  runs: string[];
}

/** Events, variables and assets that are not as runs or tasks await them, those with the most runs first. */
export async function factsAwaited(db: Db, p: { runs: number; classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<FactsAwaitedRow[]> {
  const { rows } = await db.query<FactsAwaitedRow>({ name: "today.factsAwaited", text: factsAwaitedSql, values: [p.runs, list(p.classes), p.project ?? null, p.limit] });
  return rows;
}

const usualOfSql = `select p.id, j.name as project, p.name,
       coalesce((select t.timezone from trunkline.trigger t where t.pipeline_id = p.id order by t.ordinal limit 1),
                (select v.spec::json ->> 'timezone' from trunkline.pipeline_revision v where v.id = p.pipeline_revision_id), 'UTC') as "timezone",
       coalesce(x.lengths, '{}') as "lengths", coalesce(x.dates, '{}') as "dates"
  from unnest($1::text[], $2::text[]) q(project, name)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.project_id = j.id and p.name = q.name and p.removed_at is null
 cross join lateral (
   select array_agg(y.ms order by y.id desc) as lengths, array_agg(y.date order by y.id desc) as dates
     from (select r.id, r.business_date::text as date,
                  (extract(epoch from r.finished_at - r.started_at) * 1000)::int8::float8 as ms
             from trunkline.run r
            where r.pipeline_id = p.id and r.state = 'succeeded' and r.started_at is not null
              and r.slot not like 'b:%' and r.trigger_kind not in ('shadow', 'rerun')
              and not exists (select from trunkline.override o where o.run_id = r.id)
            order by r.id desc limit $3::int) y) x
 where $4::int[] is null or p.class_id = any ($4)`;

export interface UsualOfRow {
  id: number;
  project: string;
  name: string;
  timezone: string;
  lengths: number[];
  dates: string[];
}

/**
 * Of deployed pipelines by their names the zone of their times, and how long their newest runs took that succeeded by
 * themselves, in milliseconds, newest first, with their dates.
 */
export async function usualOf(db: Db, p: { projects: readonly string[]; names: readonly string[]; limit: number; classes?: readonly number[] | null | undefined }): Promise<UsualOfRow[]> {
  const { rows } = await db.query<UsualOfRow>({ name: "today.usualOf", text: usualOfSql, values: [texts(p.projects), texts(p.names), p.limit, list(p.classes)] });
  return rows;
}

const dueNextSql = `select t.next_at as "next_at", t.timezone, p.name as pipeline, j.name as project
  from trunkline.trigger t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null and p.makes_runs
  join trunkline.project j on j.id = p.project_id
 where t.next_at > now()
   and ($1::int[] is null or p.class_id = any ($1))
   and ($2::text is null or j.name = $2)
   and not exists (select from trunkline.hold h
                    where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > t.next_at))
 order by t.next_at, j.name, p.name limit $3::int`;

export interface DueNextRow {
  next_at: Date;
  timezone: string;
  pipeline: string;
  project: string;
}

/** The next due times of pipelines whose schedules make runs here and that nobody paused. */
export async function dueNext(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<DueNextRow[]> {
  const { rows } = await db.query<DueNextRow>({ name: "today.dueNext", text: dueNextSql, values: [list(p.classes), p.project ?? null, p.limit] });
  return rows;
}

const dueWithinSql = `select count(distinct t.pipeline_id)::int as "count"
  from trunkline.trigger t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null and p.makes_runs
 where t.next_at > now() and t.next_at <= $1
   and ($2::int[] is null or p.class_id = any ($2))
   and ($3::text is null or p.project_id = (select j.id from trunkline.project j where j.name = $3))
   and not exists (select from trunkline.hold h
                    where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > t.next_at))`;

export interface DueWithinRow {
  count: number;
}

/** How many pipelines are due before an instant. */
export async function dueWithin(db: Db, p: { before: Date | string; classes?: readonly number[] | null | undefined; project?: string | null | undefined }): Promise<DueWithinRow | undefined> {
  const { rows } = await db.query<DueWithinRow>({ name: "today.dueWithin", text: dueWithinSql, values: [p.before, list(p.classes), p.project ?? null] });
  return rows[0];
}

const begunByHourSql = `with newest as materialized (
  select r.pipeline_id, r.state, r.created_at, r.started_at from trunkline.run r order by r.id desc limit $1::int)
select floor(extract(epoch from n.started_at - $2::timestamptz) / 3600)::int as "hour", n.state as "state", count(*)::int as "count",
       (select case when count(*) = $1 then min(o.created_at) end from newest o) as "reached"
  from newest n
 where n.started_at >= $2::timestamptz
   and ($3::int[] is null and $4::text is null
        or n.pipeline_id in (select p.id from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
                              where ($3::int[] is null or p.class_id = any ($3)) and ($4::text is null or j.name = $4)))
 group by 1, 2`;

export interface BegunByHourRow {
  hour: number;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  count: number;
  reached: Date | null;
}

/**
 * Of the newest `limit` runs those that began from an instant on, by hours from then and by their state. reached: when the oldest
 * of them was made.
 */
export async function begunByHour(db: Db, p: { limit: number; from: Date | string; classes?: readonly number[] | null | undefined; project?: string | null | undefined }): Promise<BegunByHourRow[]> {
  const { rows } = await db.query<BegunByHourRow>({ name: "today.begunByHour", text: begunByHourSql, values: [p.limit, p.from, list(p.classes), p.project ?? null] });
  return rows;
}

const schedulesToComeSql = `select t.schedule, t.timezone, count(*)::int as "count"
  from trunkline.trigger t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null and p.makes_runs
  join trunkline.project j on j.id = p.project_id
 where t.next_at < $1 and ($2::int[] is null or p.class_id = any ($2)) and ($3::text is null or j.name = $3)
 group by 1, 2`;

export interface SchedulesToComeRow {
  schedule: unknown;
  timezone: string;
  count: number;
}

/** Schedules that make runs here and are due again before an instant, each once, with how many triggers have it. */
export async function schedulesToCome(db: Db, p: { before: Date | string; classes?: readonly number[] | null | undefined; project?: string | null | undefined }): Promise<SchedulesToComeRow[]> {
  const { rows } = await db.query<SchedulesToComeRow>({ name: "today.schedulesToCome", text: schedulesToComeSql, values: [p.before, list(p.classes), p.project ?? null] });
  return rows;
}

const deployedLatelySql = `select r.id, j.name as project, r.commit_oid, r.applied_at, c.count as "count", coalesce(c.pipelines, '{}') as "pipelines",
       coalesce(y.subject, r.subject) as "subject", coalesce(y.author_name, r.author_name) as "author_name",
       case when y.subject is null then r.change_number else y.change_number end as "change_number"
  from trunkline.revision r
  join trunkline.project j on j.id = r.project_id
 cross join lateral (
   select count(*)::int as count, (array_agg(p.name order by p.name))[1 : $1::int] as pipelines, min(p.id) as first
     from trunkline.deployment d join trunkline.pipeline p on p.id = d.pipeline_id
    where d.revision_id = r.id and ($2::int[] is null or p.class_id = any ($2))) c
  left join lateral trunkline.last_change(c.first, r.id) y on $2::int[] is not null
 where ($3::text is null or j.name = $3) and ($2::int[] is null or c.count > 0)
 order by r.id desc limit $4::int`;

export interface DeployedLatelyRow {
  id: number;
  project: string;
  commit_oid: string;
  applied_at: Date;
  count: number;
  pipelines: string[];
  subject: string;
  author_name: string;
  change_number: string | null;
}

/**
 * What was deployed last of all projects, newest first; of whoever sees some pipelines alone what touched one of those, as
 * the change says that touched the first. touched: the first so many of them.
 */
export async function deployedLately(db: Db, p: { touched: number; classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<DeployedLatelyRow[]> {
  const { rows } = await db.query<DeployedLatelyRow>({ name: "today.deployedLately", text: deployedLatelySql, values: [p.touched, list(p.classes), p.project ?? null, p.limit] });
  return rows;
}
