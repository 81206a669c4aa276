// Generated from observed-facts.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const observedProjectsSql = `select j.id, j.name
  from trunkline.project j left join trunkline.observed_replay o on o.project_id = j.id
 where ($1::int is null or j.id = $1) and coalesce(o.at <= $2::timestamptz, true)
   and exists (select from trunkline.pipeline p where p.project_id = j.id and p.stage = 'observe' and p.removed_at is null)
 order by j.id`;

export interface ObservedProjectsRow {
  id: number;
  name: string;
}

/** Projects with observed pipelines whose starts were decided before an instant. */
export async function observedProjects(db: Db, p: { project?: number | null | undefined; before: Date | string }): Promise<ObservedProjectsRow[]> {
  const { rows } = await db.query<ObservedProjectsRow>({ name: "observed-facts.observedProjects", text: observedProjectsSql, values: [p.project ?? null, p.before] });
  return rows;
}

const observedPipelinesSql = `select p.id, p.name, p.pipeline_revision_id as "revision", (extract(epoch from u.since) * 1000)::float8 as "since"
  from trunkline.pipeline p
  left join trunkline.expected_until u on u.pipeline_id = p.id and p.stage = 'observe'
 where p.project_id = $1 and p.removed_at is null and p.pipeline_revision_id is not null
 order by p.id`;

export interface ObservedPipelinesRow {
  id: number;
  name: string;
  revision: number;
  since: number | null;
}

/** All pipelines of a project; since: from when on the starts of an observed one are expected, null of others. */
export async function observedPipelines(db: Db, p: { project: number }): Promise<ObservedPipelinesRow[]> {
  const { rows } = await db.query<ObservedPipelinesRow>({ name: "observed-facts.observedPipelines", text: observedPipelinesSql, values: [p.project] });
  return rows;
}

const observedSourcesSql = `select s.id, s.name, s.kind, (extract(epoch from s.watermark) * 1000)::float8 as "watermark", s.retired_at is not null as "retired",
       s.watermark is null and exists (select from trunkline.legacy_run r where r.source_id = s.id) as "ofJobs"
  from trunkline.legacy_source s where s.project_id = $1 and s.kind <> 'guard' order by s.id`;

export interface ObservedSourcesRow {
  id: number;
  name: string;
  kind: string;
  watermark: number | null;
  retired: boolean;
  ofJobs: boolean;
}

/** What logs have told of a project up to when. */
export async function observedSources(db: Db, p: { project: number }): Promise<ObservedSourcesRow[]> {
  const { rows } = await db.query<ObservedSourcesRow>({ name: "observed-facts.observedSources", text: observedSourcesSql, values: [p.project] });
  return rows;
}

const observedDueRunsSql = `select e.pipeline_id, e.slot, e.business_date::text as "date", e.pipeline_revision_id as revision,
       (extract(epoch from substring(e.slot from 3 for 20)::timestamptz) * 1000)::float8 as "at"
  from trunkline.expected_start e
 where e.pipeline_id = any ($1::int[]) and e.task = '' and e.ordinal = 1 and e.slot like 't:%' and e.due_at >= $2
 order by e.due_at, e.id`;

export interface ObservedDueRunsRow {
  pipeline_id: number;
  slot: string;
  date: string;
  revision: number;
  at: number;
}

/** Runs of observed pipelines that their schedules made due from an instant on: each once. */
export async function observedDueRuns(db: Db, p: { pipelines: readonly number[]; from: Date | string }): Promise<ObservedDueRunsRow[]> {
  const { rows } = await db.query<ObservedDueRunsRow>({ name: "observed-facts.observedDueRuns", text: observedDueRunsSql, values: [list(p.pipelines), p.from] });
  return rows;
}

const observedTellersSql = `select j.pipeline_id, j.job, r.source_id as "source_id"
  from trunkline.legacy_job j
  left join lateral (
    select r.source_id from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id and s.kind <> 'guard'
     where r.project_id = j.project_id and r.job = j.job order by r.started_at desc nulls last limit 1) r on true
 where j.pipeline_id = any ($1::int[])`;

export interface ObservedTellersRow {
  pipeline_id: number;
  job: string;
  source_id: number | null;
}

/** Which source told the newest run of each job of pipelines; null: none has. */
export async function observedTellers(db: Db, p: { pipelines: readonly number[] }): Promise<ObservedTellersRow[]> {
  const { rows } = await db.query<ObservedTellersRow>({ name: "observed-facts.observedTellers", text: observedTellersSql, values: [list(p.pipelines)] });
  return rows;
}

const observedRunsSql = `select j.pipeline_id, j.task, r.id as "id", r.job as "job", s.name as source, r.business_date::text as "date",
       (extract(epoch from r.started_at) * 1000)::float8 as "start", (extract(epoch from r.ended_at) * 1000)::float8 as "end",
       r.end_known = 'unobservable' as "hidesEnd", r.exit, r.outcome
  from trunkline.legacy_job j
  join trunkline.pipeline p on p.id = j.pipeline_id
 cross join lateral (
    (select * from trunkline.legacy_run r
      where r.project_id = j.project_id and r.job = j.job and r.started_at >= $1::timestamptz
        and not (p.guarded and trunkline.left_to_us(p.id, r.started_at, r.business_date)))
    union all
    (select * from trunkline.legacy_run r
      where r.project_id = j.project_id and r.job = j.job and r.started_at < $1::timestamptz
        and not (p.guarded and trunkline.left_to_us(p.id, r.started_at, r.business_date))
      order by r.started_at desc limit 1)) r
  join trunkline.legacy_source s on s.id = r.source_id
 where j.pipeline_id = any ($2::int[])
 order by r.started_at, r.id`;

export interface ObservedRunsRow {
  pipeline_id: number;
  task: string;
  id: string;
  job: string;
  source: string;
  date: string | null;
  start: number;
  end: number | null;
  hidesEnd: boolean;
  exit: number | null;
  outcome: string | null;
}

/**
 * What ran there of the jobs of pipelines from an instant on, and the newest of each job before it; each job's in order. Without
 * what guards have left to us.
 */
export async function observedRuns(db: Db, p: { from: Date | string; pipelines: readonly number[] }): Promise<ObservedRunsRow[]> {
  const { rows } = await db.query<ObservedRunsRow>({ name: "observed-facts.observedRuns", text: observedRunsSql, values: [p.from, list(p.pipelines)] });
  return rows;
}

const realRunsSql = `select p.name as pipeline, r.pipeline_revision_id as "revision", r.business_date::text as "date", r.state::text as "state",
       (extract(epoch from r.started_at) * 1000)::float8 as "start", (extract(epoch from r.finished_at) * 1000)::float8 as "end",
       (select coalesce(jsonb_agg(jsonb_build_object('index', t.idx, 'state', case when t.ending = 'iced' then 'succeeded' else t.state end,
                                                     'end', extract(epoch from t.finished_at) * 1000,
                                                     'exit', coalesce(t.exit_code, case when t.state = 'succeeded' then 0 end))), '[]')
          from trunkline.task_run t where t.run_id = r.id and t.idx < 32768 and t.finished_at is not null) as "tasks"
  from trunkline.pipeline p
 cross join lateral (
    (select * from trunkline.run r where r.pipeline_id = p.id and r.started_at >= $1::timestamptz)
    union all
    (select * from trunkline.run r where r.pipeline_id = p.id and r.started_at < $1::timestamptz order by r.id desc limit 1)) r
 where p.id = any ($2::int[])
 order by r.started_at, r.id`;

export interface RealRunsRow {
  pipeline: string;
  revision: number;
  date: string;
  state: string;
  start: number;
  end: number | null;
  tasks: unknown;
}

/** What ran here of pipelines that are live from an instant on, and the newest of each before it; with the ends of their tasks. */
export async function realRuns(db: Db, p: { from: Date | string; pipelines: readonly number[] }): Promise<RealRunsRow[]> {
  const { rows } = await db.query<RealRunsRow>({ name: "observed-facts.realRuns", text: realRunsSql, values: [p.from, list(p.pipelines)] });
  return rows;
}

const observedEventsSql = `select e.name, e.date, (extract(epoch from e.at) * 1000)::float8 as "at"
  from trunkline.event e where e.project_id = $1 and e.name = any ($2::text[])`;

export interface ObservedEventsRow {
  name: string;
  date: string;
  at: number;
}

/** Events of a project that are there. */
export async function observedEvents(db: Db, p: { project: number; names: readonly string[] }): Promise<ObservedEventsRow[]> {
  const { rows } = await db.query<ObservedEventsRow>({ name: "observed-facts.observedEvents", text: observedEventsSql, values: [p.project, texts(p.names)] });
  return rows;
}

const observedVariablesSql = `select v.name, v.value, (extract(epoch from v.at) * 1000)::float8 as "at"
  from trunkline.variable v where v.project_id = $1 and v.name = any ($2::text[])`;

export interface ObservedVariablesRow {
  name: string;
  value: string;
  at: number;
}

export async function observedVariables(db: Db, p: { project: number; names: readonly string[] }): Promise<ObservedVariablesRow[]> {
  const { rows } = await db.query<ObservedVariablesRow>({ name: "observed-facts.observedVariables", text: observedVariablesSql, values: [p.project, texts(p.names)] });
  return rows;
}

const putDecidedStartsSql = `with told as (
  select x.* from jsonb_to_recordset($1::jsonb) x(
    pipeline int, task text, slot text, ordinal int, date date, revision int, due timestamptz, ready timestamptz,
    after text, "afterAt" timestamptz, never text, hidden text, source text)),
gone as (
  delete from trunkline.expected_start e
   where e.pipeline_id = any ($2::int[]) and e.due_at >= $3 and e.slot not like 't:%'
     and not exists (select from told t where t.pipeline = e.pipeline_id and t.slot = e.slot and t.task = e.task and t.ordinal = e.ordinal))
insert into trunkline.expected_start as e (pipeline_id, task, slot, ordinal, business_date, due_at, waits, ready_at, after_what,
                                           after_at, never, hidden, hidden_source, pipeline_revision_id)
select t.pipeline, t.task, t.slot, t.ordinal, t.date, t.due, true, t.ready, t.after, t."afterAt", t.never, t.hidden, t.source, t.revision
  from told t
 -- A task that its window leaves out has no start.
 where t.slot not like 't:%' or t.ready is not null
    or exists (select from trunkline.expected_start x
                where x.pipeline_id = t.pipeline and x.task = t.task and x.slot = t.slot and x.ordinal = t.ordinal)
on conflict (pipeline_id, slot, task, ordinal) do update
   set waits = e.waits or excluded.never is null,
       ready_at = excluded.ready_at, after_what = excluded.after_what, after_at = excluded.after_at, never = excluded.never,
       hidden = excluded.hidden, hidden_source = excluded.hidden_source
 where (e.ready_at, e.after_what, e.after_at, e.never, e.hidden, e.hidden_source)
       is distinct from (excluded.ready_at, excluded.after_what, excluded.after_at, excluded.never, excluded.hidden, excluded.hidden_source)
   -- Most wait for nothing, and start when they are due.
   and (e.waits or (excluded.ready_at, excluded.never, excluded.hidden) is distinct from (e.due_at, null::text, null::text))`;

/** decided: of some pipelines from an instant on all. What schedules don't make due is there only as long as it is decided so. */
export async function putDecidedStarts(db: Db, p: { decided: unknown; pipelines: readonly number[]; from: Date | string }): Promise<number> {
  const { rowCount } = await db.query({ name: "observed-facts.putDecidedStarts", text: putDecidedStartsSql, values: [json(p.decided), list(p.pipelines), p.from] });
  return rowCount ?? 0;
}

const putObservedReplaySql = `insert into trunkline.observed_replay (project_id, at, until) values ($1, $2, $3)
on conflict (project_id) do update set at = excluded.at, until = excluded.until`;

export async function putObservedReplay(db: Db, p: { project: number; at: Date | string; until?: Date | string | null | undefined }): Promise<number> {
  const { rowCount } = await db.query({ name: "observed-facts.putObservedReplay", text: putObservedReplaySql, values: [p.project, p.at, p.until ?? null] });
  return rowCount ?? 0;
}
