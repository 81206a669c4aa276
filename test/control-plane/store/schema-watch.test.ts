import { expect, test } from "vitest";
import { finishMigrating, watchSchema } from "#store/schema-watch.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";

const breaking =
  "insert into trunkline.migration (name, checksum, breaking) values ('9000-next.sql', '', $1)";

const connected =
  "select pid from pg_stat_activity where application_name = 'trunkline schema' and datname = current_database()";

const looked = `select query_start as at ${connected.slice("select pid ".length)} and state = 'idle'`;

test("it hears of a migration that breaks it, and not of others", async () => {
  await using db = await testDatabase();
  const watch = await watchSchema(db.connectionString);
  let error: Error | undefined;
  const heard = watch.outdated.then((it) => {
    error = it;
  });
  await db.pool.query(breaking, [false]);
  // What it sees at this notification is settled before the next change: it has looked, and is idle again.
  const lookedAt = async () => (await db.pool.query(looked)).rows[0]?.at ?? 0;
  const before = await lookedAt();
  await db.pool.query("notify trunkline_schema");
  await eventually("it has looked", async () => (await lookedAt()) > before);
  expect(error).toBeUndefined();
  await db.pool.query(
    "update trunkline.migration set breaking = true where name = '9000-next.sql'",
  );
  expect(error).toBeUndefined();
  await db.pool.query("notify trunkline_schema");
  await eventually("it is told", () => error !== undefined, 2_000);
  expect(error?.message).toContain("changed by a newer Trunkline (9000-next.sql)");
  await heard;
  await watch.stop();
});

test("its connection is replaced when it breaks, and what happened meanwhile is seen", async () => {
  await using db = await testDatabase();
  const watch = await watchSchema(db.connectionString);
  const cut = async () =>
    (await db.pool.query(`select pg_terminate_backend(pid) from (${connected}) c`)).rowCount;
  expect(await cut()).toBe(1);
  await eventually("it is back", async () => (await db.pool.query(connected)).rowCount === 1);
  await db.pool.query(breaking, [true]);
  await cut();
  expect((await watch.outdated).message).toContain("9000-next.sql");
  await watch.stop();
});

test("what starts too late is refused", async () => {
  await using db = await testDatabase();
  await db.pool.query(breaking, [true]);
  const late = await watchSchema(db.connectionString);
  expect((await late.outdated).message).toContain("9000-next.sql");
  await late.stop();
});

test("with nothing that waits there is nothing to finish", () => {
  const said: string[] = [];
  finishMigrating("postgres://nowhere", { applied: [], waiting: null }, (text) =>
    said.push(text),
  ).stop();
  expect(said).toEqual([]);
});
