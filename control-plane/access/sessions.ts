// Sessions of people: opened by a login, found by what a request carries, ended by a logout, by time, or with the person.

import type pg from "pg";
import type { Identity } from "#core/access/identity.ts";
import { type TokenParts, writeToken } from "#core/access/token.ts";
import type { Db } from "#store/connect.ts";
import {
  addSession,
  dropSessions,
  noteSession,
  putPerson,
  sessionById,
} from "#store/sessions.sql.ts";
import { digestOf, hasDigest, newTokenParts } from "./secret-digest.ts";

/** In a cookie of a browser, or as bearer of the command line: neither is taken in the other's place. */
export type SessionKind = "browser" | "command";

export interface SessionTimes {
  /** Without a request for so long it is over. */
  idleMs: number;
  /** So long after the login it is over: groups are as of the login. */
  lifeMs: number;
}

export const sessionDefaults: SessionTimes = { idleMs: 2 * 3_600_000, lifeMs: 12 * 3_600_000 };

export interface OpenedSession {
  id: string;
  /** What the browser or the command keeps; the database has a digest. */
  secret: string;
  expiresAt: Date;
}

/** The account at the provider: a name belongs to the first one that comes with it. */
export interface Account {
  issuer: string;
  subject: string;
}

/** In a transaction. Null where the name is another account's. */
export async function openSession(
  db: Db,
  kind: SessionKind,
  person: Identity,
  { issuer, subject }: Account,
  { lifeMs }: SessionTimes,
): Promise<OpenedSession | null> {
  const { name, groups, mfa } = person;
  if ((await putPerson(db, { name, issuer, subject })) === undefined) return null;
  await dropSessions(db);
  const parts = newTokenParts();
  const row = await addSession(db, {
    ...{ id: parts.id, kind, digest: digestOf(parts.secret), person: name },
    ...{ groups: [...groups], mfa, lifeMs: String(lifeMs) },
  });
  if (row === undefined) throw new Error("an insert gave no row");
  return { id: parts.id, secret: writeToken(parts), expiresAt: row.expires_at };
}

/** Whose it is; null when it is nobody's or over, on every server at once: nothing is remembered. */
export async function personOf(
  pool: pg.Pool,
  kind: SessionKind,
  { id, secret }: TokenParts,
  { idleMs }: SessionTimes,
): Promise<Identity | null> {
  const row = await sessionById(pool, { id, idleMs: String(idleMs) });
  if (row === undefined || row.kind !== kind || !hasDigest(secret, row.digest)) return null;
  if (row.stale) await noteSession(pool, { id });
  return { kind: "user", name: row.person, groups: row.groups, mfa: row.mfa, scopes: null };
}
