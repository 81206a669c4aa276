// Generated from deadlines.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const takeWatchesSql = `with asked as (
  delete from trunkline.deadline_check c
   where c.id in (select k.id from trunkline.deadline_check k order by k.id limit $1::int for update skip locked)
  returning c.run_id),
due as (
  select w.run_id from trunkline.run_watch w where w.next_at <= now() order by w.next_at limit $1::int),
mine as materialized (
  select w.run_id, w.expected from trunkline.run_watch w
   where w.run_id in (select a.run_id from asked a union select d.run_id from due d)
   order by w.run_id for update skip locked),
again as (
  insert into trunkline.deadline_check (run_id)
  select distinct a.run_id from asked a join trunkline.run_watch w using (run_id)
   where not exists (select from mine m where m.run_id = a.run_id))
select m.run_id, m.expected from mine m`;

export interface TakeWatchesRow {
  run_id: string;
  expected: unknown;
}

/** Watched runs that changed or whose time has come, locked; what another server is judging is left to another pass. */
export async function takeWatches(db: Db, p: { limit: number }): Promise<TakeWatchesRow[]> {
  const { rows } = await db.query<TakeWatchesRow>({ name: "deadlines.takeWatches", text: takeWatchesSql, values: [p.limit] });
  return rows;
}

const watchedRunsSql = `select r.id, r.pipeline_id, r.pipeline_revision_id, r.business_date::text as "business_date", r.due_at, r.trigger_kind,
       r.generation, r.state, r.started_at, r.finished_at, now() as "now"
  from trunkline.run r where r.id = any ($1::bigint[])`;

export interface WatchedRunsRow {
  id: string;
  pipeline_id: number;
  pipeline_revision_id: number;
  business_date: string;
  due_at: Date;
  trigger_kind: string;
  generation: number;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  started_at: Date | null;
  finished_at: Date | null;
  now: Date;
}

export async function watchedRuns(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<WatchedRunsRow[]> {
  const { rows } = await db.query<WatchedRunsRow>({ name: "deadlines.watchedRuns", text: watchedRunsSql, values: [p.ids] });
  return rows;
}

const watchedTasksSql = `select t.run_id, t.idx, t.state, t.iteration, t.unmet, t.tolerated, t.started_at, t.finished_at, t.attempt, t.exit_code,
       t.ending is null or t.ending not in ('marked', 'iced', 'noexec', 'carried') as "executed",
       -- An attempt that is over has moved away; what it began stays begun.
       case when t.attempt > 1 or t.started_at is null and t.attempt > 0
            then (select min(a.started_at) from trunkline.attempt a where a.run_id = t.run_id and a.idx = t.idx) end
         as "earlier_start",
       (select max(g.until) from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx) as "opens_at"
  from trunkline.task_run t where t.run_id = any ($1::bigint[]) and t.idx < 32768 order by t.run_id, t.idx`;

export interface WatchedTasksRow {
  run_id: string;
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  iteration: number | null;
  unmet: number;
  tolerated: boolean;
  started_at: Date | null;
  finished_at: Date | null;
  attempt: number;
  exit_code: number | null;
  executed: boolean;
  earlier_start: Date | null;
  opens_at: Date | null;
}

export async function watchedTasks(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<WatchedTasksRow[]> {
  const { rows } = await db.query<WatchedTasksRow>({ name: "deadlines.watchedTasks", text: watchedTasksSql, values: [p.runs] });
  return rows;
}

const runsToLearnFromSql = `select p.id as "pipeline_id", array_agg(r.id order by r.id desc) as "runs",
       array_agg(r.business_date::text order by r.id desc) as "dates"
  from unnest($1::int[]) p(id)
 cross join lateral (
   select x.id, x.business_date from trunkline.run x
    where x.pipeline_id = p.id and x.state in ('succeeded', 'failed') and x.started_at is not null
      and x.slot not like 'b:%' and x.trigger_kind <> 'shadow'
      and not exists (select from trunkline.override o where o.run_id = x.id)
    order by x.id desc limit $2::int) r
 group by 1`;

export interface RunsToLearnFromRow {
  pipeline_id: number;
  runs: string[];
  dates: string[];
}

/**
 * The newest runs of some pipelines to learn from, with their dates, newest first: those that ended by themselves, were no
 * backfill, and of which nobody changed anything by hand.
 */
export async function runsToLearnFrom(db: Db, p: { pipelines: readonly number[]; limit: number }): Promise<RunsToLearnFromRow[]> {
  const { rows } = await db.query<RunsToLearnFromRow>({ name: "deadlines.runsToLearnFrom", text: runsToLearnFromSql, values: [list(p.pipelines), p.limit] });
  return rows;
}

const pastDurationsSql = `with past as materialized (
  select x.place, r.id, r.pipeline_revision_id, r.started_at, r.state
    from unnest($1::int[], $2::bigint[]) x(place, run) join trunkline.run r on r.id = x.run)
select p.place as "place", p.pipeline_revision_id as "pipeline_revision_id", t.idx as "idx",
       array_agg(case when t.state = 'skipped' then 0
                      else (extract(epoch from t.finished_at - case when t.iteration is null then t.started_at else (
                              select min(a.started_at) from trunkline.attempt a where a.run_id = t.run_id and a.idx = t.idx) end)
                            * 1000)::int8 end::float8 order by p.id desc)
         as "durations"
  from past p join trunkline.task_run t on t.run_id = p.id
 where t.idx < 32768
   and (t.ending is null or t.ending not in ('marked', 'iced', 'noexec', 'carried'))
   and (t.state = 'skipped' and p.state = 'succeeded' or t.state = 'succeeded' and t.started_at >= p.started_at)
 group by 1, 2, 3
 order by 1, 2 desc, 3`;

export interface PastDurationsRow {
  place: number;
  pipeline_revision_id: number;
  idx: number;
  durations: number[];
}

/**
 * How long the tasks of some runs took, in milliseconds, newest first, by the group that a run is in: attempts that were
 * executed and succeeded, all iterations of a repeating task. What a rerun carried over belongs to the run in which it ran.
 * In a run that succeeded a task that was skipped took no time; in one that failed nobody knows what it would have taken.
 */
export async function pastDurations(db: Db, p: { places: readonly number[]; runs: readonly (string | number | bigint)[] }): Promise<PastDurationsRow[]> {
  const { rows } = await db.query<PastDurationsRow>({ name: "deadlines.pastDurations", text: pastDurationsSql, values: [list(p.places), p.runs] });
  return rows;
}

const deadlinesOfRunsSql = `select d.run_id, d.idx, d.kind, d.at, d.state, d.since, d.expected_at, d.cause, d.basis, d.history
  from trunkline.run_deadline d where d.run_id = any ($1::bigint[]) order by d.run_id, d.idx, d.kind desc`;

export interface DeadlinesOfRunsRow {
  run_id: string;
  idx: number;
  kind: string;
  at: Date;
  state: string;
  since: Date;
  expected_at: Date | null;
  cause: unknown;
  basis: string;
  history: unknown;
}

export async function deadlinesOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<DeadlinesOfRunsRow[]> {
  const { rows } = await db.query<DeadlinesOfRunsRow>({ name: "deadlines.deadlinesOfRuns", text: deadlinesOfRunsSql, values: [p.runs] });
  return rows;
}

const putDeadlinesSql = `insert into trunkline.run_deadline as d (run_id, idx, kind, at, state, expected_at, cause, basis, history)
select x.run_id, x.idx, x.kind, x.at, x.state, x.expected_at, x.cause, x.basis,
       case when x.state = 'on-track' then '[]'::jsonb
            else jsonb_build_array(jsonb_build_object('state', x.state, 'at', now(), 'cause', x.cause)) end
  from unnest($1::bigint[], $2::int[], $3::text[], $4::timestamptz[], $5::text[],
              $6::timestamptz[], $7::jsonb[], $8::text[])
       x(run_id, idx, kind, at, state, expected_at, cause, basis)
on conflict (run_id, idx, kind) do update
   set state = excluded.state, expected_at = excluded.expected_at, cause = excluded.cause,
       since = case when d.state = excluded.state then d.since else now() end,
       history = case when d.state = excluded.state then d.history
                      else d.history || jsonb_build_object('state', excluded.state, 'at', now(), 'cause', excluded.cause) end`;

/** Verdicts as they are now; a change of state is added to the history. */
export async function putDeadlines(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; kinds: readonly string[]; ats: readonly (Date | string)[]; states: readonly string[]; expecteds: readonly (Date | string)[]; causes: readonly unknown[]; bases: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "deadlines.putDeadlines", text: putDeadlinesSql, values: [p.runs, list(p.idxs), texts(p.kinds), p.ats, texts(p.states), p.expecteds, p.causes.map(json), texts(p.bases)] });
  return rowCount ?? 0;
}

const setWatchesSql = `update trunkline.run_watch w set next_at = x.next_at, starting = x.starting, expected = x.expected
  from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::jsonb[])
       x(run_id, next_at, starting, expected)
 where w.run_id = x.run_id`;

/** What goes on being watched. */
export async function setWatches(db: Db, p: { runs: readonly (string | number | bigint)[]; nexts: readonly (Date | string)[]; starting: readonly boolean[]; expected: readonly unknown[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "deadlines.setWatches", text: setWatchesSql, values: [p.runs, p.nexts, list(p.starting), p.expected.map(json)] });
  return rowCount ?? 0;
}

const endWatchesSql = `delete from trunkline.run_watch where run_id = any ($1::bigint[])`;

export async function endWatches(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "deadlines.endWatches", text: endWatchesSql, values: [p.runs] });
  return rowCount ?? 0;
}

const nextWatchSql = `select (select min(w.next_at) from trunkline.run_watch w where w.next_at is not null) as "at",
       exists (select from trunkline.deadline_check) as "asked", clock_timestamp() as "now"`;

export interface NextWatchRow {
  at: Date | null;
  asked: boolean;
  now: Date;
}

/** When time may change a verdict, whether something changed, and the database's clock. */
export async function nextWatch(db: Db): Promise<NextWatchRow | undefined> {
  const { rows } = await db.query<NextWatchRow>({ name: "deadlines.nextWatch", text: nextWatchSql });
  return rows[0];
}

const threatenedRunsSql = `select count(*) filter (where not x.late)::int as "at_risk", count(*) filter (where x.late)::int as "late"
  from (select d.run_id, bool_or(d.state = 'late') as late
          from trunkline.run_deadline d where d.state in ('at-risk', 'late')
           and ($1::int[] is null or exists (
                 select from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
                  where r.id = d.run_id and p.class_id = any ($1)))
         group by 1) x`;

export interface ThreatenedRunsRow {
  at_risk: number;
  late: number;
}

/** Runs with a deadline at risk or past; one with both is late. */
export async function threatenedRuns(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<ThreatenedRunsRow | undefined> {
  const { rows } = await db.query<ThreatenedRunsRow>({ name: "deadlines.threatenedRuns", text: threatenedRunsSql, values: [list(p.classes)] });
  return rows[0];
}

const threatenedDeadlinesSql = `select d.run_id, d.at, d.state, d.since, d.expected_at, d.cause, p.name as pipeline, j.name as project
  from trunkline.run_deadline d
  join trunkline.run r on r.id = d.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where d.state in ('at-risk', 'late') and ($1::int[] is null or p.class_id = any ($1))
 order by d.at, d.run_id, d.idx, d.kind limit $2::int`;

export interface ThreatenedDeadlinesRow {
  run_id: string;
  at: Date;
  state: string;
  since: Date;
  expected_at: Date | null;
  cause: unknown;
  pipeline: string;
  project: string;
}

/** Deadlines at risk or past of runs under way, the nearest first. */
export async function threatenedDeadlines(db: Db, p: { classes?: readonly number[] | null | undefined; limit: number }): Promise<ThreatenedDeadlinesRow[]> {
  const { rows } = await db.query<ThreatenedDeadlinesRow>({ name: "deadlines.threatenedDeadlines", text: threatenedDeadlinesSql, values: [list(p.classes), p.limit] });
  return rows;
}

const openDeadlinesSql = `select d.run_id, d.at, d.state, d.since, d.expected_at, d.cause, p.name as pipeline, j.name as project
  from trunkline.run r
  join trunkline.run_deadline d on d.run_id = r.id and d.state = 'on-track'
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null and ($1::int[] is null or p.class_id = any ($1))
 order by d.at, d.run_id, d.idx, d.kind limit $2::int`;

export interface OpenDeadlinesRow {
  run_id: string;
  at: Date;
  state: string;
  since: Date;
  expected_at: Date | null;
  cause: unknown;
  pipeline: string;
  project: string;
}

/** Deadlines of runs under way that are on track, the nearest first. */
export async function openDeadlines(db: Db, p: { classes?: readonly number[] | null | undefined; limit: number }): Promise<OpenDeadlinesRow[]> {
  const { rows } = await db.query<OpenDeadlinesRow>({ name: "deadlines.openDeadlines", text: openDeadlinesSql, values: [list(p.classes), p.limit] });
  return rows;
}
