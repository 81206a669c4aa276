// Generated from break-glass.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const proposeBreakGlassSql = `insert into trunkline.break_glass (pipeline_id, deployed_revision, pipeline_revision_id, edits, patch, reason, proposed_by, until)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id`;

export interface ProposeBreakGlassRow {
  id: number;
}

export async function proposeBreakGlass(db: Db, p: { pipeline: number; deployed: number; revision: number; edits: unknown; patch: string; reason: string; actor: string; until: Date | string }): Promise<ProposeBreakGlassRow | undefined> {
  const { rows } = await db.query<ProposeBreakGlassRow>({ name: "break-glass.proposeBreakGlass", text: proposeBreakGlassSql, values: [p.pipeline, p.deployed, p.revision, json(p.edits), p.patch, p.reason, p.actor, p.until] });
  return rows[0];
}

const listBreakGlassSql = `select o.id, o.pipeline_id, p.name as pipeline, j.name as project, p.file, o.edits, o.patch, o.reason, o.proposed_by, o.proposed_at,
       o.approved_by, o.approved_at, o.until, o.ended_at, o.ended_by, o.ending, o.deployed_revision, o.pipeline_revision_id,
       r.commit_oid, v.content_hash
  from trunkline.break_glass o
  join trunkline.pipeline_revision v on v.id = o.pipeline_revision_id
  join trunkline.pipeline p on p.id = o.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = p.changed_in
 where ($1::int[] is null or p.class_id = any ($1)) and ($2 or o.ended_at is null) and ($3::text is null or j.name = $3)
   and ($4::text is null or p.name = $4)
 order by o.id desc limit $5`;

export interface ListBreakGlassRow {
  id: number;
  pipeline_id: number;
  pipeline: string;
  project: string;
  file: string;
  edits: unknown;
  patch: string;
  reason: string;
  proposed_by: string;
  proposed_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  until: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ending: string | null;
  deployed_revision: number;
  pipeline_revision_id: number;
  commit_oid: string;
  content_hash: string;
}

/** Newest first: those that are open, or all; of one project or pipeline, or of all. */
export async function listBreakGlass(db: Db, p: { classes?: readonly number[] | null | undefined; all: boolean; project?: string | null | undefined; pipeline?: string | null | undefined; limit: string | number | bigint }): Promise<ListBreakGlassRow[]> {
  const { rows } = await db.query<ListBreakGlassRow>({ name: "break-glass.listBreakGlass", text: listBreakGlassSql, values: [list(p.classes), p.all, p.project ?? null, p.pipeline ?? null, p.limit] });
  return rows;
}

const openBreakGlassSql = `select o.id, o.pipeline_id, o.deployed_revision, o.pipeline_revision_id, o.proposed_by, o.approved_by, o.reason, o.until, p.project_id
  from trunkline.break_glass o join trunkline.pipeline p on p.id = o.pipeline_id
 where o.pipeline_id = $1 and o.ended_at is null
   for update of o`;

export interface OpenBreakGlassRow {
  id: number;
  pipeline_id: number;
  deployed_revision: number;
  pipeline_revision_id: number;
  proposed_by: string;
  approved_by: string | null;
  reason: string;
  until: Date;
  project_id: number;
}

/** That of a pipeline, for whoever is about to change it. */
export async function openBreakGlass(db: Db, p: { pipeline: number }): Promise<OpenBreakGlassRow | undefined> {
  const { rows } = await db.query<OpenBreakGlassRow>({ name: "break-glass.openBreakGlass", text: openBreakGlassSql, values: [p.pipeline] });
  return rows[0];
}

const approveBreakGlassSql = `update trunkline.break_glass set approved_by = $1, approved_at = now(), revision_id = $2 where id = $3`;

export async function approveBreakGlass(db: Db, p: { actor: string; revision: number; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "break-glass.approveBreakGlass", text: approveBreakGlassSql, values: [p.actor, p.revision, p.id] });
  return rowCount ?? 0;
}

const endBreakGlassSql = `update trunkline.break_glass set ended_at = now(), ended_by = $1, ending = $2 where id = $3 and ended_at is null`;

export async function endBreakGlass(db: Db, p: { actor: string; ending: string; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "break-glass.endBreakGlass", text: endBreakGlassSql, values: [p.actor, p.ending, p.id] });
  return rowCount ?? 0;
}

const endBreakGlassOfSql = `update trunkline.break_glass o
   set ended_at = now(), ended_by = $1,
       ending = case when p.pipeline_revision_id = o.pipeline_revision_id then 'merged' else 'superseded' end
  from trunkline.pipeline p
 where p.id = o.pipeline_id and o.pipeline_id = any ($2) and o.ended_at is null
returning o.id, o.pipeline_id, o.ending as "ending", o.approved_by`;

export interface EndBreakGlassOfRow {
  id: number;
  pipeline_id: number;
  ending: string;
  approved_by: string | null;
}

/** A deployment of a pipeline ends what people had changed of it: it has brought the same, or something else. */
export async function endBreakGlassOf(db: Db, p: { actor: string; pipelines: readonly number[] }): Promise<EndBreakGlassOfRow[]> {
  const { rows } = await db.query<EndBreakGlassOfRow>({ name: "break-glass.endBreakGlassOf", text: endBreakGlassOfSql, values: [p.actor, list(p.pipelines)] });
  return rows;
}

const expiredBreakGlassSql = `select o.id, o.pipeline_id, o.until, o.approved_by from trunkline.break_glass o
 where o.ended_at is null and o.until <= now() order by o.until limit 100`;

export interface ExpiredBreakGlassRow {
  id: number;
  pipeline_id: number;
  until: Date;
  approved_by: string | null;
}

/** Whose time is over by the database's clock. */
export async function expiredBreakGlass(db: Db): Promise<ExpiredBreakGlassRow[]> {
  const { rows } = await db.query<ExpiredBreakGlassRow>({ name: "break-glass.expiredBreakGlass", text: expiredBreakGlassSql });
  return rows;
}

const breakGlassOfRunsSql = `select r.id as run, o.id, o.proposed_by, o.approved_by as "approved_by", o.reason, o.until
  from trunkline.run r
 cross join lateral (
    select d.revision_id from trunkline.deployment d
     where d.pipeline_id = r.pipeline_id and d.revision_id <= r.revision_id
     order by d.revision_id desc limit 1) d
  join trunkline.break_glass o on o.revision_id = d.revision_id and o.pipeline_id = r.pipeline_id
 where r.id = any ($1::bigint[])`;

export interface BreakGlassOfRunsRow {
  run: string;
  id: number;
  proposed_by: string;
  approved_by: string;
  reason: string;
  until: Date;
}

/** What people had changed of the pipelines that these runs are pinned to. */
export async function breakGlassOfRuns(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<BreakGlassOfRunsRow[]> {
  const { rows } = await db.query<BreakGlassOfRunsRow>({ name: "break-glass.breakGlassOfRuns", text: breakGlassOfRunsSql, values: [p.ids] });
  return rows;
}

const repeatRevisionSql = `insert into trunkline.revision (project_id, base_id, commit_oid, tree_oid, plan_hash, author_name, author_email, authored_at,
  committed_at, subject, change_number, approvers, uncommitted, applied_by, read_by, evidence)
select r.project_id, r.id, r.commit_oid, r.tree_oid, $1, r.author_name, r.author_email, r.authored_at, r.committed_at,
       r.subject, r.change_number, r.approvers, r.uncommitted, $2, r.read_by,
       -- Who signed and approved it stays; what was said of its deployment alone goes.
       coalesce(r.evidence, '{}') - '{confirmation,released,reverts}'::text[] || $3::jsonb
  from trunkline.revision r where r.id = $4
returning id`;

export interface RepeatRevisionRow {
  id: number;
}

/** The deployed revision once more, with one pipeline as people have it, or as it was: runs pin what they start with. */
export async function repeatRevision(db: Db, p: { hash: string; actor: string; evidence: unknown; revision: number }): Promise<RepeatRevisionRow | undefined> {
  const { rows } = await db.query<RepeatRevisionRow>({ name: "break-glass.repeatRevision", text: repeatRevisionSql, values: [p.hash, p.actor, json(p.evidence), p.revision] });
  return rows[0];
}

const keepChangedInSql = `update trunkline.pipeline set changed_in = $1, pinned_revision = $2 where id = $3`;

/**
 * The commit that last changed a pipeline stays: people's change is none. One whose file is in error goes on with the files
 * of the revision before that.
 */
export async function keepChangedIn(db: Db, p: { revision: number; pinned?: number | null | undefined; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "break-glass.keepChangedIn", text: keepChangedInSql, values: [p.revision, p.pinned ?? null, p.id] });
  return rowCount ?? 0;
}

const pipelineToOverrideSql = `select p.id, p.name, p.file, p.project_id, p.changed_in, p.pinned_revision, p.pipeline_revision_id, j.name as project, j.environment,
       j.revision_id as "deployed"
  from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where p.id = $1 and p.removed_at is null`;

export interface PipelineToOverrideRow {
  id: number;
  name: string;
  file: string;
  project_id: number;
  changed_in: number;
  pinned_revision: number | null;
  pipeline_revision_id: number | null;
  project: string;
  environment: string;
  deployed: number;
}

export async function pipelineToOverride(db: Db, p: { pipeline: number }): Promise<PipelineToOverrideRow | undefined> {
  const { rows } = await db.query<PipelineToOverrideRow>({ name: "break-glass.pipelineToOverride", text: pipelineToOverrideSql, values: [p.pipeline] });
  return rows[0];
}

const revisionSpecSql = `select v.content_hash, v.spec::json as spec from trunkline.pipeline_revision v where v.id = $1`;

export interface RevisionSpecRow {
  content_hash: string;
  spec: unknown;
}

export async function revisionSpec(db: Db, p: { id: number }): Promise<RevisionSpecRow | undefined> {
  const { rows } = await db.query<RevisionSpecRow>({ name: "break-glass.revisionSpec", text: revisionSpecSql, values: [p.id] });
  return rows[0];
}

const sourceOfPipelineSql = `select p.id, p.name, p.file, j.name as project, j.path, j.environment, j.rules, r.tree_oid, r.commit_oid, v.content_hash, p.pipeline_revision_id as "revision"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = p.changed_in
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.id = $1 and p.removed_at is null`;

export interface SourceOfPipelineRow {
  id: number;
  name: string;
  file: string;
  project: string;
  path: string;
  environment: string;
  rules: unknown;
  tree_oid: string;
  commit_oid: string;
  content_hash: string;
  revision: number;
}

/** From where the deployed spec of a pipeline was read: the files of the revision that last changed it. */
export async function sourceOfPipeline(db: Db, p: { pipeline: number }): Promise<SourceOfPipelineRow | undefined> {
  const { rows } = await db.query<SourceOfPipelineRow>({ name: "break-glass.sourceOfPipeline", text: sourceOfPipelineSql, values: [p.pipeline] });
  return rows[0];
}
