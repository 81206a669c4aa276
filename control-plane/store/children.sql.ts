// Generated from children.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const tasksToStartSql = `select q.n::int as "n", t.attempt as "attempt", t.item as "item", r.depth as "depth"
  from unnest($1::bigint[], $2::int[]) with ordinality q(run_id, idx, n)
  join trunkline.task_run t on t.run_id = q.run_id and t.idx = q.idx
  join trunkline.run r on r.id = t.run_id`;

export interface TasksToStartRow {
  n: number;
  attempt: number;
  item: unknown;
  depth: number;
}

/** Tasks that are about to run a pipeline, with the item of an instance; by their order in the question. */
export async function tasksToStart(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<TasksToStartRow[]> {
  const { rows } = await db.query<TasksToStartRow>({ name: "children.tasksToStart", text: tasksToStartSql, values: [p.runs, list(p.idxs)] });
  return rows;
}

const callersSql = `with recursive up as (
  select r.id, r.pipeline_id, r.parent_run, 0 as n from trunkline.run r where r.id = $1
  union all
  select r.id, r.pipeline_id, r.parent_run, up.n + 1 from up join trunkline.run r on r.id = up.parent_run where up.n < 100)
select up.pipeline_id as "pipeline_id", p.name as "name" from up join trunkline.pipeline p on p.id = up.pipeline_id order by up.n`;

export interface CallersRow {
  pipeline_id: number;
  name: string;
}

/** The pipelines whose runs lead to a run, itself first. */
export async function callers(db: Db, p: { run: string | number | bigint }): Promise<CallersRow[]> {
  const { rows } = await db.query<CallersRow>({ name: "children.callers", text: callersSql, values: [p.run] });
  return rows;
}

const startChildSql = `select trunkline.start_child($1, $2, $3, $4, $5, $6::date, $7) as "run_id"`;

export interface StartChildRow {
  run_id: string | null;
}

export async function startChild(db: Db, p: { run: string | number | bigint; idx: number; task: string; pipeline: number; params: unknown; date: string; parentTrace: string }): Promise<StartChildRow | undefined> {
  const { rows } = await db.query<StartChildRow>({ name: "children.startChild", text: startChildSql, values: [p.run, p.idx, p.task, p.pipeline, json(p.params), p.date, p.parentTrace] });
  return rows[0];
}

const takeChildChecksSql = `with taken as (
  delete from trunkline.child_check c
   where c.id in (select k.id from trunkline.child_check k order by k.id limit $1::int for update skip locked)
  returning c.run_id, c.idx)
select distinct run_id as "run_id", idx as "idx" from taken order by 1, 2`;

export interface TakeChildChecksRow {
  run_id: string;
  idx: number;
}

/** Takes tasks to be looked at; a server that fails puts them back by its rollback. */
export async function takeChildChecks(db: Db, p: { limit: number }): Promise<TakeChildChecksRow[]> {
  const { rows } = await db.query<TakeChildChecksRow>({ name: "children.takeChildChecks", text: takeChildChecksSql, values: [p.limit] });
  return rows;
}

const lockParentsSql = `select t.run_id, t.idx, t.attempt, t.stop, r.pipeline_revision_id, r.business_date::text as "date", t.item,
       c.id as "child", c.state as "state", c.reason, p.name as "pipeline"
  from trunkline.task_run t
  join trunkline.run r on r.id = t.run_id
  join trunkline.run c on c.parent_run = t.run_id and c.parent_idx = t.idx and c.parent_attempt = t.attempt
  join trunkline.pipeline p on p.id = c.pipeline_id
 where (t.run_id, t.idx) in (select * from unnest($1::bigint[], $2::int[]))
   and t.state = 'running' and t.worker = 0 and t.instances is null
 order by t.run_id, t.idx for update of t`;

export interface LockParentsRow {
  run_id: string;
  idx: number;
  attempt: number;
  stop: boolean;
  pipeline_revision_id: number;
  date: string;
  item: unknown;
  child: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  reason: string | null;
  pipeline: string;
}

/** Tasks that wait for the end of a run, with that run. */
export async function lockParents(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<LockParentsRow[]> {
  const { rows } = await db.query<LockParentsRow>({ name: "children.lockParents", text: lockParentsSql, values: [p.runs, list(p.idxs)] });
  return rows;
}

const tasksOfChildSql = `select v.spec::json as spec, t.idx, t.state, t.outputs
  from trunkline.run r
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  join trunkline.task_run t on t.run_id = r.id and t.idx < 32768
 where r.id = $1 order by t.idx`;

export interface TasksOfChildRow {
  spec: unknown;
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  outputs: unknown;
}

/** How the tasks of a run ended, and what they gave. */
export async function tasksOfChild(db: Db, p: { run: string | number | bigint }): Promise<TasksOfChildRow[]> {
  const { rows } = await db.query<TasksOfChildRow>({ name: "children.tasksOfChild", text: tasksOfChildSql, values: [p.run] });
  return rows;
}

const childrenOfRunsSql = `select c.parent_run as "parent_run", c.parent_idx as "parent_idx", c.parent_attempt as "parent_attempt", c.id, c.state, c.trace_id,
       p.name as pipeline, p.class_id
  from trunkline.run c join trunkline.pipeline p on p.id = c.pipeline_id
 where c.parent_run = any ($1::bigint[]) order by c.parent_run, c.parent_idx, c.parent_attempt`;

export interface ChildrenOfRunsRow {
  parent_run: string;
  parent_idx: number;
  parent_attempt: number;
  id: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  trace_id: string;
  pipeline: string;
  class_id: number | null;
}

/** Runs that tasks of some runs have made. */
export async function childrenOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<ChildrenOfRunsRow[]> {
  const { rows } = await db.query<ChildrenOfRunsRow>({ name: "children.childrenOfRuns", text: childrenOfRunsSql, values: [p.runs] });
  return rows;
}

const parentOfRunSql = `select r.id, c.parent_idx as "idx", p.name as pipeline, p.class_id, v.spec::json as spec
  from trunkline.run c
  join trunkline.run r on r.id = c.parent_run
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
 where c.id = $1`;

export interface ParentOfRunRow {
  id: string;
  idx: number;
  pipeline: string;
  class_id: number | null;
  spec: unknown;
}

/** Whose task made a run. */
export async function parentOfRun(db: Db, p: { run: string | number | bigint }): Promise<ParentOfRunRow | undefined> {
  const { rows } = await db.query<ParentOfRunRow>({ name: "children.parentOfRun", text: parentOfRunSql, values: [p.run] });
  return rows[0];
}
