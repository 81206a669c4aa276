// Generated from audit.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const insertAuditSql = `select trunkline.write_audit($1, $2, $3, $4, $5, $6, $7, $8) as "id"`;

export interface InsertAuditRow {
  id: string;
}

/** Through write-audit.ts, which fills in who is acting. */
export async function insertAudit(db: Db, p: { actor: string; kind?: string | null | undefined; act: string; subject: string; reason?: string | null | undefined; requestId?: string | null | undefined; revision?: string | null | undefined; detail?: unknown | null | undefined }): Promise<InsertAuditRow | undefined> {
  const { rows } = await db.query<InsertAuditRow>({ name: "audit.insertAudit", text: insertAuditSql, values: [p.actor, p.kind ?? null, p.act, p.subject, p.reason ?? null, p.requestId ?? null, p.revision ?? null, json(p.detail)] });
  return rows[0];
}

const sealAuditSql = `select trunkline.seal_audit($1) as "sealed"`;

export interface SealAuditRow {
  sealed: number;
}

export async function sealAudit(db: Db, p: { limit: number }): Promise<SealAuditRow | undefined> {
  const { rows } = await db.query<SealAuditRow>({ name: "audit.sealAudit", text: sealAuditSql, values: [p.limit] });
  return rows[0];
}

const listAuditSql = `select a.id, a.at, a.kind, a.actor, a.act, a.subject, a.project, a.reason, a.request_id, a.revision, a.detail,
       not exists (select from trunkline.audit_unsealed u where u.id = a.id) as "sealed"
  from trunkline.audit a
 where ($1::bigint is null or a.id < $1) and ($2::text is null or a.actor = $2)
   and ($3::text is null or a.act = $3) and ($4::text is null or a.subject = $4)
   and ($5::text is null or a.project = $5) and ($6::text is null or a.request_id = $6)
   and ($7::timestamptz is null or a.at >= $7) and ($8::timestamptz is null or a.at < $8)
 order by a.id desc limit $9::int`;

export interface ListAuditRow {
  id: string;
  at: Date;
  kind: string | null;
  actor: string;
  act: string;
  subject: string;
  project: string | null;
  reason: string | null;
  request_id: string | null;
  revision: string | null;
  detail: unknown;
  sealed: boolean;
}

/** Newest first. project: also what was done to its pipelines and runs. */
export async function listAudit(db: Db, p: { before?: string | number | bigint | null | undefined; actor?: string | null | undefined; act?: string | null | undefined; subject?: string | null | undefined; project?: string | null | undefined; request?: string | null | undefined; from?: Date | string | null | undefined; to?: Date | string | null | undefined; limit: number }): Promise<ListAuditRow[]> {
  const { rows } = await db.query<ListAuditRow>({ name: "audit.listAudit", text: listAuditSql, values: [p.before ?? null, p.actor ?? null, p.act ?? null, p.subject ?? null, p.project ?? null, p.request ?? null, p.from ?? null, p.to ?? null, p.limit] });
  return rows;
}

const auditHeadSql = `select s.number as "number", encode(s.head, 'hex') as "head", s.at as "at", u.records as "unsealed", u.oldest as "oldest"
  from (select count(*)::int as records, min(a.at) as oldest from trunkline.audit_unsealed x left join trunkline.audit a using (id)) u
  left join lateral (select * from trunkline.audit_seal order by number desc limit 1) s on true`;

export interface AuditHeadRow {
  number: string | null;
  head: string | null;
  at: Date | null;
  unsealed: number;
  oldest: Date | null;
}

/** The newest seal, and what is not sealed yet. */
export async function auditHead(db: Db): Promise<AuditHeadRow | undefined> {
  const { rows } = await db.query<AuditHeadRow>({ name: "audit.auditHead", text: auditHeadSql });
  return rows[0];
}

const sealsBetweenSql = `select min(s.number) as "first", max(s.number) as "last"
  from trunkline.audit_seal s cross join unnest(s.ids) i(id) join trunkline.audit a on a.id = i.id
 where s.at >= $1 and a.at >= $1 and a.at < $2`;

export interface SealsBetweenRow {
  first: string | null;
  last: string | null;
}

/** First and last seal with records of a time. A record is sealed after its act, so earlier seals have none. */
export async function sealsBetween(db: Db, p: { from: Date | string; to: Date | string }): Promise<SealsBetweenRow | undefined> {
  const { rows } = await db.query<SealsBetweenRow>({ name: "audit.sealsBetween", text: sealsBetweenSql, values: [p.from, p.to] });
  return rows[0];
}

const readSealsSql = `select s.number as "number", trunkline.audit_instant(s.at) as "at", encode(s.previous, 'hex') as "previous", s.ids::text[] as "ids",
       array(select encode(h.hash, 'hex') from unnest(s.hashes) with ordinality h(hash, n) order by h.n) as "hashes",
       encode(s.head, 'hex') as "head"
  from trunkline.audit_seal s where s.number > $1 and s.number <= $2 order by s.number limit $3::int`;

export interface ReadSealsRow {
  number: string;
  at: string;
  previous: string;
  ids: string[];
  hashes: string[];
  head: string;
}

export async function readSeals(db: Db, p: { after: string | number | bigint; upTo: string | number | bigint; limit: number }): Promise<ReadSealsRow[]> {
  const { rows } = await db.query<ReadSealsRow>({ name: "audit.readSeals", text: readSealsSql, values: [p.after, p.upTo, p.limit] });
  return rows;
}

const recordsByIdSql = `select a.id, trunkline.audit_instant(a.at) as "at", a.kind, a.actor, a.act, a.subject, a.project, a.reason, a.request_id as "requestId",
       a.revision, a.detail::text as "detail"
  from trunkline.audit a where a.id = any ($1::bigint[]) order by a.id`;

export interface RecordsByIdRow {
  id: string;
  at: string;
  kind: string | null;
  actor: string;
  act: string;
  subject: string;
  project: string | null;
  reason: string | null;
  requestId: string | null;
  revision: string | null;
  detail: string;
}

/** Exactly as they were hashed. */
export async function recordsById(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<RecordsByIdRow[]> {
  const { rows } = await db.query<RecordsByIdRow>({ name: "audit.recordsById", text: recordsByIdSql, values: [p.ids] });
  return rows;
}

const recordsOfNoSealSql = `select a.id
  from trunkline.audit a left join (select unnest(s.ids) as id from trunkline.audit_seal s) i on i.id = a.id
 where i.id is null order by a.id limit $1::int`;

export interface RecordsOfNoSealRow {
  id: string;
}

export async function recordsOfNoSeal(db: Db, p: { limit: number }): Promise<RecordsOfNoSealRow[]> {
  const { rows } = await db.query<RecordsOfNoSealRow>({ name: "audit.recordsOfNoSeal", text: recordsOfNoSealSql, values: [p.limit] });
  return rows;
}

const removedUnsealedSql = `select u.id from trunkline.audit_unsealed u left join trunkline.audit a on a.id = u.id where a.id is null order by u.id limit $1::int`;

export interface RemovedUnsealedRow {
  id: string;
}

/** Records that were to be sealed and are gone. */
export async function removedUnsealed(db: Db, p: { limit: number }): Promise<RemovedUnsealedRow[]> {
  const { rows } = await db.query<RemovedUnsealedRow>({ name: "audit.removedUnsealed", text: removedUnsealedSql, values: [p.limit] });
  return rows;
}

const recordedRevisionsSql = `select distinct on (j.name, v.commit_oid, v.plan_hash)
       j.name as project, j.repository, j.path, j.rules, v.commit_oid as commit, v.tree_oid as tree, v.plan_hash as plan,
       b.commit_oid as "base", v.read_by as "readBy", v.applied_by as "appliedBy", v.evidence
  from unnest($1::text[], $2::text[], $3::text[]) q(project, commit, plan)
  join trunkline.project j on j.name = q.project
  join trunkline.revision v on v.project_id = j.id and v.commit_oid = q.commit and v.plan_hash = q.plan
  left join trunkline.revision b on b.id = v.base_id
 order by j.name, v.commit_oid, v.plan_hash, v.id desc`;

export interface RecordedRevisionsRow {
  project: string;
  repository: string;
  path: string;
  rules: unknown;
  commit: string;
  tree: string;
  plan: string;
  base: string | null;
  readBy: string | null;
  appliedBy: string;
  evidence: unknown;
}

/** What records of deployments refer to; the newest where a commit was deployed by one plan more than once. */
export async function recordedRevisions(db: Db, p: { projects: readonly string[]; commits: readonly string[]; plans: readonly string[] }): Promise<RecordedRevisionsRow[]> {
  const { rows } = await db.query<RecordedRevisionsRow>({ name: "audit.recordedRevisions", text: recordedRevisionsSql, values: [texts(p.projects), texts(p.commits), texts(p.plans)] });
  return rows;
}
