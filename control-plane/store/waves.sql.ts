// Generated from waves.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const lowerWavesSql = `select l.id, l.name, l.branch, l.path, (l.rules -> 'sync' ->> 'wave')::int as "wave", l.sync_state, l.unsynced_at,
       (select count(*) from trunkline.pipeline_source s where s.project_id = l.id and s.broken)::int as "broken",
       h.actor as "held_by", clock_timestamp() as "now"
  from trunkline.project p
  join trunkline.project l on l.repository = p.repository and l.registration in ('registered', 'broken')
   and (l.rules -> 'sync' ->> 'wave')::int < (p.rules -> 'sync' ->> 'wave')::int
   and (l.rules -> 'sync' ->> 'rollout') is not distinct from (p.rules -> 'sync' ->> 'rollout')
  left join trunkline.sync_hold h on h.project_id = l.id and (h.until is null or h.until > clock_timestamp())
 where p.id = $1
 order by "wave", l.name`;

export interface LowerWavesRow {
  id: number;
  name: string;
  branch: string;
  path: string;
  wave: number;
  sync_state: string;
  unsynced_at: Date | null;
  broken: number;
  held_by: string | null;
  now: Date;
}

/** Projects of a lower wave that follow the same repository, in the same rollout, as they stand. */
export async function lowerWaves(db: Db, p: { project: number }): Promise<LowerWavesRow[]> {
  const { rows } = await db.query<LowerWavesRow>({ name: "waves.lowerWaves", text: lowerWavesSql, values: [p.project] });
  return rows;
}

const newestRevisionsSql = `select r.id, r.commit_oid, r.tree_oid, r.applied_at
  from trunkline.revision r where r.project_id = $1 order by r.id desc limit $2`;

export interface NewestRevisionsRow {
  id: number;
  commit_oid: string;
  tree_oid: string;
  applied_at: Date;
}

/** Newest first. */
export async function newestRevisions(db: Db, p: { project: number; limit: string | number | bigint }): Promise<NewestRevisionsRow[]> {
  const { rows } = await db.query<NewestRevisionsRow>({ name: "waves.newestRevisions", text: newestRevisionsSql, values: [p.project, p.limit] });
  return rows;
}

const failedSinceSql = `select n.id
  from trunkline.pipeline p
 cross join lateral (
    select d.pipeline_revision_id, r.applied_at
      from trunkline.deployment d join trunkline.revision r on r.id = d.revision_id
     where d.pipeline_id = p.id and d.revision_id > $1 and d.revision_id <= $2
     order by d.revision_id desc limit 1) c
  join trunkline.run n on n.pipeline_id = p.id and n.pipeline_revision_id = c.pipeline_revision_id
   and n.created_at >= c.applied_at and n.state = 'failed'
 where p.project_id = $3
   and not exists (select from trunkline.run m
                    where m.pipeline_id = n.pipeline_id and m.slot = n.slot and m.generation > n.generation
                      and m.state in ('succeeded', 'skipped'))
 order by n.id limit 10`;

export interface FailedSinceRow {
  id: string;
}

/**
 * Runs that failed of what a project's revisions after one, up to another, changed: of each pipeline as the newest of them
 * has it, made since, and not made good by a later generation of their slot.
 */
export async function failedSince(db: Db, p: { after: number; upTo: number; project: number }): Promise<FailedSinceRow[]> {
  const { rows } = await db.query<FailedSinceRow>({ name: "waves.failedSince", text: failedSinceSql, values: [p.after, p.upTo, p.project] });
  return rows;
}

const wavesWithSql = `select l.name, (l.rules -> 'sync' ->> 'wave')::int as "wave", l.rules -> 'sync' ->> 'soak' as "soak"
  from trunkline.project p
  join trunkline.project l on l.repository = p.repository and l.registration in ('registered', 'broken')
   and l.rules -> 'sync' -> 'wave' is not null and p.rules -> 'sync' -> 'wave' is not null
   and (l.rules -> 'sync' ->> 'rollout') is not distinct from (p.rules -> 'sync' ->> 'rollout')
 where p.id = $1
 order by "wave", l.name`;

export interface WavesWithRow {
  name: string;
  wave: number;
  soak: string | null;
}

/** The projects among whose waves a project is, itself included, in the order in which a commit reaches them. */
export async function wavesWith(db: Db, p: { project: number }): Promise<WavesWithRow[]> {
  const { rows } = await db.query<WavesWithRow>({ name: "waves.wavesWith", text: wavesWithSql, values: [p.project] });
  return rows;
}
