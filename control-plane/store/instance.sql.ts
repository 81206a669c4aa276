// Generated from instance.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const knowInstanceSql = `select trunkline.know_instance($1, $2) as "reason"`;

export interface KnowInstanceRow {
  reason: string | null;
}

export async function knowInstance(db: Db, p: { place?: string | null | undefined; copy: boolean }): Promise<KnowInstanceRow | undefined> {
  const { rows } = await db.query<KnowInstanceRow>({ name: "instance.knowInstance", text: knowInstanceSql, values: [p.place ?? null, p.copy] });
  return rows[0];
}

const restoredCopySql = `select i.restored_at as "restored_at", i.reason as "reason" from trunkline.instance i where i.restored_at is not null`;

export interface RestoredCopyRow {
  restored_at: Date;
  reason: string;
}

/** No row: it is none, or was released. */
export async function restoredCopy(db: Db): Promise<RestoredCopyRow | undefined> {
  const { rows } = await db.query<RestoredCopyRow>({ name: "instance.restoredCopy", text: restoredCopySql });
  return rows[0];
}

const lockRestoredSql = `select i.restored_at as "restored_at" from trunkline.instance i where i.restored_at is not null for update`;

export interface LockRestoredRow {
  restored_at: Date;
}

/** Two releases at once: the second finds nothing to release. */
export async function lockRestored(db: Db): Promise<LockRestoredRow | undefined> {
  const { rows } = await db.query<LockRestoredRow>({ name: "instance.lockRestored", text: lockRestoredSql });
  return rows[0];
}

const releaseCopySql = `select r.held as "held", r.failed as "failed" from trunkline.release_copy($1, $2, $3) r`;

export interface ReleaseCopyRow {
  held: number;
  failed: number;
}

export async function releaseCopy(db: Db, p: { hold: boolean; actor: string; reason: string }): Promise<ReleaseCopyRow | undefined> {
  const { rows } = await db.query<ReleaseCopyRow>({ name: "instance.releaseCopy", text: releaseCopySql, values: [p.hold, p.actor, p.reason] });
  return rows[0];
}
