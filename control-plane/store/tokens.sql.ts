// Generated from tokens.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putRobotSql = `insert into trunkline.robot (name, created_by) values ($1, $2) on conflict do nothing`;

export async function putRobot(db: Db, p: { name: string; actor: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "tokens.putRobot", text: putRobotSql, values: [p.name, p.actor] });
  return rowCount ?? 0;
}

const addTokenSql = `insert into trunkline.api_token (id, robot, digest, scopes, created_by, expires_at)
values ($1, $2, $3, $4::text[], $5, now() + $6::bigint * interval '1 millisecond')
returning *`;

export interface AddTokenRow {
  id: string;
  robot: string;
  digest: Buffer;
  scopes: string[] | null;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  replaced_by: string | null;
}

export async function addToken(db: Db, p: { id: string; robot: string; digest: Uint8Array; scopes?: readonly string[] | null | undefined; actor: string; lifeMs: string | number | bigint }): Promise<AddTokenRow | undefined> {
  const { rows } = await db.query<AddTokenRow>({ name: "tokens.addToken", text: addTokenSql, values: [p.id, p.robot, p.digest, texts(p.scopes), p.actor, p.lifeMs] });
  return rows[0];
}

const tokenByIdSql = `select t.id, t.robot, t.digest, t.scopes,
       coalesce(t.last_used_at < now() - $1::bigint * interval '1 millisecond', true) as "stale"
  from trunkline.api_token t
 where t.id = $2 and t.revoked_at is null and t.expires_at > now()`;

export interface TokenByIdRow {
  id: string;
  robot: string;
  digest: Buffer;
  scopes: string[] | null;
  stale: boolean;
}

/** Of a token that can be used now; whether anybody saw it of late tells if it is worth to note that it was used. */
export async function tokenById(db: Db, p: { noteAfterMs: string | number | bigint; id: string }): Promise<TokenByIdRow | undefined> {
  const { rows } = await db.query<TokenByIdRow>({ name: "tokens.tokenById", text: tokenByIdSql, values: [p.noteAfterMs, p.id] });
  return rows[0];
}

const noteTokenUseSql = `update trunkline.api_token set last_used_at = now()
 where id = $1 and coalesce(last_used_at < now() - $2::bigint * interval '1 millisecond', true)`;

export async function noteTokenUse(db: Db, p: { id: string; noteAfterMs: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "tokens.noteTokenUse", text: noteTokenUseSql, values: [p.id, p.noteAfterMs] });
  return rowCount ?? 0;
}

const listTokensSql = `select t.id, t.robot, t.scopes, t.created_at, t.created_by, t.expires_at, t.last_used_at, t.revoked_at, t.replaced_by,
       (t.revoked_at is null and t.expires_at > now()) as "usable"
  from trunkline.api_token t
 where ($1::text is null or t.robot = $1)
   and ($2::bool or (t.revoked_at is null and t.expires_at > now()))
 order by t.created_at desc, t.id`;

export interface ListTokensRow {
  id: string;
  robot: string;
  scopes: string[] | null;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  replaced_by: string | null;
  usable: boolean;
}

/** Newest first; those that can't be used any more only when asked for. */
export async function listTokens(db: Db, p: { robot?: string | null | undefined; all: boolean }): Promise<ListTokensRow[]> {
  const { rows } = await db.query<ListTokensRow>({ name: "tokens.listTokens", text: listTokensSql, values: [p.robot ?? null, p.all] });
  return rows;
}

const lockTokenSql = `select t.*, (extract(epoch from t.expires_at - t.created_at) * 1000)::bigint as "life_ms",
       t.expires_at <= now() as "expired"
  from trunkline.api_token t where t.id = $1 for update`;

export interface LockTokenRow {
  id: string;
  robot: string;
  digest: Buffer;
  scopes: string[] | null;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  replaced_by: string | null;
  life_ms: string;
  expired: boolean;
}

export async function lockToken(db: Db, p: { id: string }): Promise<LockTokenRow | undefined> {
  const { rows } = await db.query<LockTokenRow>({ name: "tokens.lockToken", text: lockTokenSql, values: [p.id] });
  return rows[0];
}

const replaceTokenSql = `update trunkline.api_token
   set replaced_by = $1, expires_at = greatest(created_at + interval '1 microsecond',
                                                least(expires_at, now() + $2::bigint * interval '1 millisecond'))
 where id = $3
returning expires_at`;

export interface ReplaceTokenRow {
  expires_at: Date;
}

/** It goes on for the overlap at most, never longer than before. */
export async function replaceToken(db: Db, p: { by: string; overlapMs: string | number | bigint; id: string }): Promise<ReplaceTokenRow | undefined> {
  const { rows } = await db.query<ReplaceTokenRow>({ name: "tokens.replaceToken", text: replaceTokenSql, values: [p.by, p.overlapMs, p.id] });
  return rows[0];
}

const revokeTokenSql = `update trunkline.api_token set revoked_at = coalesce(revoked_at, now()) where id = $1 returning *`;

export interface RevokeTokenRow {
  id: string;
  robot: string;
  digest: Buffer;
  scopes: string[] | null;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  replaced_by: string | null;
}

export async function revokeToken(db: Db, p: { id: string }): Promise<RevokeTokenRow | undefined> {
  const { rows } = await db.query<RevokeTokenRow>({ name: "tokens.revokeToken", text: revokeTokenSql, values: [p.id] });
  return rows[0];
}

const countUsableTokensSql = `select count(*)::int as "count" from trunkline.api_token t where t.revoked_at is null and t.expires_at > now()`;

export interface CountUsableTokensRow {
  count: number;
}

export async function countUsableTokens(db: Db): Promise<CountUsableTokensRow | undefined> {
  const { rows } = await db.query<CountUsableTokensRow>({ name: "tokens.countUsableTokens", text: countUsableTokensSql });
  return rows[0];
}
