// The record of an act, written in its transaction: the one way into the audit.

import type { AuditAct } from "#core/audit/acts.ts";
import { type ActorKind, nowActing } from "./acting.ts";
import { insertAudit } from "./audit.sql.ts";
import type { Db } from "./connect.ts";

export interface AuditEntry {
  actor: string;
  act: AuditAct;
  /** What it was done to: a project, `project/pipeline`, a run's id, a token's prefix … */
  subject: string;
  /** How the actor is known; when left out, as the request that is under way knows them, else `system`. */
  kind?: ActorKind;
  /** When left out, what `detail.reason` says. */
  reason?: string | null;
  /** When left out, that of the request under way. */
  requestId?: string | null;
  /** A commit; when left out, what `detail.commit` says. */
  revision?: string | null;
  /** Never a secret's value: records are kept for good. */
  detail?: object;
}

/**
 * Puts an act on record. `db` must be the transaction that acts: neither stands without the other.
 * @returns the record's number
 */
export async function writeAudit(db: Db, entry: AuditEntry): Promise<number> {
  const { actor, act, subject, reason = null, revision = null, detail = {} } = entry;
  const by = knownOf(actor);
  const row = await insertAudit(db, {
    ...{ actor, act, subject, reason, revision, detail },
    kind: entry.kind ?? by.kind,
    requestId: entry.requestId ?? by.requestId,
  });
  return Number(row?.id);
}

/** For statements that write their record themselves. Whoever else is named within a request acts by themselves. */
export function knownOf(actor: string): { kind: ActorKind; requestId: string | null } {
  const who = nowActing();
  return { kind: who?.name === actor ? who.kind : "system", requestId: who?.requestId ?? null };
}
