// Generated from evidence.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const seeCommitsSql = `with new as (
  insert into trunkline.commit_seen (project_id, commit_oid)
  select $1, unnest($2::text[]) on conflict do nothing
  returning commit_oid, seen_at
)
select n.commit_oid as "commit", n.seen_at as "seenAt" from new n
union all
select s.commit_oid, s.seen_at from trunkline.commit_seen s
 where s.project_id = $1 and s.commit_oid = any ($2::text[])`;

export interface SeeCommitsRow {
  commit: string;
  seenAt: Date;
}

/** When each of the commits was first seen, which is now for those that are new. */
export async function seeCommits(db: Db, p: { project: number; commits: readonly string[] }): Promise<SeeCommitsRow[]> {
  const { rows } = await db.query<SeeCommitsRow>({ name: "evidence.seeCommits", text: seeCommitsSql, values: [p.project, texts(p.commits)] });
  return rows;
}

const seeControlCommitsSql = `with new as (
  insert into trunkline.control_commit_seen (control_id, commit_oid)
  select $1, unnest($2::text[]) on conflict do nothing
  returning commit_oid, seen_at
)
select n.commit_oid as "commit", n.seen_at as "seenAt" from new n
union all
select s.commit_oid, s.seen_at from trunkline.control_commit_seen s
 where s.control_id = $1 and s.commit_oid = any ($2::text[])`;

export interface SeeControlCommitsRow {
  commit: string;
  seenAt: Date;
}

/** The same of a control repository's commits. */
export async function seeControlCommits(db: Db, p: { control: number; commits: readonly string[] }): Promise<SeeControlCommitsRow[]> {
  const { rows } = await db.query<SeeControlCommitsRow>({ name: "evidence.seeControlCommits", text: seeControlCommitsSql, values: [p.control, texts(p.commits)] });
  return rows;
}

const proofOfRunSql = `select r.id, r.pipeline_id, r.actor, r.trigger_kind, p.name as pipeline, j.name as project, j.repository, j.branch, j.path, j.environment, j.rules,
       s.content_hash, s.spec::text as "spec", d.file,
       v.commit_oid, v.tree_oid, v.uncommitted, v.plan_hash, v.applied_by, v.read_by, v.evidence,
       x.commit_oid as changed_in, x.tree_oid as changed_tree, x.plan_hash as changed_plan, x.applied_by as changed_by,
       x.read_by as changed_read_by, x.author_name, x.author_email, x.authored_at, x.subject, x.evidence as changed_evidence,
       b.commit_oid as "changed_base",
       o.id as "break_glass", o.proposed_by as "proposed_by", o.approved_by as "approved_by", o.reason as "break_glass_reason",
       o.until as "until", o.ended_by as "ended_by", g.content_hash as "deployed_hash"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
  join lateral (
    with recursive back as (
      select y.id, y.base_id, y.evidence from trunkline.revision y where y.id = r.revision_id
       union all
      select y.id, y.base_id, y.evidence from back w join trunkline.revision y on y.id = w.base_id where w.evidence ? 'breakGlass')
    select w.id from back w where not coalesce(w.evidence, '{}') ? 'breakGlass' limit 1) n on true
  join trunkline.revision v on v.id = n.id
  join lateral (
    select y.* from trunkline.deployment y join trunkline.revision z on z.id = y.revision_id
     where y.pipeline_id = r.pipeline_id and y.revision_id <= r.revision_id and not coalesce(z.evidence, '{}') ? 'breakGlass'
     order by y.revision_id desc limit 1) d on true
  join trunkline.revision x on x.id = d.revision_id
  left join trunkline.revision b on b.id = x.base_id
  join lateral (
    select y.revision_id from trunkline.deployment y where y.pipeline_id = r.pipeline_id and y.revision_id <= r.revision_id
     order by y.revision_id desc limit 1) l on true
  left join trunkline.break_glass o on o.revision_id = l.revision_id and o.pipeline_id = r.pipeline_id
  left join trunkline.pipeline_revision g on g.id = o.deployed_revision
 where r.id = $1`;

export interface ProofOfRunRow {
  id: string;
  pipeline_id: number;
  actor: string | null;
  trigger_kind: string;
  pipeline: string;
  project: string;
  repository: string;
  branch: string;
  path: string;
  environment: string;
  rules: unknown;
  content_hash: string;
  spec: string;
  file: string;
  commit_oid: string;
  tree_oid: string;
  uncommitted: boolean;
  plan_hash: string;
  applied_by: string;
  read_by: string | null;
  evidence: unknown;
  changed_in: string;
  changed_tree: string;
  changed_plan: string;
  changed_by: string;
  changed_read_by: string | null;
  author_name: string;
  author_email: string;
  authored_at: Date;
  subject: string;
  changed_evidence: unknown;
  changed_base: string | null;
  break_glass: number | null;
  proposed_by: string | null;
  approved_by: string | null;
  break_glass_reason: string | null;
  until: Date | null;
  ended_by: string | null;
  deployed_hash: string | null;
}

/**
 * Everything that is on record of where a run comes from: the revision that was deployed (v), the one that last changed the
 * pipeline (x), and what people had changed of it without a commit (o). Their revisions only repeat one that was deployed.
 */
export async function proofOfRun(db: Db, p: { id: string | number | bigint }): Promise<ProofOfRunRow | undefined> {
  const { rows } = await db.query<ProofOfRunRow>({ name: "evidence.proofOfRun", text: proofOfRunSql, values: [p.id] });
  return rows[0];
}

const auditOfProofSql = `select a.at, a.actor, a.act, a.detail from trunkline.audit a
 where (a.subject = $1 and a.act = 'apply' and a.detail->>'commit' = any ($2::text[]))
    or (a.subject = $3 and a.act in ('run', 'rerun'))
    or (a.subject = $4::text and a.act in ('break-glass', 'break-glass-approve', 'break-glass-end'))
 order by a.id`;

export interface AuditOfProofRow {
  at: Date;
  actor: string;
  act: string;
  detail: unknown;
}

/** The records of deployments of these commits, of who asked for the run, and of the break-glass that it is of. */
export async function auditOfProof(db: Db, p: { project: string; commits: readonly string[]; run: string; breakGlass?: string | null | undefined }): Promise<AuditOfProofRow[]> {
  const { rows } = await db.query<AuditOfProofRow>({ name: "evidence.auditOfProof", text: auditOfProofSql, values: [p.project, texts(p.commits), p.run, p.breakGlass ?? null] });
  return rows;
}

const insertDeployedChangesSql = `insert into trunkline.deployed_change (pipeline_id, revision_id, commit_oid, author_name, author_email, authored_at, subject, change_number, approvers)
select x.pipeline, $1, x.commit_oid, x.author_name, x.author_email, x.authored_at, x.subject, x.change, x.approvers::text[]
  from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
              $7::text[], $8::text[], $9::text[])
       x(pipeline, commit_oid, author_name, author_email, authored_at, subject, change, approvers)`;

/** Approvers are a text[] in Postgres' own notation each. */
export async function insertDeployedChanges(db: Db, p: { revision: number; pipelines: readonly number[]; commits: readonly string[]; authorNames: readonly string[]; authorEmails: readonly string[]; authoredAts: readonly (Date | string)[]; subjects: readonly string[]; changes: readonly string[]; approvers: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "evidence.insertDeployedChanges", text: insertDeployedChangesSql, values: [p.revision, list(p.pipelines), texts(p.commits), texts(p.authorNames), texts(p.authorEmails), p.authoredAts, texts(p.subjects), texts(p.changes), texts(p.approvers)] });
  return rowCount ?? 0;
}
