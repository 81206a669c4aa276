// Generated from walls.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const wallOfSql = `select w.database, w.engine, w.api from trunkline.wall w`;

export interface WallOfRow {
  database: string;
  engine: string;
  api: string;
}

export async function wallOf(db: Db): Promise<WallOfRow | undefined> {
  const { rows } = await db.query<WallOfRow>({ name: "walls.wallOf", text: wallOfSql });
  return rows[0];
}

const wallStateSql = `select current_database()::text as "database", current_user::text as "login", r.rolsuper as "superuser",
       r.rolsuper or r.rolcreaterole as "creates",
       r.rolinherit as "inherits", current_setting('server_version_num')::int >= 160000 as "perMembership",
       (select md5(string_agg(m.name || m.checksum, ',' order by m.name)) from trunkline.migration m) as "applied",
       (select w.raised from trunkline.wall w where w.database = current_database()) as "raised",
       array(select o.rolname::text from pg_roles o where o.rolname = any ($1::text[]) order by 1) as "there",
       array(select o.rolname::text from pg_roles o
              where o.rolname = any ($1::text[]) and pg_has_role(current_user, o.oid,
                        case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
                and (r.rolsuper or pg_has_role(current_user, o.oid, 'usage')) order by 1) as "member"
  from pg_roles r where r.rolname = current_user`;

export interface WallStateRow {
  database: string;
  login: string;
  superuser: boolean;
  creates: boolean;
  inherits: boolean;
  perMembership: boolean;
  applied: string;
  raised: string | null;
  there: string[];
  member: string[];
}

/**
 * What stands, and what should: the digest of all migrations and functions that were applied. member: of the roles whose rights
 * the login has and that it may change to; from Postgres 16 on a membership may lack either.
 */
export async function wallState(db: Db, p: { roles: readonly string[] }): Promise<WallStateRow | undefined> {
  const { rows } = await db.query<WallStateRow>({ name: "walls.wallState", text: wallStateSql, values: [texts(p.roles)] });
  return rows[0];
}

const raiseRightsSql = `select trunkline.raise_walls($1, $2)`;

export async function raiseRights(db: Db, p: { engine: string; api: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "walls.raiseRights", text: raiseRightsSql, values: [p.engine, p.api] });
  return rowCount ?? 0;
}

const raiseWallSql = `select trunkline.raise_wall($1::text::regclass, $2, $3)`;

export async function raiseWall(db: Db, p: { name: string; engine: string; api: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "walls.raiseWall", text: raiseWallSql, values: [p.name, p.engine, p.api] });
  return rowCount ?? 0;
}

const tablesToWallSql = `select c.oid::regclass::text as "name" from pg_class c
 where c.relnamespace = 'trunkline'::regnamespace and c.relkind in ('r', 'p') order by c.relname`;

export interface TablesToWallRow {
  name: string;
}

export async function tablesToWall(db: Db): Promise<TablesToWallRow[]> {
  const { rows } = await db.query<TablesToWallRow>({ name: "walls.tablesToWall", text: tablesToWallSql });
  return rows;
}

const noteWallSql = `insert into trunkline.wall (database, engine, api, raised) values (current_database(), $1, $2, $3)
on conflict (one) do update
   set database = excluded.database, engine = excluded.engine, api = excluded.api, raised = excluded.raised, raised_at = now()`;

export async function noteWall(db: Db, p: { engine: string; api: string; raised: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "walls.noteWall", text: noteWallSql, values: [p.engine, p.api, p.raised] });
  return rowCount ?? 0;
}

const forgetRolesSql = `select trunkline.forget_roles($1::text[]) is null as "done"`;

export interface ForgetRolesRow {
  done: boolean;
}

/** Of the name that the database had before, or of the one that it was copied from: they keep nothing here. */
export async function forgetRoles(db: Db, p: { roles: readonly string[] }): Promise<ForgetRolesRow | undefined> {
  const { rows } = await db.query<ForgetRolesRow>({ name: "walls.forgetRoles", text: forgetRolesSql, values: [texts(p.roles)] });
  return rows[0];
}

const wallFaultsSql = `select t.name || ' shows the API every row' as "fault"
  from (select c.oid, c.relname::text as name, c.relrowsecurity as on from pg_class c
         where c.relnamespace = 'trunkline'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition) t
 cross join lateral trunkline.wall_of(t.name) w
 where w.seen is not null
   and (not t.on
        or not exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'seen')
        -- Policies add up: another one shows more.
        or exists (select from pg_policy p where p.polrelid = t.oid and p.polname not in ('seen', 'engine') and p.polpermissive
                      and (0 = any (p.polroles) or (select r.oid from pg_roles r where r.rolname = $1) = any (p.polroles))))
union all
select r.rolname || ' may change what the audit has recorded' from pg_roles r
 where r.rolname in ($1, $2) and has_table_privilege(r.oid, 'trunkline.audit', 'update, delete, truncate')
union all
select r.rolname || ' is ' || case when r.rolsuper then 'a superuser' else 'kept from nothing by policies (bypassrls)' end
  from pg_roles r where r.rolname in ($1, $2) and (r.rolsuper or r.rolbypassrls)
union all
select r.rolname || ' is a member of ' || o.rolname
  from pg_roles r join pg_auth_members m on m.member = r.oid join pg_roles o on o.oid = m.roleid
 where r.rolname in ($1, $2)
order by 1`;

export interface WallFaultsRow {
  fault: string;
}

/** What somebody changed of the walls by hand, in words. Of tables that have come since they are raised, nothing. */
export async function wallFaults(db: Db, p: { api: string; engine: string }): Promise<WallFaultsRow[]> {
  const { rows } = await db.query<WallFaultsRow>({ name: "walls.wallFaults", text: wallFaultsSql, values: [p.api, p.engine] });
  return rows;
}
