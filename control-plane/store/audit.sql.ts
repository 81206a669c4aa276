// Generated from audit.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const insertAuditSql = `select trunkline.write_audit($1, $2, $3, $4, $5, $6, $7, $8) as "id"`;

export interface InsertAuditRow {
  id: string;
}

/** Through write-audit.ts, which fills in who is acting. */
export async function insertAudit(db: Db, p: { actor: string; kind?: string | null | undefined; act: string; subject: string; reason?: string | null | undefined; requestId?: string | null | undefined; revision?: string | null | undefined; detail?: unknown | null | undefined }): Promise<InsertAuditRow | undefined> {
  const { rows } = await db.query<InsertAuditRow>({ name: "audit.insertAudit", text: insertAuditSql, values: [p.actor, p.kind ?? null, p.act, p.subject, p.reason ?? null, p.requestId ?? null, p.revision ?? null, json(p.detail)] });
  return rows[0];
}
