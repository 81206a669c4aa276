// Generated from projects.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const registerProjectSql = `insert into trunkline.project as p (name, environment, repository, branch, path)
values ($1, $2, $3, $4, $5)
on conflict (name) do update set environment = excluded.environment, repository = excluded.repository,
  branch = excluded.branch, path = excluded.path, control_id = null, registration_file = null,
  registration = 'registered', registration_reason = null,
  rules = case when p.control_id is null then p.rules else '{}' end,
  observed_commit = case
    when p.registration in ('registered', 'broken')
      and (p.repository, p.branch, p.path) = (excluded.repository, excluded.branch, excluded.path)
    then p.observed_commit end
returning id`;

export interface RegisterProjectRow {
  id: number;
}

/** Makes the project known or updates where it comes from; what is deployed stays. */
export async function registerProject(db: Db, p: { name: string; environment: string; repository: string; branch: string; path: string }): Promise<RegisterProjectRow | undefined> {
  const { rows } = await db.query<RegisterProjectRow>({ name: "projects.registerProject", text: registerProjectSql, values: [p.name, p.environment, p.repository, p.branch, p.path] });
  return rows[0];
}

const getProjectSql = `select p.id, p.name, p.environment, p.repository, p.branch, p.path, p.revision_id, p.observed_commit, p.sync_state,
       p.sync_reason, p.held_plan_hash, p.checked_at, p.readable_by, p.rules, p.registration, p.registration_file,
       p.registration_reason,
       r.commit_oid, r.tree_oid, r.applied_at, r.read_by, p.judged_by, p.held_names, p.policies,
       exists (select from trunkline.pipeline_source s where s.project_id = p.id and s.broken
                  and s.diagnostics @> '[{"code": "deploy-denied"}]') as "hasDenied",
       exists (select from trunkline.pipeline_source s where s.project_id = p.id and s.broken
                  and s.diagnostics @> '[{"code": "wave-gate"}]') as "hasShut",
       coalesce(p.look_again_at < clock_timestamp(), false) as "isToLook"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
 where p.name = $1`;

export interface GetProjectRow {
  id: number;
  name: string;
  environment: string;
  repository: string;
  branch: string;
  path: string;
  revision_id: number | null;
  observed_commit: string | null;
  sync_state: string;
  sync_reason: string | null;
  held_plan_hash: string | null;
  checked_at: Date | null;
  readable_by: string[];
  rules: unknown;
  registration: string;
  registration_file: string | null;
  registration_reason: string | null;
  commit_oid: string;
  tree_oid: string;
  applied_at: Date;
  read_by: string | null;
  judged_by: string | null;
  held_names: string[] | null;
  policies: unknown;
  hasDenied: boolean;
  hasShut: boolean;
  isToLook: boolean;
}

export async function getProject(db: Db, p: { name: string }): Promise<GetProjectRow | undefined> {
  const { rows } = await db.query<GetProjectRow>({ name: "projects.getProject", text: getProjectSql, values: [p.name] });
  return rows[0];
}

const listProjectsSql = `select p.id, p.name, p.environment, p.repository, p.branch, p.path, p.revision_id, p.observed_commit, p.sync_state,
       p.sync_reason, p.held_plan_hash, p.checked_at, p.readable_by, p.registration, p.registration_reason,
       p.registration_file, r.commit_oid, r.tree_oid, r.applied_at,
       h.commit_oid as "held_commit", h.actor as "held_by", h.reason as "held_reason", h.since as "held_since", h.until as "held_until", p.unsynced_at,
       (p.rules -> 'sync' ->> 'wave')::int as "wave",
       extract(epoch from clock_timestamp() - coalesce(p.checked_at, p.created_at))::float8 as "lag",
       (select count(*) from trunkline.pipeline x where x.project_id = p.id and x.removed_at is null and ($1::int[] is null or x.class_id = any ($1)))::int as "pipelines",
       (select count(*) from trunkline.pipeline_source s where s.project_id = p.id and s.broken
           and ($1::int[] is null or exists (
               select from trunkline.pipeline x
                where x.project_id = s.project_id and x.file = s.path and x.removed_at is null and x.class_id = any ($1))))::int as "broken"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
  left join trunkline.sync_hold h on h.project_id = p.id and (h.until is null or h.until > now())
 where p.registration <> 'removed' and ($2::text[] is null or p.name = any ($2))
 order by p.name`;

export interface ListProjectsRow {
  id: number;
  name: string;
  environment: string;
  repository: string;
  branch: string;
  path: string;
  revision_id: number | null;
  observed_commit: string | null;
  sync_state: string;
  sync_reason: string | null;
  held_plan_hash: string | null;
  checked_at: Date | null;
  readable_by: string[];
  registration: string;
  registration_reason: string | null;
  registration_file: string | null;
  commit_oid: string;
  tree_oid: string;
  applied_at: Date;
  held_commit: string | null;
  held_by: string | null;
  held_reason: string | null;
  held_since: Date | null;
  held_until: Date | null;
  unsynced_at: Date | null;
  wave: number | null;
  lag: number;
  pipelines: number;
  broken: number;
}

/** What is counted is of these classes. */
export async function listProjects(db: Db, p: { classes?: readonly number[] | null | undefined; projects?: readonly string[] | null | undefined }): Promise<ListProjectsRow[]> {
  const { rows } = await db.query<ListProjectsRow>({ name: "projects.listProjects", text: listProjectsSql, values: [list(p.classes), texts(p.projects)] });
  return rows;
}

const takeLeaseSql = `update trunkline.project
   set lease_token = lease_token + 1, lease_until = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where id = $2 and (lease_until is null or lease_until < clock_timestamp())
returning lease_token`;

export interface TakeLeaseRow {
  lease_token: string;
}

/** One sync of a project at a time. No row: another holds it. The token fences a holder that woke up late. */
export async function takeLease(db: Db, p: { ttlMs: string | number | bigint; id: number }): Promise<TakeLeaseRow | undefined> {
  const { rows } = await db.query<TakeLeaseRow>({ name: "projects.takeLease", text: takeLeaseSql, values: [p.ttlMs, p.id] });
  return rows[0];
}

const extendLeaseSql = `update trunkline.project set lease_until = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where id = $2 and lease_token = $3 and lease_until > clock_timestamp()
returning id`;

export interface ExtendLeaseRow {
  id: number;
}

export async function extendLease(db: Db, p: { ttlMs: string | number | bigint; id: number; token: string | number | bigint }): Promise<ExtendLeaseRow | undefined> {
  const { rows } = await db.query<ExtendLeaseRow>({ name: "projects.extendLease", text: extendLeaseSql, values: [p.ttlMs, p.id, p.token] });
  return rows[0];
}

const dropLeaseSql = `update trunkline.project set lease_until = null where id = $1 and lease_token = $2`;

export async function dropLease(db: Db, p: { id: number; token: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "projects.dropLease", text: dropLeaseSql, values: [p.id, p.token] });
  return rowCount ?? 0;
}

const recordSyncSql = `update trunkline.project
   set observed_commit = coalesce($1, observed_commit), sync_state = $2, sync_reason = $3,
       held_plan_hash = $4, judged_by = coalesce($5, judged_by),
       held_names = $6, unsynced_at = case when $2 <> 'Synced' then coalesce(unsynced_at, clock_timestamp()) end,
       checked_at = case when $7 then clock_timestamp() else checked_at end,
       look_again_at = case when $8::boolean then look_again_at
                            else clock_timestamp() + $9::bigint * interval '1 millisecond' end
 where id = $10 and lease_token = coalesce($11, lease_token)`;

/**
 * What a sync found out, whether or not it applied anything. No row: its lease went to another.
 * reached: the source answered; how long ago that was is the lag of the sync. isSettled: it was found out before, so that
 * it is looked at again when that said; otherwise after lookAgainMs, or not by itself.
 */
export async function recordSync(db: Db, p: { observed?: string | null | undefined; state: string; reason?: string | null | undefined; heldPlan?: string | null | undefined; judgedBy?: string | null | undefined; heldNames?: readonly string[] | null | undefined; reached: boolean; isSettled?: boolean | null | undefined; lookAgainMs?: string | number | bigint | null | undefined; id: number; token?: string | number | bigint | null | undefined }): Promise<number> {
  const { rowCount } = await db.query({ name: "projects.recordSync", text: recordSyncSql, values: [p.observed ?? null, p.state, p.reason ?? null, p.heldPlan ?? null, p.judgedBy ?? null, texts(p.heldNames), p.reached, p.isSettled ?? null, p.lookAgainMs ?? null, p.id, p.token ?? null] });
  return rowCount ?? 0;
}

const newlyHeldSql = `select p.name from trunkline.project p
 where p.id = $1 and p.held_plan_hash is distinct from $2::text and not exists (
       select from trunkline.audit a where a.subject = p.name and a.act = 'hold-plan' and a.detail->>'plan' = $2)`;

export interface NewlyHeldRow {
  name: string;
}

/** The project's name, where nobody has put on record yet that exactly this plan is held. */
export async function newlyHeld(db: Db, p: { id: number; plan: string }): Promise<NewlyHeldRow | undefined> {
  const { rows } = await db.query<NewlyHeldRow>({ name: "projects.newlyHeld", text: newlyHeldSql, values: [p.id, p.plan] });
  return rows[0];
}

const lockProjectSql = `select p.name, p.environment, p.revision_id, p.lease_token from trunkline.project p where p.id = $1 for update`;

export interface LockProjectRow {
  name: string;
  environment: string;
  revision_id: number | null;
  lease_token: string;
}

/** Serialises applies of one project; the caller compares what it finds with its plan. */
export async function lockProject(db: Db, p: { id: number }): Promise<LockProjectRow | undefined> {
  const { rows } = await db.query<LockProjectRow>({ name: "projects.lockProject", text: lockProjectSql, values: [p.id] });
  return rows[0];
}

const setReadersSql = `select trunkline.set_readers($1, $2)`;

/** Who may read the project by conditions; whoever waits for something of it is judged again. */
export async function setReaders(db: Db, p: { id: number; patterns: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "projects.setReaders", text: setReadersSql, values: [p.id, texts(p.patterns)] });
  return rowCount ?? 0;
}

const readersOfSql = `select p.name, p.readable_by from trunkline.project p where p.name = any ($1::text[])`;

export interface ReadersOfRow {
  name: string;
  readable_by: string[];
}

/** Which projects there are of these, and who may read them. */
export async function readersOf(db: Db, p: { names: readonly string[] }): Promise<ReadersOfRow[]> {
  const { rows } = await db.query<ReadersOfRow>({ name: "projects.readersOf", text: readersOfSql, values: [texts(p.names)] });
  return rows;
}

const setDeployedSql = `update trunkline.project set revision_id = $1 where id = $2`;

export async function setDeployed(db: Db, p: { revision: number; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "projects.setDeployed", text: setDeployedSql, values: [p.revision, p.id] });
  return rowCount ?? 0;
}

const insertRevisionSql = `insert into trunkline.revision (project_id, base_id, commit_oid, tree_oid, plan_hash, author_name, author_email,
  authored_at, committed_at, subject, change_number, approvers, uncommitted, applied_by, read_by, evidence)
values ($1, $2, $3, $4, $5, $6, $7,
  $8, $9, $10, $11, $12, $13, $14, $15, $16)
returning id`;

export interface InsertRevisionRow {
  id: number;
}

export async function insertRevision(db: Db, p: { project: number; base?: number | null | undefined; commit: string; tree: string; planHash: string; authorName: string; authorEmail: string; authoredAt: Date | string; committedAt: Date | string; subject: string; change?: string | null | undefined; approvers: readonly string[]; uncommitted: boolean; appliedBy: string; readBy?: string | null | undefined; evidence: unknown }): Promise<InsertRevisionRow | undefined> {
  const { rows } = await db.query<InsertRevisionRow>({ name: "projects.insertRevision", text: insertRevisionSql, values: [p.project, p.base ?? null, p.commit, p.tree, p.planHash, p.authorName, p.authorEmail, p.authoredAt, p.committedAt, p.subject, p.change ?? null, texts(p.approvers), p.uncommitted, p.appliedBy, p.readBy ?? null, json(p.evidence)] });
  return rows[0];
}

const approvalBaseSql = `select r.id, r.commit_oid, r.tree_oid from trunkline.revision r
 where r.project_id = $1 and r.id <= $2 and not coalesce(r.evidence ? 'wentBackFrom', false)
 order by r.id desc limit 1`;

export interface ApprovalBaseRow {
  id: number;
  commit_oid: string;
  tree_oid: string;
}

/** By which approvals of what comes after a revision are judged: itself, unless a hold went back to it. */
export async function approvalBase(db: Db, p: { project: number; deployed: number }): Promise<ApprovalBaseRow | undefined> {
  const { rows } = await db.query<ApprovalBaseRow>({ name: "projects.approvalBase", text: approvalBaseSql, values: [p.project, p.deployed] });
  return rows[0];
}

const revisionsOfCommitSql = `select r.id from trunkline.revision r where starts_with(r.commit_oid, $1)`;

export interface RevisionsOfCommitRow {
  id: number;
}

/** Deployed revisions by the first digits of their commit. */
export async function revisionsOfCommit(db: Db, p: { prefix: string }): Promise<RevisionsOfCommitRow[]> {
  const { rows } = await db.query<RevisionsOfCommitRow>({ name: "projects.revisionsOfCommit", text: revisionsOfCommitSql, values: [p.prefix] });
  return rows;
}

const lagsSql = `select coalesce((select extract(epoch from clock_timestamp() - min(coalesce(p.checked_at, p.created_at))) from trunkline.project p
                  where p.registration in ('registered', 'broken')), 0)::float8 as "sync",
       coalesce((select extract(epoch from greatest(clock_timestamp() - min(t.next_at), interval '0')) from trunkline.trigger t), 0)::float8 as "due"`;

export interface LagsRow {
  sync: number;
  due: number;
}

/** In seconds: how long ago the longest neglected source was reached, and how late the oldest due time is. */
export async function lags(db: Db): Promise<LagsRow | undefined> {
  const { rows } = await db.query<LagsRow>({ name: "projects.lags", text: lagsSql });
  return rows[0];
}

const syncFiguresSql = `select p.name, p.sync_state,
       extract(epoch from clock_timestamp() - coalesce(p.checked_at, p.created_at))::float8 as "checked",
       coalesce(extract(epoch from clock_timestamp() - p.unsynced_at), 0)::float8 as "unsynced",
       (select count(*) from trunkline.pipeline_source s where s.project_id = p.id and s.broken)::int as "broken"
  from trunkline.project p order by p.name`;

export interface SyncFiguresRow {
  name: string;
  sync_state: string;
  checked: number;
  unsynced: number;
  broken: number;
}

/** By project, in seconds: how long ago its source was reached, and since when it is not Synced. */
export async function syncFigures(db: Db): Promise<SyncFiguresRow[]> {
  const { rows } = await db.query<SyncFiguresRow>({ name: "projects.syncFigures", text: syncFiguresSql });
  return rows;
}

const driftOfSql = `select p.name, case when v.content_hash <> encode(sha256(convert_to(v.spec, 'UTF8')), 'hex') then 'spec' else 'revision' end as "what"
  from trunkline.pipeline p
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  left join lateral (
    select d.pipeline_revision_id, d.file from trunkline.deployment d where d.pipeline_id = p.id
     order by d.revision_id desc limit 1) d on true
 where p.project_id = $1 and p.removed_at is null and ($2::int[] is null or p.class_id = any ($2))
   and (d.pipeline_revision_id is distinct from p.pipeline_revision_id or d.file is distinct from p.file
        or v.content_hash <> encode(sha256(convert_to(v.spec, 'UTF8')), 'hex')
        or (p.stage is not null or v.spec like '%"wave":{%') and p.stage is distinct from v.spec::json -> 'wave' ->> 'stage')
 order by p.name`;

export interface DriftOfRow {
  name: string;
  what: string;
}

/** Deployed rows of a project that are not what its newest deployments made them: somebody changed the database. */
export async function driftOf(db: Db, p: { project: number; classes?: readonly number[] | null | undefined }): Promise<DriftOfRow[]> {
  const { rows } = await db.query<DriftOfRow>({ name: "projects.driftOf", text: driftOfSql, values: [p.project, list(p.classes)] });
  return rows;
}

const revisionsByCommitSql = `select r.id, r.commit_oid, r.tree_oid, r.committed_at from trunkline.revision r
  join trunkline.project p on p.id = r.project_id
 where r.project_id = $1 and case when $2 = '' then r.id = p.revision_id else starts_with(r.commit_oid, $2) end
 order by r.id desc`;

export interface RevisionsByCommitRow {
  id: number;
  commit_oid: string;
  tree_oid: string;
  committed_at: Date;
}

/** Newest first: revisions of a project by the first digits of their commit; the deployed one comes with an empty text. */
export async function revisionsByCommit(db: Db, p: { project: number; prefix: string }): Promise<RevisionsByCommitRow[]> {
  const { rows } = await db.query<RevisionsByCommitRow>({ name: "projects.revisionsByCommit", text: revisionsByCommitSql, values: [p.project, p.prefix] });
  return rows;
}

const projectRevisionsSql = `select r.id, r.commit_oid, r.subject, r.author_name, r.author_email, r.authored_at, r.change_number, r.approvers,
       r.applied_at, r.applied_by, r.plan_hash, r.evidence, c.added as "added", c.changed as "changed", c.removed as "removed",
       b.id as "back_to", b.commit_oid as "back_to_commit"
  from trunkline.revision r
 cross join lateral (
    select count(*) filter (where d.action = 'added')::int as added, count(*) filter (where d.action = 'removed')::int as removed,
           count(*) filter (where d.action not in ('added', 'removed'))::int as changed
      from trunkline.deployment d
     where d.revision_id = r.id
       and ($1::int[] is null or exists (
             select from trunkline.pipeline p where p.id = d.pipeline_id and p.class_id = any ($1)))) c
  left join lateral (
    select e.id, e.commit_oid from trunkline.revision e
     where e.project_id = r.project_id and e.id < r.id and e.tree_oid = r.tree_oid
       and exists (select from trunkline.revision o
                    where o.project_id = r.project_id and o.id > e.id and o.id < r.id and o.tree_oid <> r.tree_oid)
     order by e.id desc limit 1) b on true
 where r.project_id = $2 and r.id < $3
 order by r.id desc limit $4`;

export interface ProjectRevisionsRow {
  id: number;
  commit_oid: string;
  subject: string;
  author_name: string;
  author_email: string;
  authored_at: Date;
  change_number: string | null;
  approvers: string[];
  applied_at: Date;
  applied_by: string;
  plan_hash: string;
  evidence: unknown;
  added: number;
  changed: number;
  removed: number;
  back_to: number | null;
  back_to_commit: string | null;
}

/**
 * What was deployed of a project, newest first, with what each did to how many pipelines, and the earlier revision whose
 * files it brought back.
 */
export async function projectRevisions(db: Db, p: { classes?: readonly number[] | null | undefined; project: number; before: number; limit: string | number | bigint }): Promise<ProjectRevisionsRow[]> {
  const { rows } = await db.query<ProjectRevisionsRow>({ name: "projects.projectRevisions", text: projectRevisionsSql, values: [list(p.classes), p.project, p.before, p.limit] });
  return rows;
}
