// Generated from logs.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const appendLogSql = `insert into trunkline.log_chunk (run_id, idx, attempt, seq, content)
select * from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bytea[])
on conflict do nothing`;

export async function appendLog(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; attempts: readonly number[]; seqs: readonly number[]; contents: readonly Uint8Array[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "logs.appendLog", text: appendLogSql, values: [p.runs, p.idxs, p.attempts, p.seqs, p.contents] });
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
