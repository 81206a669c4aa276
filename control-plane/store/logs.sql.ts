// Generated from logs.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const appendLogSql = `insert into trunkline.log_chunk (run_id, idx, attempt, seq, content, day)
select c.run_id, c.idx, c.attempt, c.seq, c.content,
       (coalesce((select t.started_at from trunkline.task_run t
                   where t.run_id = c.run_id and t.idx = c.idx and t.attempt = c.attempt), now()) at time zone 'utc')::date
  from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bytea[])
       c(run_id, idx, attempt, seq, content)
on conflict do nothing`;

/** May be sent twice: the day is that of the attempt's begin, which stays the same. */
export async function appendLog(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; attempts: readonly number[]; seqs: readonly number[]; contents: readonly Uint8Array[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "logs.appendLog", text: appendLogSql, values: [p.runs, list(p.idxs), list(p.attempts), list(p.seqs), p.contents] });
  return rowCount ?? 0;
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

const chunksOfAttemptSql = `select c.seq, c.at, c.content from trunkline.log_chunk c
 where c.run_id = $1 and c.idx = $2 and c.attempt = $3 order by c.seq`;

export interface ChunksOfAttemptRow {
  seq: number;
  at: Date;
  content: Buffer;
}

export async function chunksOfAttempt(db: Db, p: { run: string | number | bigint; idx: number; attempt: number }): Promise<ChunksOfAttemptRow[]> {
  const { rows } = await db.query<ChunksOfAttemptRow>({ name: "logs.chunksOfAttempt", text: chunksOfAttemptSql, values: [p.run, p.idx, p.attempt] });
  return rows;
}

const archiveAttemptSql = `with filed as (
  insert into trunkline.log_file (run_id, idx, attempt, path, since, seqs, lengths)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (run_id, idx, attempt) do nothing
  returning run_id, idx, attempt, seqs)
delete from trunkline.log_chunk c using filed f
 where c.run_id = f.run_id and c.idx = f.idx and c.attempt = f.attempt and c.seq = any (f.seqs)`;

/** The file is there: its rows go, in one transaction with its name. */
export async function archiveAttempt(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; path: string; since: Date | string; seqs: readonly number[]; lengths: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "logs.archiveAttempt", text: archiveAttemptSql, values: [p.run, p.idx, p.attempt, p.path, p.since, list(p.seqs), list(p.lengths)] });
  return rowCount ?? 0;
}

const logFilesOfRunSql = `select f.idx, f.attempt, f.path, f.seqs, f.lengths from trunkline.log_file f
 where f.run_id = $1 and ($2::int is null or f.attempt = $2)
   and ($3::int is null or f.idx = $3)
 order by f.idx, f.attempt`;

export interface LogFilesOfRunRow {
  idx: number;
  attempt: number;
  path: string;
  seqs: number[];
  lengths: number[];
}

/** What a run wrote that is in the archive. */
export async function logFilesOfRun(db: Db, p: { run: string | number | bigint; onlyAttempt?: number | null | undefined; onlyTask?: number | null | undefined }): Promise<LogFilesOfRunRow[]> {
  const { rows } = await db.query<LogFilesOfRunRow>({ name: "logs.logFilesOfRun", text: logFilesOfRunSql, values: [p.run, p.onlyAttempt ?? null, p.onlyTask ?? null] });
  return rows;
}
