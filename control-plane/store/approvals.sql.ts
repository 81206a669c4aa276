// Generated from approvals.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const askApprovalsSql = `insert into trunkline.approval (run_id, idx)
select * from unnest($1::bigint[], $2::int[]) order by 1, 2
on conflict do nothing`;

export async function askApprovals(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "approvals.askApprovals", text: askApprovalsSql, values: [p.runs, list(p.idxs)] });
  return rowCount ?? 0;
}

const votesOfSql = `select a.run_id, a.idx, a.asked_at, v.actor as "actor", v.approved as "approved", v.reason as "reason"
  from trunkline.approval a left join trunkline.vote v on v.run_id = a.run_id and v.idx = a.idx
 where (a.run_id, a.idx) in (select * from unnest($1::bigint[], $2::int[]))
 order by a.run_id, a.idx, v.at`;

export interface VotesOfRow {
  run_id: string;
  idx: number;
  asked_at: Date;
  actor: string | null;
  approved: boolean | null;
  reason: string | null;
}

/** Approvals that were asked for, one row for each answer to them; without answers one row. */
export async function votesOf(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<VotesOfRow[]> {
  const { rows } = await db.query<VotesOfRow>({ name: "approvals.votesOf", text: votesOfSql, values: [p.runs, list(p.idxs)] });
  return rows;
}

const lockAskedSql = `select t.idx from trunkline.task_run t join trunkline.approval a on a.run_id = t.run_id and a.idx = t.idx
 where t.run_id = $1 and t.idx = any ($2::int[]) and t.state = 'waiting' and t.remaining = 0
 order by t.idx for update of t`;

export interface LockAskedRow {
  idx: number;
}

/** Of these tasks of a run those that wait for an approval; they keep waiting until the transaction ends. */
export async function lockAsked(db: Db, p: { run: string | number | bigint; idxs: readonly number[] }): Promise<LockAskedRow[]> {
  const { rows } = await db.query<LockAskedRow>({ name: "approvals.lockAsked", text: lockAskedSql, values: [p.run, list(p.idxs)] });
  return rows;
}

const voteSql = `with voted as (
  insert into trunkline.vote (run_id, idx, actor, approved, reason)
  select $1::bigint, i, $2, $3, $4::text from unnest($5::int[]) i
  on conflict do nothing
  returning run_id, idx),
asked as (select trunkline.ask_waits(array_agg(run_id), array_agg(idx)) from voted)
select v.idx from voted v, asked`;

export interface VoteRow {
  idx: number;
}

/** Answers, and has the tasks judged; returns those that this person had not answered yet. */
export async function vote(db: Db, p: { run: string | number | bigint; actor: string; approved: boolean; reason?: string | null | undefined; idxs: readonly number[] }): Promise<VoteRow[]> {
  const { rows } = await db.query<VoteRow>({ name: "approvals.vote", text: voteSql, values: [p.run, p.actor, p.approved, p.reason ?? null, list(p.idxs)] });
  return rows;
}

const openApprovalsSql = `select a.run_id, a.idx, a.asked_at, p.name as pipeline, j.name as project, r.business_date::text as "date",
       s.spec::json as spec, (select count(*)::int from trunkline.vote v where v.run_id = a.run_id and v.idx = a.idx) as "votes"
  from trunkline.run r
  join trunkline.approval a on a.run_id = r.id
  join trunkline.task_run t on t.run_id = a.run_id and t.idx = a.idx and t.state = 'waiting'
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
 where r.finished_at is null and ($1::int[] is null or p.class_id = any ($1)) and ($2::text is null or j.name = $2)
 order by a.asked_at, a.run_id, a.idx
 limit $3::int`;

export interface OpenApprovalsRow {
  run_id: string;
  idx: number;
  asked_at: Date;
  pipeline: string;
  project: string;
  date: string;
  spec: unknown;
  votes: number;
}

/** Tasks that wait for an approval, the oldest first. */
export async function openApprovals(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<OpenApprovalsRow[]> {
  const { rows } = await db.query<OpenApprovalsRow>({ name: "approvals.openApprovals", text: openApprovalsSql, values: [list(p.classes), p.project ?? null, p.limit] });
  return rows;
}

const recordExpirySql = `select trunkline.write_audit('deadline', 'system', 'approval', $1::text, null, null, null, $2::jsonb)
 where not exists (select from trunkline.audit a
                    where a.subject = $1::text and a.act = 'approval' and a.detail = $2::jsonb)`;

/** What became of an approval by its deadline. */
export async function recordExpiry(db: Db, p: { run: string; detail: unknown }): Promise<number> {
  const { rowCount } = await db.query({ name: "approvals.recordExpiry", text: recordExpirySql, values: [p.run, json(p.detail)] });
  return rowCount ?? 0;
}
