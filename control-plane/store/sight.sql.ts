// Generated from sight.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const decidedOverSql = `select (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'facts', c.facts) order by c.id), '[]')
          from trunkline.access_class c
         where c.id > $1
            or (select count(*) from trunkline.access_class k where k.id <= $1) <> $2::int) as "classes",
       (select coalesce(jsonb_agg(jsonb_build_object('name', j.name, 'environment', j.environment) order by j.name), '[]')
          from trunkline.project j where j.registration <> 'removed') as "projects"`;

export interface DecidedOverRow {
  classes: unknown;
  projects: unknown;
}

/**
 * What rights are decided over: classes that are not known yet, and all projects. Classes are only ever added, but not always in
 * the order of their ids: where fewer than there are up to `upTo` are known, all are told again.
 */
export async function decidedOver(db: Db, p: { upTo: number; known: number }): Promise<DecidedOverRow | undefined> {
  const { rows } = await db.query<DecidedOverRow>({ name: "sight.decidedOver", text: decidedOverSql, values: [p.upTo, p.known] });
  return rows[0];
}

const runAccessSql = `select p.class_id, p.name as pipeline, j.name as project
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id join trunkline.project j on j.id = p.project_id
 where r.id = $1`;

export interface RunAccessRow {
  class_id: number | null;
  pipeline: string;
  project: string;
}

/** Of which pipeline a run is, for whoever asks what may be done to it. */
export async function runAccess(db: Db, p: { id: string | number | bigint }): Promise<RunAccessRow | undefined> {
  const { rows } = await db.query<RunAccessRow>({ name: "sight.runAccess", text: runAccessSql, values: [p.id] });
  return rows[0];
}

const backfillAccessSql = `select p.class_id, p.name as pipeline, j.name as project
  from trunkline.backfill b join trunkline.pipeline p on p.id = b.pipeline_id join trunkline.project j on j.id = p.project_id
 where b.id = $1`;

export interface BackfillAccessRow {
  class_id: number | null;
  pipeline: string;
  project: string;
}

export async function backfillAccess(db: Db, p: { id: number }): Promise<BackfillAccessRow | undefined> {
  const { rows } = await db.query<BackfillAccessRow>({ name: "sight.backfillAccess", text: backfillAccessSql, values: [p.id] });
  return rows[0];
}

const projectAccessSql = `select j.name, j.environment from trunkline.project j where j.registration <> 'removed' order by j.name`;

export interface ProjectAccessRow {
  name: string;
  environment: string;
}

export async function projectAccess(db: Db): Promise<ProjectAccessRow[]> {
  const { rows } = await db.query<ProjectAccessRow>({ name: "sight.projectAccess", text: projectAccessSql });
  return rows;
}

const hiddenReferencesSql = `select distinct a.project, a.pipeline, a.project = j.name as "own"
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where a.pipeline_id = any ($1::int[]) and not exists (
       select from trunkline.pipeline q join trunkline.project o on o.id = q.project_id
        where o.name = a.project and q.name = a.pipeline and q.class_id = any ($2::int[]))`;

export interface HiddenReferencesRow {
  project: string;
  pipeline: string;
  own: boolean;
}

/** What deployed pipelines ask about that is no pipeline of these classes: hidden, or not there. */
export async function hiddenReferences(db: Db, p: { pipelines: readonly number[]; classes: readonly number[] }): Promise<HiddenReferencesRow[]> {
  const { rows } = await db.query<HiddenReferencesRow>({ name: "sight.hiddenReferences", text: hiddenReferencesSql, values: [list(p.pipelines), list(p.classes)] });
  return rows;
}

const runsSeenSql = `select r.id from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.id = any ($1::bigint[]) and p.class_id = any ($2::int[])`;

export interface RunsSeenRow {
  id: string;
}

/** Which of some runs are of pipelines of these classes. */
export async function runsSeen(db: Db, p: { ids: readonly (string | number | bigint)[]; classes: readonly number[] }): Promise<RunsSeenRow[]> {
  const { rows } = await db.query<RunsSeenRow>({ name: "sight.runsSeen", text: runsSeenSql, values: [p.ids, list(p.classes)] });
  return rows;
}
