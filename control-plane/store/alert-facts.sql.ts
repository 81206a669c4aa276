// Generated from alert-facts.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const runsForAlertsSql = `select r.id, r.state, r.reason, r.business_date::text as "date", r.slot, r.generation, r.trace_id, r.finished_at, r.due_at,
       r.pipeline_id, p.name as pipeline, p.project_id, j.name as project, j.environment, v.spec::json as spec,
       c.commit_oid, c.subject, c.author_name, c.author_email, c.change_number,
       (select min(t.next_at) from trunkline.trigger t where t.pipeline_id = p.id) as "next_due"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  left join lateral trunkline.last_change(r.pipeline_id, r.revision_id) c on true
 where r.id = any ($1::bigint[])`;

export interface RunsForAlertsRow {
  id: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  reason: string | null;
  date: string;
  slot: string;
  generation: number;
  trace_id: string;
  finished_at: Date | null;
  due_at: Date;
  pipeline_id: number;
  pipeline: string;
  project_id: number;
  project: string;
  environment: string;
  spec: unknown;
  commit_oid: string | null;
  subject: string | null;
  author_name: string | null;
  author_email: string | null;
  change_number: string | null;
  next_due: Date | null;
}

export async function runsForAlerts(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<RunsForAlertsRow[]> {
  const { rows } = await db.query<RunsForAlertsRow>({ name: "alert-facts.runsForAlerts", text: runsForAlertsSql, values: [p.runs] });
  return rows;
}

const failuresForAlertsSql = `select distinct on (t.run_id) t.run_id, t.idx, t.attempt, t.exit_code, t.signal, t.message, t.ending,
       trunkline.task_name(v.spec::json, t.idx) as "name", trunkline.declared_place(t.idx) as "place"
  from trunkline.task_run t join trunkline.pipeline_revision v on v.id = t.pipeline_revision_id
 where t.run_id = any ($1::bigint[]) and trunkline.fails_run(t.state, t.ending, t.tolerated) and t.ending is distinct from 'instances'
 order by t.run_id, t.finished_at, t.idx`;

export interface FailuresForAlertsRow {
  run_id: string;
  idx: number;
  attempt: number;
  exit_code: number | null;
  signal: string | null;
  message: string | null;
  ending: string | null;
  name: string;
  place: number;
}

/** The task that failed each of some runs first, and the name by which the spec knows it. */
export async function failuresForAlerts(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<FailuresForAlertsRow[]> {
  const { rows } = await db.query<FailuresForAlertsRow>({ name: "alert-facts.failuresForAlerts", text: failuresForAlertsSql, values: [p.runs] });
  return rows;
}

const pastOfRunsSql = `select r.id as "run_id", s.id as "success_id", s.finished_at as "success_at", f.count as "failed", f.since as "since"
  from trunkline.run r
  left join lateral (select x.id, x.finished_at from trunkline.run x
                      where x.pipeline_id = r.pipeline_id and x.id < r.id and x.state = 'succeeded' order by x.id desc limit 1) s on true
 cross join lateral (select count(*)::int as count, min(y.finished_at) as since
                       from (select x.finished_at from trunkline.run x
                              where x.pipeline_id = r.pipeline_id and x.id <= r.id and x.id > coalesce(s.id, 0) and x.state = 'failed'
                              order by x.id desc limit 1000) y) f
 where r.id = any ($1::bigint[])`;

export interface PastOfRunsRow {
  run_id: string;
  success_id: string | null;
  success_at: Date | null;
  failed: number;
  since: Date | null;
}

/** The last success before each run, and how many runs have failed since, the run included. */
export async function pastOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<PastOfRunsRow[]> {
  const { rows } = await db.query<PastOfRunsRow>({ name: "alert-facts.pastOfRuns", text: pastOfRunsSql, values: [p.runs] });
  return rows;
}

const openDeadlinesOfSql = `select distinct on (d.run_id) d.run_id, d.kind, d.at, d.expected_at, d.state
  from trunkline.run_deadline d where d.run_id = any ($1::bigint[]) order by d.run_id, d.idx = -1 desc, d.at`;

export interface OpenDeadlinesOfRow {
  run_id: string;
  kind: string;
  at: Date;
  expected_at: Date | null;
  state: string;
}

/** The nearest that a run may still miss, or has. */
export async function openDeadlinesOf(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<OpenDeadlinesOfRow[]> {
  const { rows } = await db.query<OpenDeadlinesOfRow>({ name: "alert-facts.openDeadlinesOf", text: openDeadlinesOfSql, values: [p.runs] });
  return rows;
}

const downstreamOfSql = `select x.pipeline_id as "pipeline_id", count(*)::int as "count", (array_agg(x.name order by x.name))[1:10] as "names"
  from (select distinct p.id as pipeline_id, k.name || '/' || q.name as name
          from trunkline.pipeline p
          join trunkline.project j on j.id = p.project_id
          join trunkline.awaited a on a.project = j.name and a.pipeline = p.name
          join trunkline.pipeline q on q.id = a.pipeline_id and q.removed_at is null and q.id <> p.id
          join trunkline.project k on k.id = q.project_id
         where p.id = any ($1::int[])) x
 group by 1`;

export interface DownstreamOfRow {
  pipeline_id: number;
  count: number;
  names: string[];
}

/** Deployed pipelines that ask about these, as project/name. */
export async function downstreamOf(db: Db, p: { pipelines: readonly number[] }): Promise<DownstreamOfRow[]> {
  const { rows } = await db.query<DownstreamOfRow>({ name: "alert-facts.downstreamOf", text: downstreamOfSql, values: [list(p.pipelines)] });
  return rows;
}

const lastOutputSql = `select c.content from trunkline.log_chunk c
 where c.run_id = $1 and c.idx = $2 and c.attempt = $3 order by c.seq desc limit 3`;

export interface LastOutputRow {
  content: Buffer;
}

/** The end of what an attempt wrote, the last first. */
export async function lastOutput(db: Db, p: { run: string | number | bigint; idx: number; attempt: number }): Promise<LastOutputRow[]> {
  const { rows } = await db.query<LastOutputRow>({ name: "alert-facts.lastOutput", text: lastOutputSql, values: [p.run, p.idx, p.attempt] });
  return rows;
}
