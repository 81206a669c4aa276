// Generated from changes.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const movingRunsSql = `select r.id, p.class_id as "class_id", p.name as pipeline, j.name as project,
       (r.xmin::text::bigint
        + coalesce((select sum(t.xmin::text::bigint) from trunkline.task_run t where t.run_id = r.id), 0)
        + coalesce((select sum((extract(epoch from d.since) * 1000)::bigint) from trunkline.run_deadline d where d.run_id = r.id), 0))::text as "mark",
       r.finished_at is not null as "ended"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null or r.id > $1`;

export interface MovingRunsRow {
  id: string;
  class_id: number | null;
  pipeline: string;
  project: string;
  mark: string;
  ended: boolean;
}

/**
 * Runs that have not ended, and the newest, whether they have or not. `mark` is another once anything of the run or its tasks was written: the sum of
 * the transactions that wrote the rows, so that nothing has to be written for those who look, and no index ends HOT updates.
 */
export async function movingRuns(db: Db, p: { after: string | number | bigint }): Promise<MovingRunsRow[]> {
  const { rows } = await db.query<MovingRunsRow>({ name: "changes.movingRuns", text: movingRunsSql, values: [p.after] });
  return rows;
}

const newestRunSql = `select coalesce(max(r.id), 0) as "id" from trunkline.run r`;

export interface NewestRunRow {
  id: string;
}

export async function newestRun(db: Db): Promise<NewestRunRow | undefined> {
  const { rows } = await db.query<NewestRunRow>({ name: "changes.newestRun", text: newestRunSql });
  return rows[0];
}

const movingProjectsSql = `select j.name, md5(concat_ws(' ', j.revision_id, j.observed_commit, j.sync_state, j.sync_reason, j.held_plan_hash, j.registration,
                             (select max(h.since) from trunkline.sync_hold h where h.project_id = j.id),
                             (select count(*) from trunkline.pipeline_source s where s.project_id = j.id and s.broken),
                             (select sum(l.xmin::text::bigint) from trunkline.legacy_source l where l.project_id = j.id))) as "mark"
  from trunkline.project j where j.registration <> 'removed'`;

export interface MovingProjectsRow {
  name: string;
  mark: string;
}

/** `mark` is another once what is deployed, seen, held or refused of the project is, and once somebody told of the scheduler before. */
export async function movingProjects(db: Db): Promise<MovingProjectsRow[]> {
  const { rows } = await db.query<MovingProjectsRow>({ name: "changes.movingProjects", text: movingProjectsSql });
  return rows;
}

const actsSinceSql = `select a.id, a.subject, a.project, r.id as "run", p.name as "pipeline", p.class_id as "class_id", j.name as "of"
  from trunkline.audit a
  left join trunkline.run r on a.subject ~ '^\\d{1,18}$' and r.id = case when a.subject ~ '^\\d{1,18}$' then a.subject::bigint end
  left join trunkline.pipeline p on p.id = r.pipeline_id
  left join trunkline.project j on j.id = p.project_id
 where a.id > $1
 order by a.id limit 1000`;

export interface ActsSinceRow {
  id: string;
  subject: string;
  project: string | null;
  run: string | null;
  pipeline: string | null;
  class_id: number | null;
  of: string | null;
}

/** Acts on runs, pipelines and projects, oldest first, with the run and the class where the act was on one. */
export async function actsSince(db: Db, p: { after: string | number | bigint }): Promise<ActsSinceRow[]> {
  const { rows } = await db.query<ActsSinceRow>({ name: "changes.actsSince", text: actsSinceSql, values: [p.after] });
  return rows;
}

const newestActSql = `select coalesce(max(a.id), 0) as "id" from trunkline.audit a`;

export interface NewestActRow {
  id: string;
}

export async function newestAct(db: Db): Promise<NewestActRow | undefined> {
  const { rows } = await db.query<NewestActRow>({ name: "changes.newestAct", text: newestActSql });
  return rows[0];
}
