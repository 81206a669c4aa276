// Generated from access-grants.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const askGrantSql = `insert into trunkline.access_grant (kind, ticket, grantee, actions, project, pipelines, tags, reason, until)
values ($1, $2, $3, $4::text[], $5, $6::text[], $7::jsonb, $8, $9) returning id`;

export interface AskGrantRow {
  id: number;
}

export async function askGrant(db: Db, p: { kind: string; ticket: string; grantee: string; actions: readonly string[]; project: string; pipelines: readonly string[]; tags: unknown; reason: string; until: Date | string }): Promise<AskGrantRow | undefined> {
  const { rows } = await db.query<AskGrantRow>({ name: "access-grants.askGrant", text: askGrantSql, values: [p.kind, p.ticket, p.grantee, texts(p.actions), p.project, texts(p.pipelines), json(p.tags), p.reason, p.until] });
  return rows[0];
}

const lockGrantSql = `select g.* from trunkline.access_grant g where g.id = $1 for update`;

export interface LockGrantRow {
  id: number;
  kind: string;
  ticket: string;
  grantee: string;
  actions: string[];
  project: string;
  pipelines: string[];
  tags: unknown;
  reason: string;
  until: Date;
  asked_at: Date;
  approved_at: Date | null;
  approved_by: string | null;
  checked_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ending: string | null;
}

export async function lockGrant(db: Db, p: { id: number }): Promise<LockGrantRow | undefined> {
  const { rows } = await db.query<LockGrantRow>({ name: "access-grants.lockGrant", text: lockGrantSql, values: [p.id] });
  return rows[0];
}

const approveGrantSql = `update trunkline.access_grant set approved_at = now(), approved_by = $1, checked_at = now() where id = $2`;

export async function approveGrant(db: Db, p: { actor: string; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "access-grants.approveGrant", text: approveGrantSql, values: [p.actor, p.id] });
  return rowCount ?? 0;
}

const endGrantSql = `update trunkline.access_grant set ended_at = now(), ended_by = $1, ending = $2 where id = $3`;

export async function endGrant(db: Db, p: { actor: string; ending: string; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "access-grants.endGrant", text: endGrantSql, values: [p.actor, p.ending, p.id] });
  return rowCount ?? 0;
}

const grantCheckedSql = `update trunkline.access_grant set checked_at = now() where ticket = $1 and kind = $2 and ended_at is null`;

export async function grantChecked(db: Db, p: { ticket: string; kind: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "access-grants.grantChecked", text: grantCheckedSql, values: [p.ticket, p.kind] });
  return rowCount ?? 0;
}

const listGrantsSql = `select g.* from trunkline.access_grant g where $1::boolean or g.ended_at is null order by g.id desc limit $2::int`;

export interface ListGrantsRow {
  id: number;
  kind: string;
  ticket: string;
  grantee: string;
  actions: string[];
  project: string;
  pipelines: string[];
  tags: unknown;
  reason: string;
  until: Date;
  asked_at: Date;
  approved_at: Date | null;
  approved_by: string | null;
  checked_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ending: string | null;
}

/** Newest first. all: those that have ended, too. */
export async function listGrants(db: Db, p: { all: boolean; limit: number }): Promise<ListGrantsRow[]> {
  const { rows } = await db.query<ListGrantsRow>({ name: "access-grants.listGrants", text: listGrantsSql, values: [p.all, p.limit] });
  return rows;
}

const heldGrantsSql = `select g.* from trunkline.access_grant g
 where g.grantee = $1 and g.ended_at is null and g.approved_at is not null and g.until > now()
   and g.checked_at > now() - $2::bigint * interval '1 millisecond'
 order by g.id`;

export interface HeldGrantsRow {
  id: number;
  kind: string;
  ticket: string;
  grantee: string;
  actions: string[];
  project: string;
  pipelines: string[];
  tags: unknown;
  reason: string;
  until: Date;
  asked_at: Date;
  approved_at: Date | null;
  approved_by: string | null;
  checked_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ending: string | null;
}

/** Those of a person that hold now. A ticket that nobody could ask about for a while counts as closed. */
export async function heldGrants(db: Db, p: { grantee: string; freshMs: string | number | bigint }): Promise<HeldGrantsRow[]> {
  const { rows } = await db.query<HeldGrantsRow>({ name: "access-grants.heldGrants", text: heldGrantsSql, values: [p.grantee, p.freshMs] });
  return rows;
}

const allHeldGrantsSql = `select g.* from trunkline.access_grant g
 where g.ended_at is null and g.approved_at is not null and g.until > now()
   and g.checked_at > now() - $1::bigint * interval '1 millisecond'
 order by g.id`;

export interface AllHeldGrantsRow {
  id: number;
  kind: string;
  ticket: string;
  grantee: string;
  actions: string[];
  project: string;
  pipelines: string[];
  tags: unknown;
  reason: string;
  until: Date;
  asked_at: Date;
  approved_at: Date | null;
  approved_by: string | null;
  checked_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ending: string | null;
}

/** The same of everybody. */
export async function allHeldGrants(db: Db, p: { freshMs: string | number | bigint }): Promise<AllHeldGrantsRow[]> {
  const { rows } = await db.query<AllHeldGrantsRow>({ name: "access-grants.allHeldGrants", text: allHeldGrantsSql, values: [p.freshMs] });
  return rows;
}

const openGrantsSql = `select g.*, g.until <= now() as "over" from trunkline.access_grant g where g.ended_at is null order by g.id`;

export interface OpenGrantsRow {
  id: number;
  kind: string;
  ticket: string;
  grantee: string;
  actions: string[];
  project: string;
  pipelines: string[];
  tags: unknown;
  reason: string;
  until: Date;
  asked_at: Date;
  approved_at: Date | null;
  approved_by: string | null;
  checked_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ending: string | null;
  over: boolean;
}

/** That have not ended, with those whose time is over. */
export async function openGrants(db: Db): Promise<OpenGrantsRow[]> {
  const { rows } = await db.query<OpenGrantsRow>({ name: "access-grants.openGrants", text: openGrantsSql });
  return rows;
}

const liveRunGrantsSql = `select j.name as project, p.name as pipeline, g.run_id, trunkline.task_of_run(g.run_id, g.idx) as "task", g.attempt, g.resource,
       g.granted_at, g.expires_at, g.used_at
  from trunkline.run_grant g join trunkline.run r on r.id = g.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id join trunkline.project j on j.id = p.project_id
 where g.revoked_at is null and g.expires_at > now()
   and ($1::int[] is null or p.class_id = any ($1)) and ($2::text is null or j.name = $2)
 order by g.granted_at desc, g.run_id desc, g.idx, g.resource limit $3::int`;

export interface LiveRunGrantsRow {
  project: string;
  pipeline: string;
  run_id: string;
  task: string;
  attempt: number;
  resource: string;
  granted_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

/** What attempts of tasks may use now, newest first. */
export async function liveRunGrants(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<LiveRunGrantsRow[]> {
  const { rows } = await db.query<LiveRunGrantsRow>({ name: "access-grants.liveRunGrants", text: liveRunGrantsSql, values: [list(p.classes), p.project ?? null, p.limit] });
  return rows;
}
