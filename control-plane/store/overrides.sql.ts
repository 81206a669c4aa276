// Generated from overrides.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const ignoreGatesSql = `with noted as (
  insert into trunkline.override (run_id, idx, kind, name, actor, reason)
  select $1, i, 'ignore', n, $2, $3 from unnest($4::int[]) i cross join unnest($5::text[]) n),
retried as (
  update trunkline.gate g set until = now()
   where 'retry' = any ($5) and g.run_id = $1 and g.idx = any ($4::int[]) and g.until > now()),
-- The next iteration of a repeating task begins now; those after it keep their times.
come as (
  update trunkline.task_run t set due_at = now()
   where 'time' = any ($5) and t.run_id = $1 and t.idx = any ($4::int[]) and t.due_at > now()),
unasked as (
  delete from trunkline.pool_wait w using trunkline.pool p
   where p.id = w.pool_id and w.run_id = $1 and w.idx = any ($4::int[])
     and ('pool' = any ($5) or 'pool:' || p.name = any ($5))
  returning w.pool_id),
-- Who stood behind it may come now.
served as (insert into trunkline.pool_check (pool_id) select distinct pool_id from unasked),
-- The hold of a run is one of all its tasks.
asked as (
  select trunkline.ask_waits(array_agg(w.run_id), array_agg(w.idx)) from trunkline.wait w
   where w.run_id = $1 and (w.idx = any ($4::int[]) or -1 = any ($4::int[]) and 'hold' = any ($5)))
select pg_notify('trunkline_wait', '') from asked`;

/** Opens gates of tasks of a run (idx -1: of the run itself), whose rows are locked, and has them judged. */
export async function ignoreGates(db: Db, p: { run: string | number | bigint; actor: string; reason: string; idxs: readonly number[]; names: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "overrides.ignoreGates", text: ignoreGatesSql, values: [p.run, p.actor, p.reason, list(p.idxs), texts(p.names)] });
  return rowCount ?? 0;
}

const delayedTasksSql = `select g.idx from trunkline.gate g where g.run_id = $1`;

export interface DelayedTasksRow {
  idx: number;
}

/** Tasks of a run that wait for the delay of a retry. */
export async function delayedTasks(db: Db, p: { run: string | number | bigint }): Promise<DelayedTasksRow[]> {
  const { rows } = await db.query<DelayedTasksRow>({ name: "overrides.delayedTasks", text: delayedTasksSql, values: [p.run] });
  return rows;
}

const overridesOfRunsSql = `select o.id, o.run_id, o.idx, o.kind, o.name, o.value, o.before, o.actor, o.reason, o.at, o.reviewed_by, o.reviewed_at
  from trunkline.override o where o.run_id = any ($1) order by o.run_id, o.id`;

export interface OverridesOfRunsRow {
  id: string;
  run_id: string;
  idx: number;
  kind: string;
  name: string;
  value: unknown;
  before: unknown;
  actor: string;
  reason: string;
  at: Date;
  reviewed_by: string | null;
  reviewed_at: Date | null;
}

export async function overridesOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<OverridesOfRunsRow[]> {
  const { rows } = await db.query<OverridesOfRunsRow>({ name: "overrides.overridesOfRuns", text: overridesOfRunsSql, values: [p.runs] });
  return rows;
}

const listOverridesSql = `select o.id, o.run_id, o.idx, o.kind, o.name, o.value, o.before, o.actor, o.reason, o.at, o.reviewed_by, o.reviewed_at,
       r.pipeline_revision_id, r.business_date::text as "date", r.state, p.name as pipeline, j.name as project
  from trunkline.override o
  join trunkline.run r on r.id = o.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where o.id < $1 and ($2::int[] is null or p.class_id = any ($2))
   and (not $3::boolean or o.reviewed_at is null)
   and ($4::text is null or j.name = $4)
   and ($5::date is null or r.business_date = $5)
 order by o.id desc limit $6`;

export interface ListOverridesRow {
  id: string;
  run_id: string;
  idx: number;
  kind: string;
  name: string;
  value: unknown;
  before: unknown;
  actor: string;
  reason: string;
  at: Date;
  reviewed_by: string | null;
  reviewed_at: Date | null;
  pipeline_revision_id: number;
  date: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  pipeline: string;
  project: string;
}

/** Newest first; before: an id to go on from. open: those that nobody has reviewed. */
export async function listOverrides(db: Db, p: { before: string | number | bigint; classes?: readonly number[] | null | undefined; open: boolean; project?: string | null | undefined; date?: string | null | undefined; limit: string | number | bigint }): Promise<ListOverridesRow[]> {
  const { rows } = await db.query<ListOverridesRow>({ name: "overrides.listOverrides", text: listOverridesSql, values: [p.before, list(p.classes), p.open, p.project ?? null, p.date ?? null, p.limit] });
  return rows;
}

const reviewOverridesSql = `update trunkline.override o set reviewed_by = $1, reviewed_at = now()
 where o.run_id = $2 and o.reviewed_at is null
returning o.id`;

export interface ReviewOverridesRow {
  id: string;
}

/** Notes that somebody looked at what was changed of a run; those that nobody had. */
export async function reviewOverrides(db: Db, p: { actor: string; run: string | number | bigint }): Promise<ReviewOverridesRow[]> {
  const { rows } = await db.query<ReviewOverridesRow>({ name: "overrides.reviewOverrides", text: reviewOverridesSql, values: [p.actor, p.run] });
  return rows;
}

const putOverridesSql = `insert into trunkline.override (run_id, idx, kind, name, value, before, actor, reason)
select $1, i, v ->> 'kind', v ->> 'name', v -> 'value', nullif(v -> 'before', 'null'), $2, $3
  from unnest($4::int[]) i cross join jsonb_array_elements($5::jsonb) with ordinality x(v, n)
 order by i, n`;

/** Values for tasks of a run (idx -1: for all), each {kind, name, value, before}. */
export async function putOverrides(db: Db, p: { run: string | number | bigint; actor: string; reason: string; idxs: readonly number[]; values: unknown }): Promise<number> {
  const { rowCount } = await db.query({ name: "overrides.putOverrides", text: putOverridesSql, values: [p.run, p.actor, p.reason, list(p.idxs), json(p.values)] });
  return rowCount ?? 0;
}

const applyOverridesSql = `select trunkline.apply_overrides($1, $2)`;

/** Has tasks that have not started take notice; they are locked. */
export async function applyOverrides(db: Db, p: { run: string | number | bigint; idxs: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "overrides.applyOverrides", text: applyOverridesSql, values: [p.run, list(p.idxs)] });
  return rowCount ?? 0;
}

const valuesOfTaskSql = `select o.kind, o.name, o.value from trunkline.override o
 where o.run_id = $1 and o.idx in (-1, $2, trunkline.declared_place($2)) and o.kind <> 'ignore' order by o.id`;

export interface ValuesOfTaskRow {
  kind: string;
  name: string;
  value: unknown;
}

/** What a task of a run was given by hand, for itself or for all, the newest last. */
export async function valuesOfTask(db: Db, p: { run: string | number | bigint; idx: number }): Promise<ValuesOfTaskRow[]> {
  const { rows } = await db.query<ValuesOfTaskRow>({ name: "overrides.valuesOfTask", text: valuesOfTaskSql, values: [p.run, p.idx] });
  return rows;
}

const lockPlacesSql = `select t.idx, t.state from trunkline.task_run t where t.run_id = $1 order by t.idx for update`;

export interface LockPlacesRow {
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
}

/** A run's tasks, instances of `forEach` included, in the order in which all lock them. */
export async function lockPlaces(db: Db, p: { run: string | number | bigint }): Promise<LockPlacesRow[]> {
  const { rows } = await db.query<LockPlacesRow>({ name: "overrides.lockPlaces", text: lockPlacesSql, values: [p.run] });
  return rows;
}
