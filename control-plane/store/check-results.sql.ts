// Generated from check-results.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const recordCheckResultsSql = `with running as (
  select t.run_id, t.idx, t.attempt, r.pipeline_id
    from trunkline.task_run t join trunkline.run r on r.id = t.run_id
   where t.run_id = $1 and t.idx = $2 and t.attempt = $3 and t.state = 'running'
), put as (
  insert into trunkline.check_result (run_id, idx, attempt, name, pipeline_id, task, verdict, figure, message, sample)
  select n.run_id, n.idx, n.attempt, c.name, n.pipeline_id, $4::text, c.verdict, c.figure, c.message, c.sample
    from running n
   cross join jsonb_to_recordset($5::jsonb) c (name text, verdict text, figure jsonb, message text, sample jsonb)
  on conflict (run_id, idx, attempt, name) do nothing
)
select attempt from running`;

export interface RecordCheckResultsRow {
  attempt: number;
}

/** All of an attempt together, in the order given; no row when the attempt is not the task's newest any more. May be sent twice. */
export async function recordCheckResults(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; task: string; results: unknown }): Promise<RecordCheckResultsRow | undefined> {
  const { rows } = await db.query<RecordCheckResultsRow>({ name: "check-results.recordCheckResults", text: recordCheckResultsSql, values: [p.run, p.idx, p.attempt, p.task, json(p.results)] });
  return rows[0];
}

const earlierFiguresSql = `select c.figure as "figure"
  from trunkline.check_result c
 where c.pipeline_id = (select r.pipeline_id from trunkline.run r where r.id = $1)
   and c.task = $2 and c.name = $3 and c.verdict <> 'failed' and c.run_id < $1 and c.figure is not null
 order by c.run_id desc
 limit $4`;

export interface EarlierFiguresRow {
  figure: unknown;
}

/** Of a check of the task in earlier runs, the newest first; what failed is no measure. */
export async function earlierFigures(db: Db, p: { run: string | number | bigint; task: string; name: string; most: string | number | bigint }): Promise<EarlierFiguresRow[]> {
  const { rows } = await db.query<EarlierFiguresRow>({ name: "check-results.earlierFigures", text: earlierFiguresSql, values: [p.run, p.task, p.name, p.most] });
  return rows;
}

const checkResultsOfRunSql = `select c.idx, c.task, c.attempt, c.name, c.verdict, c.figure as "figure", c.message, c.sample, c.at
  from trunkline.check_result c
 where c.run_id = $1
 order by c.idx, c.attempt, c.name`;

export interface CheckResultsOfRunRow {
  idx: number;
  task: string;
  attempt: number;
  name: string;
  verdict: string;
  figure: unknown;
  message: string;
  sample: unknown;
  at: Date;
}

/** All attempts of all tasks, in the order of tasks, attempts and names. */
export async function checkResultsOfRun(db: Db, p: { run: string | number | bigint }): Promise<CheckResultsOfRunRow[]> {
  const { rows } = await db.query<CheckResultsOfRunRow>({ name: "check-results.checkResultsOfRun", text: checkResultsOfRunSql, values: [p.run] });
  return rows;
}
