// Robots' tokens: made, found by what a request carries, replaced with an overlap, revoked. A token is shown once, when it
// is made; the database keeps a digest.

import type pg from "pg";
import type { Identity } from "#core/access/identity.ts";
import { type TokenParts, writeToken } from "#core/access/token.ts";
import type { Db } from "#store/connect.ts";
import {
  addToken,
  type LockTokenRow,
  lockToken,
  noteTokenUse,
  putRobot,
  replaceToken,
  revokeToken,
  tokenById,
} from "#store/tokens.sql.ts";
import { digestOf, hasDigest, newTokenParts } from "./secret-digest.ts";

/** So often is noted that a token was used: a request a millisecond must not be a write a millisecond. */
const noteAfterMs = "600000";

export interface NewToken {
  robot: string;
  /** Names of actions; null: whatever the robot may. */
  scopes: readonly string[] | null;
  lifeMs: number;
}

/** The token is in no log and no table: whoever asked for it has the only copy. */
export interface MadeToken {
  id: string;
  token: string;
  expiresAt: Date;
}

export async function createToken(
  db: Db,
  { robot, scopes, lifeMs }: NewToken,
  actor: string,
): Promise<MadeToken> {
  const parts = newTokenParts();
  await putRobot(db, { name: robot, actor });
  const row = await addToken(db, {
    ...{ id: parts.id, robot, digest: digestOf(parts.secret), actor },
    scopes: scopes === null ? null : [...scopes],
    lifeMs: String(lifeMs),
  });
  if (row === undefined) throw new Error("an insert gave no row");
  return { id: parts.id, token: writeToken(parts), expiresAt: row.expires_at };
}

/** Whose it is; null when it is nobody's, has expired or was revoked: on every server at once, nothing is remembered. */
export async function robotOf(pool: pg.Pool, { id, secret }: TokenParts): Promise<Identity | null> {
  const row = await tokenById(pool, { id, noteAfterMs });
  if (row === undefined || !hasDigest(secret, row.digest)) return null;
  if (row.stale) await noteTokenUse(pool, { id, noteAfterMs });
  return { kind: "robot", name: row.robot, groups: [], mfa: false, scopes: row.scopes };
}

/** Why a token can't be replaced. */
export type NotRotated = "unknown" | "revoked" | "expired" | "replaced";

export interface Rotated extends MadeToken {
  robot: string;
  scopes: string[] | null;
  /** Until when the one before can still be used. */
  overlapUntil: Date;
}

/** A new one with the same robot, scopes and length of life; the old one goes on for the overlap. In a transaction. */
export async function rotateToken(
  db: Db,
  id: string,
  overlapMs: number,
  actor: string,
): Promise<Rotated | NotRotated> {
  const old = await lockToken(db, { id });
  if (old === undefined) return "unknown";
  const fault = notUsable(old);
  if (fault !== null) return fault;
  const { robot, scopes } = old;
  const made = await createToken(db, { robot, scopes, lifeMs: Number(old.life_ms) }, actor);
  const row = await replaceToken(db, { id, by: made.id, overlapMs: String(overlapMs) });
  return { ...made, robot, scopes, overlapUntil: row?.expires_at ?? made.expiresAt };
}

function notUsable(old: LockTokenRow): NotRotated | null {
  if (old.revoked_at !== null) return "revoked";
  if (old.replaced_by !== null) return "replaced";
  return old.expired ? "expired" : null;
}

/** False when there is none. A second time changes nothing. */
export async function endToken(db: Db, id: string): Promise<{ robot: string } | null> {
  const row = await revokeToken(db, { id });
  return row === undefined ? null : { robot: row.robot };
}
