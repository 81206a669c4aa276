// Generated from marks.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const lockTasksSql = `select t.idx, t.state, t.remaining, t.unmet, t.ending from trunkline.task_run t where t.run_id = $1 and t.idx < 32768 order by t.idx for update`;

export interface LockTasksRow {
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  remaining: number;
  unmet: number;
  ending: string | null;
}

/** A run's tasks without instances of `forEach`, in the order in which all lock them. Before the run itself, as those that complete tasks do. */
export async function lockTasks(db: Db, p: { run: string | number | bigint }): Promise<LockTasksRow[]> {
  const { rows } = await db.query<LockTasksRow>({ name: "marks.lockTasks", text: lockTasksSql, values: [p.run] });
  return rows;
}

const lockRunSql = `select r.state, r.finished_at, r.cancel_at from trunkline.run r where r.id = $1 for update`;

export interface LockRunRow {
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  finished_at: Date | null;
  cancel_at: Date | null;
}

export async function lockRun(db: Db, p: { run: string | number | bigint }): Promise<LockRunRow | undefined> {
  const { rows } = await db.query<LockRunRow>({ name: "marks.lockRun", text: lockRunSql, values: [p.run] });
  return rows[0];
}

const newerGenerationSql = `select n.id from trunkline.run r
  join trunkline.run n on n.pipeline_id = r.pipeline_id and n.slot = r.slot and n.generation > r.generation
 where r.id = $1 order by n.generation desc limit 1`;

export interface NewerGenerationRow {
  id: string;
}

/** The newest generation of a run's slot, if it is another. */
export async function newerGeneration(db: Db, p: { run: string | number | bigint }): Promise<NewerGenerationRow | undefined> {
  const { rows } = await db.query<NewerGenerationRow>({ name: "marks.newerGeneration", text: newerGenerationSql, values: [p.run] });
  return rows[0];
}

const markTasksSql = `select trunkline.mark_tasks($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** Records marks, and what becomes of the tasks of an unfinished run. */
export async function markTasks(db: Db, p: { run: string | number | bigint; marked: readonly number[]; state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled"; actor: string; reason: string; idxs: readonly number[]; states: readonly ("waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled")[]; remaining: readonly number[]; unmet: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "marks.markTasks", text: markTasksSql, values: [p.run, list(p.marked), p.state, p.actor, p.reason, list(p.idxs), p.states, list(p.remaining), list(p.unmet)] });
  return rowCount ?? 0;
}

const marksOfRunsSql = `select distinct on (m.run_id, m.idx) m.run_id, m.idx, m.state, m.was, m.actor, m.reason, m.at
  from trunkline.mark m where m.run_id = any ($1) order by m.run_id, m.idx, m.id desc`;

export interface MarksOfRunsRow {
  run_id: string;
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  was: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  actor: string;
  reason: string;
  at: Date;
}

/** The newest mark of each task. */
export async function marksOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<MarksOfRunsRow[]> {
  const { rows } = await db.query<MarksOfRunsRow>({ name: "marks.marksOfRuns", text: marksOfRunsSql, values: [p.runs] });
  return rows;
}
