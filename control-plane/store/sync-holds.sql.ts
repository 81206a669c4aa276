// Generated from sync-holds.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const placeSyncHoldSql = `insert into trunkline.sync_hold (project_id, commit_oid, actor, reason, until)
values ($1, $2, $3, $4, $5)
on conflict (project_id) do update set commit_oid = excluded.commit_oid, actor = excluded.actor, reason = excluded.reason,
  until = excluded.until, since = now()`;

/** Another hold of the project gives way to it. */
export async function placeSyncHold(db: Db, p: { project: number; commit?: string | null | undefined; actor: string; reason: string; until?: Date | string | null | undefined }): Promise<number> {
  const { rowCount } = await db.query({ name: "sync-holds.placeSyncHold", text: placeSyncHoldSql, values: [p.project, p.commit ?? null, p.actor, p.reason, p.until ?? null] });
  return rowCount ?? 0;
}

const endSyncHoldSql = `delete from trunkline.sync_hold where project_id = $1 returning actor, reason`;

export interface EndSyncHoldRow {
  actor: string;
  reason: string;
}

/** No row: the project was not held. */
export async function endSyncHold(db: Db, p: { project: number }): Promise<EndSyncHoldRow | undefined> {
  const { rows } = await db.query<EndSyncHoldRow>({ name: "sync-holds.endSyncHold", text: endSyncHoldSql, values: [p.project] });
  return rows[0];
}

const expireSyncHoldSql = `with ended as (delete from trunkline.sync_hold h where h.project_id = $1 and h.until <= now() returning h.*)
select trunkline.write_audit(e.actor, 'system', 'release', p.name, null, null, null,
         jsonb_build_object('commit', e.commit_oid, 'reason', e.reason, 'until', e.until, 'expired', true))
  from ended e join trunkline.project p on p.id = e.project_id`;

/** Ends one whose time has come, on record. */
export async function expireSyncHold(db: Db, p: { project: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "sync-holds.expireSyncHold", text: expireSyncHoldSql, values: [p.project] });
  return rowCount ?? 0;
}

const syncHoldOfSql = `select h.commit_oid, h.actor, h.reason, h.since, h.until from trunkline.sync_hold h
 where h.project_id = $1 and (h.until is null or h.until > now())`;

export interface SyncHoldOfRow {
  commit_oid: string | null;
  actor: string;
  reason: string;
  since: Date;
  until: Date | null;
}

export async function syncHoldOf(db: Db, p: { project: number }): Promise<SyncHoldOfRow | undefined> {
  const { rows } = await db.query<SyncHoldOfRow>({ name: "sync-holds.syncHoldOf", text: syncHoldOfSql, values: [p.project] });
  return rows[0];
}

const deployedCommitsSql = `select r.commit_oid as "commit_oid" from trunkline.revision r
 where r.project_id = $1 and starts_with(r.commit_oid, $2)
 group by r.commit_oid order by max(r.id) desc limit 2`;

export interface DeployedCommitsRow {
  commit_oid: string;
}

/** Commits of a project that were deployed, by their first digits; the newest first. */
export async function deployedCommits(db: Db, p: { project: number; prefix: string }): Promise<DeployedCommitsRow[]> {
  const { rows } = await db.query<DeployedCommitsRow>({ name: "sync-holds.deployedCommits", text: deployedCommitsSql, values: [p.project, p.prefix] });
  return rows;
}
