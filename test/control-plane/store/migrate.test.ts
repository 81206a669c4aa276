import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { migrate } from "#store/migrate.ts";
import { watchSchema } from "#store/schema-watch.ts";
import { emptyDatabase, testDatabase } from "#test/support/database.ts";

/** A folder with migrations and functions of its own. */
function folderWith(files: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), "trunkline-migrations-"));
  for (const kind of ["migrations", "functions"]) mkdirSync(path.join(folder, kind));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    folder,
    write,
    remove: (name: string) => rmSync(path.join(folder, name)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const FIRST = { "migrations/0001-first.sql": "create table trunkline.a (n int);" };

test("a test database has all of the store's migrations", async () => {
  await using db = await testDatabase();
  expect(await migrate(db.pool)).toMatchObject({ applied: [], waiting: null });
});

test("migrations apply in order, then functions, after graphile-worker's own; once", async () => {
  await using db = await emptyDatabase();
  using files = folderWith({
    ...FIRST,
    "migrations/0002-more.sql":
      "insert into trunkline.a values (1); alter table trunkline.a add m int;",
    "functions/b.sql":
      "create or replace function trunkline.b() returns int language sql as 'select trunkline.a()';",
    "functions/a.sql":
      "create or replace function trunkline.a() returns int language sql as 'select max(n) from trunkline.a';",
  });
  const expected = ["0001-first.sql", "0002-more.sql", "functions/a.sql", "functions/b.sql"];
  expect(await migrate(db.pool, files)).toMatchObject({ applied: expected, waiting: null });
  expect(await migrate(db.connectionString, files)).toMatchObject({ applied: [], waiting: null });
  const { rows } = await db.pool.query(
    "select trunkline.b(), to_regclass('graphile_worker.jobs')::text as queue",
  );
  expect(rows).toEqual([{ b: 1, queue: "graphile_worker.jobs" }]);
});

test("only a changed function is applied again", async () => {
  await using db = await emptyDatabase();
  const text = (n: number) =>
    `create or replace function trunkline.f() returns int language sql as 'select ${n}';`;
  using files = folderWith({
    ...FIRST,
    "functions/f.sql": text(1),
    "functions/g.sql": text(1).replace("f()", "g()"),
  });
  await migrate(db.pool, files);
  files.write("functions/f.sql", text(2));
  expect(await migrate(db.pool, files)).toMatchObject({
    applied: ["functions/f.sql"],
    waiting: null,
  });
  expect((await db.pool.query("select trunkline.f()")).rows).toEqual([{ f: 2 }]);
});

test("two that migrate at once do it once", async () => {
  await using db = await emptyDatabase();
  using files = folderWith({
    "migrations/0001-first.sql": "create table trunkline.a (n int); select pg_sleep(0.1);",
  });
  const results = await Promise.all([1, 2, 3].map(() => migrate(db.connectionString, files)));
  expect(results.flatMap((result) => result.applied)).toEqual(["0001-first.sql"]);
});

test("an edited migration is refused; line ends of a Windows checkout are no edit", async () => {
  await using db = await emptyDatabase();
  using files = folderWith({
    "migrations/0001-first.sql": "create table trunkline.a (\n n int);\n",
  });
  await migrate(db.pool, files);
  files.write("migrations/0001-first.sql", "create table trunkline.a (\r\n n int);\r\n");
  expect(await migrate(db.pool, files)).toMatchObject({ applied: [], waiting: null });
  files.write("migrations/0001-first.sql", "create table trunkline.a (n bigint);");
  await expect(migrate(db.pool, files)).rejects.toThrow(
    "0001-first.sql was changed after it had been applied",
  );
});

test.each([
  ["a gap", "0003-later.sql", "0003-later.sql should have the number 0002"],
  ["a repeat", "0001-other.sql", "0001-other.sql should have the number 0002"],
  ["a name without number", "second.sql", "second.sql should have the number 0002"],
])("%s in the numbers is an error before anything is applied", async (_, name, message) => {
  await using db = await emptyDatabase();
  using files = folderWith({ ...FIRST, [`migrations/${name}`]: "select 1;" });
  await expect(migrate(db.pool, files)).rejects.toThrow(message);
  expect((await db.pool.query("select to_regclass('trunkline.a') as a")).rows).toEqual([
    { a: null },
  ]);
});

test("older code runs on a newer schema, and leaves its functions alone, unless that is breaking", async () => {
  await using db = await emptyDatabase();
  const f = "create or replace function trunkline.f() returns int language sql as 'select 1';";
  using files = folderWith({
    ...FIRST,
    "migrations/0002-next.sql": "select 1;",
    "functions/f.sql": f.replace("1", "2"),
  });
  await migrate(db.pool, files);
  files.remove("migrations/0002-next.sql");
  files.write("functions/f.sql", f);
  expect(await migrate(db.pool, files)).toMatchObject({ applied: [], waiting: null });

  files.write("functions/f.sql", f);
  files.write("migrations/0002-next.sql", "select 1;");
  files.write("migrations/0003-break.sql", "--! breaking\nalter table trunkline.a rename to z;");
  await migrate(db.pool, files);
  files.remove("migrations/0003-break.sql");
  await expect(migrate(db.pool, files)).rejects.toMatchObject({
    message: expect.stringContaining("newer Trunkline (0003-break.sql)"),
    help: expect.stringContaining("newer version"),
  });
});

test("a failing migration names file and line, and nothing of it stays", async () => {
  await using db = await emptyDatabase();
  using files = folderWith({
    ...FIRST,
    "migrations/0002-bad.sql": "create table trunkline.b (n int);\n\nselect wrong;\n",
  });
  await expect(migrate(db.pool, files)).rejects.toThrow(
    /0002-bad\.sql:3: column "wrong" does not exist/,
  );
  const { rows } = await db.pool.query(
    "select name, to_regclass('trunkline.b') as b from trunkline.migration",
  );
  expect(rows).toEqual([{ name: "0001-first.sql", b: null }]);
});

test("a breaking migration waits for connected code of before it, with all that follow; a new database has none", async () => {
  await using db = await emptyDatabase();
  using old = folderWith(FIRST);
  await migrate(db.pool, old);
  const watch = await watchSchema(db.connectionString, old.folder);
  using next = folderWith({
    ...FIRST,
    "migrations/0002-more.sql": "alter table trunkline.a add m int;",
    "migrations/0003-less.sql": "--! breaking\nalter table trunkline.a drop n;",
    "migrations/0004-last.sql": "alter table trunkline.a add l int;",
    "functions/f.sql":
      "create or replace function trunkline.f() returns int language sql as 'select 1';",
  });
  const [more, less] = ["0002-more.sql", "0003-less.sql"];
  expect(await migrate(db.pool, next)).toEqual({
    applied: [more, "functions/f.sql"],
    waiting: less,
  });
  const [one, two] = await Promise.all([migrate(db.pool, next), migrate(db.pool, next)]);
  expect([one.waiting, two.waiting]).toEqual([less, less]);
  await watch.stop();
  expect(await migrate(db.pool, next)).toEqual({ applied: [less, "0004-last.sql"], waiting: null });
  await using fresh = await emptyDatabase();
  expect((await migrate(fresh.pool, next)).applied).toHaveLength(5);
});

test("functions of a newer version are left as they are, those of an older one replaced", async () => {
  await using db = await emptyDatabase();
  const f = (n: number) =>
    `create or replace function trunkline.f() returns int language sql as 'select ${n}';`;
  const says = async () => (await db.pool.query("select trunkline.f() as n")).rows[0]?.n;
  for (const [version, expected] of [
    ["1.9.0", 190],
    ["1.10.0", 1100],
    ["1.9.5", 1100],
    ["1.10.0-beta.1", 1101],
    ["2.0.0", 200],
  ] as const) {
    using files = folderWith({ ...FIRST, "functions/f.sql": f(expected) });
    if (version === "1.9.5") files.write("functions/f.sql", f(195));
    await migrate(db.pool, { ...files, version });
    expect(await says(), version).toBe(expected);
  }
});
