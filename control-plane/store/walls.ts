// Raises the walls in a database: a role for the engine and one for the API, and what each of them may. Once for every change
// of the schema; they stand until the next.

import pg from "pg";
import type { Db } from "./connect.ts";
import { errorCode, messageOf, StoreError } from "./errors.ts";
import { underMigrationLock } from "./migrate.ts";
import {
  loginSql,
  type RoleLogin,
  type RoleNames,
  roleNames,
  rolesSql,
  urlAs,
} from "./role-names.ts";
import {
  forgetRoles,
  noteWall,
  raiseRights,
  raiseWall,
  tablesToWall,
  type WallStateRow,
  wallFaults,
  wallOf,
  wallState,
} from "./walls.sql.ts";

/** How to connect: with walls as one of the roles, without as the one login. May hold passwords. */
export interface Entrances {
  engine: string;
  api: string;
  /** Why there are no walls, and the SQL that a DBA runs for them; null: they stand. */
  missing: { why: string; sql: string } | null;
}

/** Names of the roles of the connection's database, and where it stands. */
async function stateOf(db: Db): Promise<{ state: WallStateRow; names: RoleNames }> {
  const { rows } = await db.query<{ name: string }>("select current_database()::text as name");
  const names = roleNames(rows[0]?.name ?? "");
  const state = await wallState(db, { roles: [names.engine, names.api] });
  return { state: state as WallStateRow, names };
}

/**
 * Makes the roles where it may, and raises what has changed. After the migrations; repeat it after later ones.
 * @param connectionString of the login that owns the schema.
 */
export async function raiseWalls(connectionString: string, login: RoleLogin): Promise<Entrances> {
  return await underMigrationLock(connectionString, async (db) => {
    const missing = await makeRoles(db);
    if (missing) return { engine: connectionString, api: connectionString, missing };
    const { state, names } = await stateOf(db);
    if (login === "own")
      for (const role of [names.engine, names.api])
        await db.query(loginSql(connectionString, role));
    if (state.raised !== state.applied) await raise(db, names, state.applied);
    return entrances(connectionString, names, login);
  });
}

const entrances = (url: string, { engine, api }: RoleNames, login: RoleLogin): Entrances => ({
  ...{ engine: urlAs(url, engine, login), api: urlAs(url, api, login), missing: null },
});

/** What is missing where they can't be made. */
async function makeRoles(db: Db): Promise<Entrances["missing"]> {
  const { state, names } = await stateOf(db);
  const isMissing = (list: readonly string[]) => list.length < 2;
  if (!isMissing(state.there) && (state.superuser || !isMissing(state.member))) return null;
  const sql = rolesSql(names, state);
  try {
    await db.query(sql);
    return null;
  } catch (error) {
    if (errorCode(error) !== "42501") throw error;
    const why = isMissing(state.there)
      ? `the database has no roles ${names.engine} and ${names.api}, and ${state.login} may not create them`
      : noMember(state.login, names);
    return { why: `${why} (${messageOf(error)})`, sql };
  }
}

const noMember = (login: string, { engine, api }: RoleNames): string =>
  `${login} is no member of ${engine} and ${api} that has their rights and may change to them`;

async function raise(db: Db, { engine, api }: RoleNames, applied: string): Promise<void> {
  const before = await wallOf(db);
  const strangers = before
    ? [before.engine, before.api].filter((r) => r !== engine && r !== api)
    : [];
  if (strangers.length > 0) await forgetRoles(db, { roles: strangers });
  await raiseRights(db, { engine, api });
  for (const { name } of await tablesToWall(db)) await raiseWall(db, { name, engine, api });
  await noteWall(db, { engine, api, raised: applied });
}

/** How a process connects that changes no schema, such as a worker: as the engine where there are walls. */
export async function entrancesOf(connectionString: string, login: RoleLogin): Promise<Entrances> {
  const client = new pg.Client({ connectionString, application_name: "trunkline check" });
  client.on("error", () => {}); // the awaited calls below report it
  try {
    await client.connect();
    const { state, names } = await stateOf(client);
    if (state.raised !== null && (state.superuser || state.member.length === 2))
      return entrances(connectionString, names, login);
    const sql = rolesSql(names, state);
    const why =
      state.there.length < 2
        ? "its roles are missing"
        : state.raised === null
          ? "they were not raised yet"
          : noMember(state.login, names);
    return { engine: connectionString, api: connectionString, missing: { why, sql } };
  } catch (error) {
    // Before its first migration there is nothing to keep anybody from.
    if (errorCode(error) !== "42P01") throw error;
    const why = "no server of this version has used it yet";
    return { engine: connectionString, api: connectionString, missing: { why, sql: "" } };
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * How the walls stand, for `trunkline doctor`: what is wrong, or null; with the SQL that mends it where a person has to.
 * @throws what a database meets that no server has used.
 */
export async function checkWalls(
  db: Db,
): Promise<{ engine: string; api: string; faults: string[]; sql: string | null }> {
  const { state, names } = await stateOf(db);
  const { engine, api } = names;
  const isMember = state.superuser || state.member.length === 2;
  if (state.there.length < 2 || !isMember) {
    const sql = rolesSql(names, state);
    // From 16 on it may let nobody change to roles that another has made.
    const makes =
      state.superuser || (state.creates && (state.there.length < 2 || !state.perMembership));
    const why =
      state.there.length < 2
        ? `there are no roles ${engine} and ${api}${makes ? ": the next start of a server makes them" : `, and ${state.login} may not make them`}`
        : `${noMember(state.login, names)}${makes ? ": the next start of a server makes it one" : ""}`;
    return { engine, api, faults: [why], sql: makes ? null : sql };
  }
  if (state.raised !== state.applied)
    return { engine, api, sql: null, faults: ["the next start of a server raises them"] };
  const faults = (await wallFaults(db, { engine, api })).map(({ fault }) => fault);
  return { engine, api, faults, sql: null };
}

/** Says what is given up where there are none. @throws StoreError unless somebody said that it may. */
export function askForWalls(
  { missing }: Entrances,
  { withoutRoles = false, onMessage }: { withoutRoles?: boolean; onMessage(message: string): void },
): void {
  if (missing === null) return;
  const what = `the database has no roles of their own for engine and API: ${missing.why}`;
  const lost =
    "only the API's own checks keep from people what they may not see, and whoever gets into a server can change the audit";
  if (!withoutRoles)
    throw new StoreError(what, {
      help: `Have a DBA run this in the database, then start again:\n${missing.sql}\nOr start with --without-roles; then ${lost}.`,
    });
  onMessage(`${what}; ${lost}`);
}
