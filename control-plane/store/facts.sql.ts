// Generated from facts.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const runsOfDatesSql = `select q.n as "n", r.id as "id", r.state as "state", r.finished_at as "finished_at",
       r.pipeline_revision_id as "pipeline_revision_id", p.pipeline_revision_id as "deployed"
  from unnest($1::int[], $2::text[], $3::text[], $4::date[]) q(n, project, pipeline, date)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.id = trunkline.pipeline_named(j.id, q.pipeline)
  left join lateral (
   select r.id, r.state, r.finished_at, r.pipeline_revision_id from trunkline.run r
    where r.pipeline_id = p.id and r.business_date = q.date and r.state <> 'skipped' and r.trigger_kind <> 'shadow'
    order by r.due_at desc, r.slot desc, r.generation desc limit 1) r on true`;

export interface RunsOfDatesRow {
  n: number;
  id: string | null;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null;
  finished_at: Date | null;
  pipeline_revision_id: number | null;
  deployed: number;
}

/**
 * The newest run of each pipeline for each date that was not passed over: the last due time, its highest generation.
 * Null: the pipeline has none; no row: there is no such pipeline. deployed: its revision that is.
 */
export async function runsOfDates(db: Db, p: { ns: readonly number[]; projects: readonly string[]; pipelines: readonly string[]; dates: readonly string[] }): Promise<RunsOfDatesRow[]> {
  const { rows } = await db.query<RunsOfDatesRow>({ name: "facts.runsOfDates", text: runsOfDatesSql, values: [list(p.ns), texts(p.projects), texts(p.pipelines), p.dates] });
  return rows;
}

const newestRunsSql = `select q.n as "n", r.id as "id", r.state as "state", r.finished_at as "finished_at",
       r.pipeline_revision_id as "pipeline_revision_id",
       exists (select from trunkline.run a where a.pipeline_id = p.id and a.finished_at is null and a.state = 'running'
                and a.trigger_kind <> 'shadow') as "running"
  from unnest($1::int[], $2::text[], $3::text[]) q(n, project, pipeline)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.id = trunkline.pipeline_named(j.id, q.pipeline)
  left join lateral (
   select r.id, r.state, r.finished_at, r.pipeline_revision_id from trunkline.run r
    where r.pipeline_id = p.id and r.started_at is not null and r.trigger_kind <> 'shadow' order by r.id desc limit 1) r on true`;

export interface NewestRunsRow {
  n: number;
  id: string | null;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null;
  finished_at: Date | null;
  pipeline_revision_id: number | null;
  running: boolean;
}

/** The newest run of each pipeline that has started, whatever its date; and whether any run is running. */
export async function newestRuns(db: Db, p: { ns: readonly number[]; projects: readonly string[]; pipelines: readonly string[] }): Promise<NewestRunsRow[]> {
  const { rows } = await db.query<NewestRunsRow>({ name: "facts.newestRuns", text: newestRunsSql, values: [list(p.ns), texts(p.projects), texts(p.pipelines)] });
  return rows;
}

const statesOfTasksSql = `select t.run_id, t.idx, case when t.ending = 'iced' then 'succeeded' else t.state end as "state",
       coalesce(t.exit_code, case when t.state = 'succeeded' then 0 end) as "exit_code", t.finished_at
  from trunkline.task_run t where t.run_id = any ($1::bigint[]) and t.idx < 32768`;

export interface StatesOfTasksRow {
  run_id: string;
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  exit_code: number | null;
  finished_at: Date | null;
}

/**
 * Tasks of runs; one with `forEach` stands for its instances. What was on ice counts as if it had succeeded. A success is stored
 * without its exit code, which is 0.
 */
export async function statesOfTasks(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<StatesOfTasksRow[]> {
  const { rows } = await db.query<StatesOfTasksRow>({ name: "facts.statesOfTasks", text: statesOfTasksSql, values: [p.runs] });
  return rows;
}

const eventsThereSql = `select q.n as "n", min(e.at) as "at"
  from unnest($1::int[], $2::text[], $3::text[], $4::text[]) q(n, project, name, date)
  join trunkline.project j on j.name = q.project
  join trunkline.event e on e.project_id = j.id and e.name = q.name and (q.date is null or e.date = q.date or (length(q.date) = 5 and e.date like '____-' || q.date))
 group by q.n`;

export interface EventsThereRow {
  n: number;
  at: Date;
}

/** Since when events are there; a null date asks for any, one without a year (12-31) for that day of any year. */
export async function eventsThere(db: Db, p: { ns: readonly number[]; projects: readonly string[]; names: readonly string[]; dates: readonly string[] }): Promise<EventsThereRow[]> {
  const { rows } = await db.query<EventsThereRow>({ name: "facts.eventsThere", text: eventsThereSql, values: [list(p.ns), texts(p.projects), texts(p.names), texts(p.dates)] });
  return rows;
}

const variableValuesSql = `select q.n as "n", v.value, v.at
  from unnest($1::int[], $2::text[], $3::text[]) q(n, project, name)
  join trunkline.project j on j.name = q.project
  join trunkline.variable v on v.project_id = j.id and v.name = q.name`;

export interface VariableValuesRow {
  n: number;
  value: string;
  at: Date;
}

export async function variableValues(db: Db, p: { ns: readonly number[]; projects: readonly string[]; names: readonly string[] }): Promise<VariableValuesRow[]> {
  const { rows } = await db.query<VariableValuesRow>({ name: "facts.variableValues", text: variableValuesSql, values: [list(p.ns), texts(p.projects), texts(p.names)] });
  return rows;
}

const newestUpdatesSql = `select q.n as "n", u.at as "at",
       (select min(w.fresh_ms) from trunkline.asset_writer w where w.name = q.name) as "fresh_ms",
       exists (select from trunkline.asset_writer w where w.name = q.name) as "written"
  from unnest($1::int[], $2::text[], $3::date[]) q(n, name, date)
 left join lateral (
   select a.at from trunkline.asset_update a
    where a.name = q.name and (q.date is null or a.date = q.date) order by a.id desc limit 1) u on true`;

export interface NewestUpdatesRow {
  n: number;
  at: Date | null;
  fresh_ms: string | null;
  written: boolean;
}

/**
 * The newest update of assets; a null date asks for the newest of all. fresh_ms: how long one keeps its asset fresh.
 * written: a deployed pipeline writes it.
 */
export async function newestUpdates(db: Db, p: { ns: readonly number[]; names: readonly string[]; dates: readonly string[] }): Promise<NewestUpdatesRow[]> {
  const { rows } = await db.query<NewestUpdatesRow>({ name: "facts.newestUpdates", text: newestUpdatesSql, values: [list(p.ns), texts(p.names), p.dates] });
  return rows;
}

const lastEndsSql = `select q.n as "n", max(r.finished_at) as "at"
  from unnest($1::int[], $2::int[], $3::bigint[]) q(n, pipeline_id, run_id)
  join trunkline.run r on r.pipeline_id = q.pipeline_id and r.id <> q.run_id and r.state <> 'skipped' and r.trigger_kind <> 'shadow'
 group by q.n`;

export interface LastEndsRow {
  n: number;
  at: Date | null;
}

/** When pipelines' runs ended last, before the runs that wait. */
export async function lastEnds(db: Db, p: { ns: readonly number[]; pipelines: readonly number[]; runs: readonly (string | number | bigint)[] }): Promise<LastEndsRow[]> {
  const { rows } = await db.query<LastEndsRow>({ name: "facts.lastEnds", text: lastEndsSql, values: [list(p.ns), list(p.pipelines), p.runs] });
  return rows;
}

const runsByIdSql = `select r.id, r.state, r.finished_at, r.pipeline_revision_id, r.business_date::text as "date", p.name as pipeline, j.name as project
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.id = any ($1::bigint[])`;

export interface RunsByIdRow {
  id: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  finished_at: Date | null;
  pipeline_revision_id: number;
  date: string;
  pipeline: string;
  project: string;
}

export async function runsById(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<RunsByIdRow[]> {
  const { rows } = await db.query<RunsByIdRow>({ name: "facts.runsById", text: runsByIdSql, values: [p.ids] });
  return rows;
}
