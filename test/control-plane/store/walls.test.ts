import pg from "pg";
import { describe, expect, test } from "vitest";
import { migrate } from "#store/migrate.ts";
import { roleNames } from "#store/role-names.ts";
import { checkWalls, entrancesOf, raiseWalls } from "#store/walls.ts";
import { databaseOf, testDatabase } from "#test/support/database.ts";

async function ask(connectionString: string, words: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query({ text: words, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

const whoami = (url: string) => ask(url, "select current_user::text, session_user::text");

describe("walls", () => {
  test("have roles by the database's name: changed to by the one login, or with a login of their own", async () => {
    await using db = await testDatabase();
    const { engine, api } = roleNames(databaseOf(db.connectionString));
    const set = await raiseWalls(db.connectionString, "set");
    expect(set.missing).toBeNull();
    expect(await whoami(set.engine)).toEqual([[engine, "postgres"]]);
    expect(await whoami(set.api)).toEqual([[api, "postgres"]]);
    const own = await raiseWalls(db.connectionString, "own");
    expect(await whoami(own.engine)).toEqual([[engine, engine]]);
    expect(await whoami(own.api)).toEqual([[api, api]]);
    // A worker learns the same without raising anything.
    expect(await entrancesOf(db.connectionString, "own")).toEqual(own);
    // Its own password only: with the login's it gets nowhere.
    const { password } = new URL(db.connectionString);
    const wrong = new URL(own.api);
    wrong.password = password;
    await expect(whoami(wrong.href)).rejects.toThrow("password authentication failed");
  });

  test("are raised once, and anew when the schema or a function changes", async () => {
    await using db = await testDatabase();
    await raiseWalls(db.connectionString, "set");
    const raised = async () =>
      (await ask(db.connectionString, "select raised_at from trunkline.wall")).flat();
    const before = await raised();
    await raiseWalls(db.connectionString, "set");
    expect(await raised()).toEqual(before);
    // As a migration and a function of a later version would.
    await db.pool.query(`create table trunkline.later (run_id bigint);
      create function trunkline.later() returns int language sql as 'select 1';
      insert into trunkline.migration (name, checksum) values ('9999-later.sql', 'x')`);
    const { engine } = await raiseWalls(db.connectionString, "set");
    expect(await raised()).not.toEqual(before);
    expect(
      await ask(engine, "select trunkline.later(), count(*)::int from trunkline.later"),
    ).toEqual([[1, 0]]);
  });

  test("of two databases of one cluster don't meet, also where one is a copy of the other", async () => {
    await using one = await testDatabase();
    const first = await raiseWalls(one.connectionString, "own");
    await using other = await testDatabase(databaseOf(one.connectionString));
    // The copy knows the roles of its original until its own walls are raised.
    const second = await raiseWalls(other.connectionString, "own");
    const into = (url: string, of: string) => url.replace(/[^/]+$/, databaseOf(of));
    for (const [role, elsewhere] of [
      [first.engine, other.connectionString],
      [second.engine, one.connectionString],
    ] as const)
      await expect(ask(into(role, elsewhere), "select from trunkline.pipeline")).rejects.toThrow(
        "permission denied for schema trunkline",
      );
    expect(await ask(first.engine, "select count(*)::int from trunkline.pipeline")).toEqual([[0]]);
  });

  test("need roles: without the right to make them the SQL for a DBA is said, and after it they stand", async () => {
    await using db = await unmigrated();
    const { engine, api } = roleNames(databaseOf(db.connectionString));
    await using login = await loginOf(db.connectionString);
    await migrate(login.url);
    const without = await raiseWalls(login.url, "set");
    expect(without).toMatchObject({ engine: login.url, api: login.url });
    const { sql, why } = without.missing as NonNullable<typeof without.missing>;
    const grant = `grant "${engine}", "${api}" to "${login.name}"`;
    const options = await byVersion(db.connectionString, "", " with inherit true, set true");
    expect(sql).toBe(
      `create role "${engine}" nologin;\ncreate role "${api}" nologin;\n${grant}${options};`,
    );
    expect(why).toContain(`${login.name} may not create them`);
    await ask(db.connectionString, sql);
    const walls = await raiseWalls(login.url, "set");
    expect(walls.missing).toBeNull();
    expect(await whoami(walls.api)).toEqual([[api, login.name]]);
    await ask(walls.engine, "select trunkline.make_log_partitions(3)");
    await ask(walls.engine, "select trunkline.analyze_specs()");
  });

  test("are made by a login that may create roles, raised by it for a later version, and in a copy", async () => {
    await using db = await unmigrated();
    await using login = await loginOf(db.connectionString, "createrole");
    await migrate(login.url);
    const walls = await raiseWalls(login.url, "set");
    expect(walls.missing).toBeNull();
    expect(await entrancesOf(login.url, "set")).toEqual(walls);
    await changeAnEnginesFunction(login.url);
    expect((await raiseWalls(login.url, "set")).missing).toBeNull();
    await using copy = await testDatabase(databaseOf(db.connectionString));
    const there = new URL(login.url);
    there.pathname = databaseOf(copy.connectionString);
    await ask(
      copy.connectionString,
      `grant all on database ${there.pathname.slice(1)} to ${login.name}`,
    );
    const copied = await raiseWalls(there.href, "set");
    expect(await ask(copied.engine, "select count(*)::int from trunkline.pipeline")).toEqual([[0]]);
    await changeAnEnginesFunction(there.href);
  });

  test("stand for a login that doesn't inherit, once the SQL for it has run", async () => {
    await using db = await unmigrated();
    await using login = await loginOf(db.connectionString, "noinherit");
    await migrate(login.url);
    const { missing } = await raiseWalls(login.url, "set");
    await ask(db.connectionString, missing?.sql ?? "");
    expect((await raiseWalls(login.url, "set")).missing).toBeNull();
    await changeAnEnginesFunction(login.url);
  });

  test("of roles that another has made: below 16 who may create roles lets itself in, from 16 on a DBA does", async () => {
    await using db = await unmigrated();
    const { engine, api } = roleNames(databaseOf(db.connectionString));
    await using login = await loginOf(db.connectionString, "createrole");
    await migrate(login.url);
    await ask(db.connectionString, `create role ${engine}; create role ${api}`);
    const client = new pg.Client(login.url);
    await client.connect();
    const { faults, sql } = await checkWalls(client).finally(() => client.end());
    const { missing } = await raiseWalls(login.url, "set");
    const others = await byVersion(db.connectionString, false, true);
    expect(faults.join().endsWith("the next start of a server makes it one")).toBe(!others);
    expect({ sql, missing: missing?.sql ?? null }).toEqual(
      others
        ? { sql: expect.stringContaining("grant"), missing: sql }
        : { sql: null, missing: null },
    );
    if (sql) await ask(db.connectionString, sql);
    expect(await whoami((await raiseWalls(login.url, "set")).api)).toEqual([[api, login.name]]);
  });

  test("are made by a login that may create roles and doesn't inherit", async () => {
    await using db = await unmigrated();
    await using login = await loginOf(db.connectionString, "createrole noinherit");
    await migrate(login.url);
    const walls = await raiseWalls(login.url, "set");
    expect(walls.missing).toBeNull();
    expect(await entrancesOf(login.url, "set")).toEqual(walls);
    await changeAnEnginesFunction(login.url);
  });

  test("wait for a login that may not change to its roles, which Postgres has from 16 on", async (context) => {
    await using db = await unmigrated();
    if (!(await byVersion(db.connectionString, false, true)))
      return context.skip("Postgres below 16 has no memberships without it");
    const { engine, api } = roleNames(databaseOf(db.connectionString));
    await using login = await loginOf(db.connectionString);
    await migrate(login.url);
    await ask(
      db.connectionString,
      `create role ${engine}; create role ${api}; grant ${engine}, ${api} to ${login.name} with set false`,
    );
    const { missing } = await raiseWalls(login.url, "set");
    expect(missing?.why).toContain(`${login.name} is no member of ${engine} and ${api}`);
    await ask(db.connectionString, missing?.sql ?? "");
    expect(await whoami((await raiseWalls(login.url, "set")).api)).toEqual([[api, login.name]]);
  });
});

/** Without anything of ours, and nobody connected: it can be copied. */
async function unmigrated() {
  const db = await testDatabase();
  await ask(
    db.connectionString,
    "drop schema trunkline cascade; drop schema graphile_worker cascade",
  );
  return db;
}

/** Somebody who isn't a superuser and may migrate the database. */
async function loginOf(connectionString: string, words = "") {
  const database = databaseOf(connectionString);
  const name = `${database}_login`;
  await ask(
    connectionString,
    `create role ${name} login password 'x' ${words}; grant all on database ${database} to ${name}`,
  );
  const url = new URL(connectionString);
  url.username = name;
  url.password = "x";
  return {
    ...{ name, url: url.href },
    async [Symbol.asyncDispose]() {
      await ask(connectionString, `drop owned by ${name} cascade; drop role ${name}`);
    },
  };
}

/** As a later version does, which has another text of it. Whoever replaces it must have its owner's rights. */
async function changeAnEnginesFunction(url: string): Promise<void> {
  const name = "functions/drain_worker.sql";
  await ask(url, `update trunkline.migration set checksum = 'before' where name = '${name}'`);
  expect((await migrate(url)).applied).toEqual([name]);
}

async function byVersion<T>(url: string, below16: T, from16: T): Promise<T> {
  const [[version]] = (await ask(url, "show server_version_num")) as [[string]];
  return Number(version) < 160_000 ? below16 : from16;
}
