// Generated from logs.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const appendLogSql = `insert into trunkline.log_chunk (run_id, idx, attempt, seq, content)
select * from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bytea[])
on conflict do nothing`;

export async function appendLog(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; attempts: readonly number[]; seqs: readonly number[]; contents: readonly Uint8Array[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "logs.appendLog", text: appendLogSql, values: [p.runs, list(p.idxs), list(p.attempts), list(p.seqs), p.contents] });
  return rowCount ?? 0;
}

const readLogSql = `select c.idx, c.attempt, c.seq, c.content
  from trunkline.log_chunk c
 where c.run_id = $1 and c.idx = $2 and (c.attempt, c.seq) > ($3, $4)
 order by c.attempt, c.seq limit $5`;

export interface ReadLogRow {
  idx: number;
  attempt: number;
  seq: number;
  content: Buffer;
}

/** Chunks of one task of a run after a position (attempt, seq), in order. */
export async function readLog(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; seq: number; limit: string | number | bigint }): Promise<ReadLogRow[]> {
  const { rows } = await db.query<ReadLogRow>({ name: "logs.readLog", text: readLogSql, values: [p.run, p.idx, p.attempt, p.seq, p.limit] });
  return rows;
}

const logOfRunSql = `select c.idx, c.attempt, max(c.seq) as "seq", sum(octet_length(c.content)) as "bytes", min(c.at) as "since"
  from trunkline.log_chunk c where c.run_id = $1 group by c.idx, c.attempt order by min(c.at)`;

export interface LogOfRunRow {
  idx: number;
  attempt: number;
  seq: number;
  bytes: string;
  since: Date;
}

/** Where a run has output: tasks and attempts with their number of chunks and bytes. */
export async function logOfRun(db: Db, p: { run: string | number | bigint }): Promise<LogOfRunRow[]> {
  const { rows } = await db.query<LogOfRunRow>({ name: "logs.logOfRun", text: logOfRunSql, values: [p.run] });
  return rows;
}

const readLogsSql = `select c.idx, c.attempt, c.seq, c.content
  from unnest($1::int[], $2::int[], $3::int[]) with ordinality p(idx, attempt, seq, n)
 cross join lateral (
   select l.idx, l.attempt, l.seq, l.content from trunkline.log_chunk l
    where l.run_id = $4 and l.idx = p.idx and (l.attempt, l.seq) > (p.attempt, p.seq)
    order by l.attempt, l.seq limit $5) c
 order by p.n, c.attempt, c.seq limit $6`;

export interface ReadLogsRow {
  idx: number;
  attempt: number;
  seq: number;
  content: Buffer;
}

/** Chunks of several tasks, each after its own position; at most perTask of each, so that none starves the others. */
export async function readLogs(db: Db, p: { idxs: readonly number[]; attempts: readonly number[]; seqs: readonly number[]; run: string | number | bigint; perTask: string | number | bigint; limit: string | number | bigint }): Promise<ReadLogsRow[]> {
  const { rows } = await db.query<ReadLogsRow>({ name: "logs.readLogs", text: readLogsSql, values: [list(p.idxs), list(p.attempts), list(p.seqs), p.run, p.perTask, p.limit] });
  return rows;
}

const readRunLogSql = `select c.idx, c.attempt, c.seq, c.content from trunkline.log_chunk c
 where c.run_id = $1 and (c.idx, c.attempt, c.seq) > ($2, $3, $4)
   and ($5::int is null or c.attempt = $5)
   and ($6::int is null or c.idx = $6)
 order by c.idx, c.attempt, c.seq limit $7`;

export interface ReadRunLogRow {
  idx: number;
  attempt: number;
  seq: number;
  content: Buffer;
}

/** Chunks of a whole run after a position, by task. */
export async function readRunLog(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; seq: number; onlyAttempt?: number | null | undefined; onlyTask?: number | null | undefined; limit: string | number | bigint }): Promise<ReadRunLogRow[]> {
  const { rows } = await db.query<ReadRunLogRow>({ name: "logs.readRunLog", text: readRunLogSql, values: [p.run, p.idx, p.attempt, p.seq, p.onlyAttempt ?? null, p.onlyTask ?? null, p.limit] });
  return rows;
}
