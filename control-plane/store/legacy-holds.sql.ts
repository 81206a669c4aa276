// Generated from legacy-holds.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const putLegacyHoldsSql = `with put as (
  insert into trunkline.legacy_hold as h (project_id, wave, source, job, state, how, read_at, line, actor)
  select $1, $2, $3, x.job, x.state, $4, $5, x.line, $6
    from jsonb_to_recordset($7::jsonb) x(job text, state text, line text)
   order by x.job
  on conflict (project_id, wave, job, source) do update
     set state = excluded.state, how = excluded.how, read_at = excluded.read_at, line = excluded.line, actor = excluded.actor
   where excluded.read_at >= h.read_at
  returning 1)
select count(*)::int as "kept" from put`;

export interface PutLegacyHoldsRow {
  kept: number;
}

/** holds: each job once. A reading that is older than the one that is there changes nothing. */
export async function putLegacyHolds(db: Db, p: { project: number; wave: string; source: string; how: string; readAt: Date | string; actor: string; holds: unknown }): Promise<PutLegacyHoldsRow | undefined> {
  const { rows } = await db.query<PutLegacyHoldsRow>({ name: "legacy-holds.putLegacyHolds", text: putLegacyHoldsSql, values: [p.project, p.wave, p.source, p.how, p.readAt, p.actor, json(p.holds)] });
  return rows[0];
}

const listLegacyHoldsSql = `select h.wave, h.job, h.source, h.state, h.how, h.read_at, h.line, h.actor
  from trunkline.legacy_hold h
 where h.project_id = $1 and ($2::text is null or h.wave = $2)
 order by h.wave, h.job, h.source`;

export interface ListLegacyHoldsRow {
  wave: string;
  job: string;
  source: string;
  state: string;
  how: string;
  read_at: Date;
  line: string;
  actor: string;
}

export async function listLegacyHolds(db: Db, p: { project: number; wave?: string | null | undefined }): Promise<ListLegacyHoldsRow[]> {
  const { rows } = await db.query<ListLegacyHoldsRow>({ name: "legacy-holds.listLegacyHolds", text: listLegacyHoldsSql, values: [p.project, p.wave ?? null] });
  return rows;
}

const judgeHeldSql = `select trunkline.ask_waits(array_agg(r.id), array_fill(-1, array[count(*)::int]))
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where p.project_id = $1 and p.wave = $2 and p.hold_within is not null and r.state = 'waiting' and r.gated
having count(*) > 0`;

/** Has runs of a wave that wait judged again: what is known of its holds has changed. */
export async function judgeHeld(db: Db, p: { project: number; wave: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-holds.judgeHeld", text: judgeHeldSql, values: [p.project, p.wave] });
  return rowCount ?? 0;
}
