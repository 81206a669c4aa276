import pg from "pg";
import { describe, expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { roleNames } from "#store/role-names.ts";
import { entrancesOf, raiseWalls } from "#store/walls.ts";
import { databaseOf, emptyDatabase, testDatabase } from "#test/support/database.ts";

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
    await using db = await emptyDatabase();
    const name = databaseOf(db.connectionString);
    const { engine, api } = roleNames(name);
    const login = `${name}_login`;
    await db.pool.query(
      `create role ${login} login password 'x'; grant all on database ${name} to ${login}`,
    );
    const url = new URL(db.connectionString);
    url.username = login;
    url.password = "x";
    const { migrate } = await import("#store/migrate.ts");
    await migrate(url.href);
    const without = await raiseWalls(url.href, "set");
    expect(without).toMatchObject({ engine: url.href, api: url.href });
    expect(without.missing?.sql).toBe(
      `create role "${engine}" nologin;\ncreate role "${api}" nologin;\ngrant "${engine}", "${api}" to "${login}";`,
    );
    expect(without.missing?.why).toContain(`${login} may not create them`);
    await db.pool.query(without.missing?.sql ?? "");
    const walls = await raiseWalls(url.href, "set");
    expect(walls.missing).toBeNull();
    expect(await whoami(walls.api)).toEqual([[api, login]]);
    const pool = createPool(walls.engine);
    await pool.query("select trunkline.make_log_partitions(3)");
    await pool.query("select trunkline.analyze_specs()");
    await pool.end();
    await db.pool.query(`drop owned by ${login} cascade; drop role ${login}`);
  });
});
