// Generated from sessions.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putPersonSql = `insert into trunkline.person (name, issuer, subject) values ($1, $2, $3)
on conflict (name) do update set last_login = now()
 where person.issuer = excluded.issuer and person.subject = excluded.subject
returning name`;

export interface PutPersonRow {
  name: string;
}

/** Nothing where the name is another account's. */
export async function putPerson(db: Db, p: { name: string; issuer: string; subject: string }): Promise<PutPersonRow | undefined> {
  const { rows } = await db.query<PutPersonRow>({ name: "sessions.putPerson", text: putPersonSql, values: [p.name, p.issuer, p.subject] });
  return rows[0];
}

const addSessionSql = `insert into trunkline.session (id, kind, digest, person, groups, mfa, expires_at)
values ($1, $2, $3, $4, $5, $6, now() + $7::bigint * interval '1 millisecond')
returning expires_at`;

export interface AddSessionRow {
  expires_at: Date;
}

export async function addSession(db: Db, p: { id: string; kind: string; digest: Uint8Array; person: string; groups: readonly string[]; mfa: boolean; lifeMs: string | number | bigint }): Promise<AddSessionRow | undefined> {
  const { rows } = await db.query<AddSessionRow>({ name: "sessions.addSession", text: addSessionSql, values: [p.id, p.kind, p.digest, p.person, texts(p.groups), p.mfa, p.lifeMs] });
  return rows[0];
}

const sessionByIdSql = `select s.id, s.kind, s.digest, s.person, s.groups, s.mfa, s.expires_at,
       s.seen_at < now() - interval '1 minute' as "stale"
  from trunkline.session s
 where s.id = $1 and s.expires_at > now() and s.seen_at > now() - $2::bigint * interval '1 millisecond'`;

export interface SessionByIdRow {
  id: string;
  kind: string;
  digest: Buffer;
  person: string;
  groups: string[];
  mfa: boolean;
  expires_at: Date;
  stale: boolean;
}

/** Of a session that goes on: neither over nor idle for too long. */
export async function sessionById(db: Db, p: { id: string; idleMs: string | number | bigint }): Promise<SessionByIdRow | undefined> {
  const { rows } = await db.query<SessionByIdRow>({ name: "sessions.sessionById", text: sessionByIdSql, values: [p.id, p.idleMs] });
  return rows[0];
}

const noteSessionSql = `update trunkline.session set seen_at = now() where id = $1 and seen_at < now() - interval '1 minute'`;

export async function noteSession(db: Db, p: { id: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "sessions.noteSession", text: noteSessionSql, values: [p.id] });
  return rowCount ?? 0;
}

const loggedInSql = `select distinct on (s.person) s.person, s.groups from trunkline.session s
 where s.expires_at > now() and lower(s.person) = lower(coalesce($1, s.person))
 order by s.person, s.created_at desc`;

export interface LoggedInRow {
  person: string;
  groups: string[];
}

/** Whose session goes on, and in which groups they are by the newest of theirs; all of them where nobody is named. */
export async function loggedIn(db: Db, p: { person?: string | null | undefined }): Promise<LoggedInRow[]> {
  const { rows } = await db.query<LoggedInRow>({ name: "sessions.loggedIn", text: loggedInSql, values: [p.person ?? null] });
  return rows;
}

const endSessionSql = `delete from trunkline.session where id = $1 returning person, kind`;

export interface EndSessionRow {
  person: string;
  kind: string;
}

export async function endSession(db: Db, p: { id: string }): Promise<EndSessionRow | undefined> {
  const { rows } = await db.query<EndSessionRow>({ name: "sessions.endSession", text: endSessionSql, values: [p.id] });
  return rows[0];
}

const endSessionsOfSql = `delete from trunkline.session where person = $1`;

export async function endSessionsOf(db: Db, p: { person: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "sessions.endSessionsOf", text: endSessionsOfSql, values: [p.person] });
  return rowCount ?? 0;
}

const dropSessionsSql = `delete from trunkline.session where id = any (array(
  select s.id from trunkline.session s where s.expires_at < now() order by s.expires_at limit 1000))`;

/** Those that are over, some at a time. */
export async function dropSessions(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "sessions.dropSessions", text: dropSessionsSql });
  return rowCount ?? 0;
}

const listPeopleSql = `select p.name, p.created_at, p.last_login,
       (select count(*)::int from trunkline.session s where s.person = p.name and s.expires_at > now()) as "sessions"
  from trunkline.person p order by p.name`;

export interface ListPeopleRow {
  name: string;
  created_at: Date;
  last_login: Date;
  sessions: number;
}

export async function listPeople(db: Db): Promise<ListPeopleRow[]> {
  const { rows } = await db.query<ListPeopleRow>({ name: "sessions.listPeople", text: listPeopleSql });
  return rows;
}

const forgetPersonSql = `delete from trunkline.person where name = $1 returning name`;

export interface ForgetPersonRow {
  name: string;
}

export async function forgetPerson(db: Db, p: { name: string }): Promise<ForgetPersonRow | undefined> {
  const { rows } = await db.query<ForgetPersonRow>({ name: "sessions.forgetPerson", text: forgetPersonSql, values: [p.name] });
  return rows[0];
}

const beginAttemptSql = `insert into trunkline.login_attempt (digest, kind, sealed, expires_at)
select $1, $2, $3, now() + $4::bigint * interval '1 millisecond'
 where (select count(*) from (select from trunkline.login_attempt limit $5) x) < $5
returning kind`;

export interface BeginAttemptRow {
  kind: string;
}

/** Nothing where more logins were begun than anybody needs: whoever begins them by the thousand fills no table. */
export async function beginAttempt(db: Db, p: { digest: Uint8Array; kind: string; sealed: Uint8Array; lifeMs: string | number | bigint; most: string | number | bigint }): Promise<BeginAttemptRow | undefined> {
  const { rows } = await db.query<BeginAttemptRow>({ name: "sessions.beginAttempt", text: beginAttemptSql, values: [p.digest, p.kind, p.sealed, p.lifeMs, p.most] });
  return rows[0];
}

const takeAttemptSql = `delete from trunkline.login_attempt where digest = $1 and kind = $2 and expires_at > now() returning sealed`;

export interface TakeAttemptRow {
  sealed: Buffer;
}

/** Once: whoever comes a second time with the same gets nothing. */
export async function takeAttempt(db: Db, p: { digest: Uint8Array; kind: string }): Promise<TakeAttemptRow | undefined> {
  const { rows } = await db.query<TakeAttemptRow>({ name: "sessions.takeAttempt", text: takeAttemptSql, values: [p.digest, p.kind] });
  return rows[0];
}

const pollAttemptSql = `update trunkline.login_attempt a
   set polled_at = case when a.polled_at is null or a.polled_at <= now() - $1::bigint * interval '1 millisecond'
                        then now() else a.polled_at end
  from (select digest, polled_at from trunkline.login_attempt where digest = $2 for update) b
 where a.digest = b.digest and a.kind = 'command' and a.expires_at > now()
returning a.sealed, (b.polled_at is null or b.polled_at <= now() - $1::bigint * interval '1 millisecond') as "due"`;

export interface PollAttemptRow {
  sealed: Buffer;
  due: boolean;
}

/** Of one that was not asked about for so long; null: it is too early. */
export async function pollAttempt(db: Db, p: { pauseMs: string | number | bigint; digest: Uint8Array }): Promise<PollAttemptRow | undefined> {
  const { rows } = await db.query<PollAttemptRow>({ name: "sessions.pollAttempt", text: pollAttemptSql, values: [p.pauseMs, p.digest] });
  return rows[0];
}

const dropAttemptsSql = `delete from trunkline.login_attempt where expires_at < now()`;

export async function dropAttempts(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "sessions.dropAttempts", text: dropAttemptsSql });
  return rowCount ?? 0;
}
