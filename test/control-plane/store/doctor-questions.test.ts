import { expect, test } from "vitest";
import { rolesOf } from "#store/doctor-questions.ts";
import { migrate } from "#store/migrate.ts";
import { roleNames } from "#store/role-names.ts";
import { raiseWalls } from "#store/walls.ts";
import { databaseOf, emptyDatabase, testDatabase } from "#test/support/database.ts";

test("doctor says how the database's roles stand, and what somebody changed of them", async () => {
  await using db = await testDatabase();
  const { connectionString } = db;
  const { engine, api } = roleNames(databaseOf(connectionString));
  expect(await rolesOf({ connectionString })).toMatchObject({
    state: "warning",
    detail: `there are no roles ${engine} and ${api}: the next start of a server makes them`,
  });
  await raiseWalls(connectionString, "set");
  expect(await rolesOf({ connectionString })).toEqual({
    state: "ok",
    detail: `${engine} and ${api}; the API sees the pipelines of a request and no others`,
  });
  await db.pool.query(`alter table trunkline.run disable row level security;
    create policy more on trunkline.mark to ${api} using (true);
    grant delete on trunkline.audit to ${engine};
    grant pg_read_all_data to ${api}`);
  const found = await rolesOf({ connectionString });
  expect(found.state).toBe("warning");
  expect(found.detail.split("; ")).toEqual([
    "mark shows the API every row",
    "run shows the API every row",
    `${api} is a member of pg_read_all_data`,
    `${engine} may change what the audit has recorded`,
  ]);
  await db.pool.query(`revoke pg_read_all_data from ${api}`);
});

test("a login that may make none gets the SQL for a DBA, and doctor fails", async () => {
  await using db = await emptyDatabase();
  const name = databaseOf(db.connectionString);
  const login = `${name}_login`;
  await db.pool.query(
    `create role ${login} login password 'x'; grant all on database ${name} to ${login}`,
  );
  const url = new URL(db.connectionString);
  Object.assign(url, { username: login, password: "x" });
  expect((await rolesOf({ connectionString: url.href })).detail).toContain("not looked at");
  await migrate(url.href);
  const { state, help = "" } = await rolesOf({ connectionString: url.href });
  expect(state).toBe("failed");
  const sql = help.replace("Have a DBA run, in this cluster: ", "");
  expect(sql).toContain(`create role "${name}_engine" nologin;`);
  await db.pool.query(sql);
  await raiseWalls(url.href, "set");
  expect(await rolesOf({ connectionString: url.href })).toMatchObject({ state: "ok" });
  await db.pool.query(`drop owned by ${login} cascade; revoke ${name}_engine from ${login}`);
  await db.pool.query(`revoke ${name}_api from ${login}; drop role ${login}`);
});
