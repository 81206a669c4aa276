import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asReader, keepReading, readingAs } from "#store/as-reader.ts";
import { createPool, createReaderPool } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { asRole, type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

/** Two pipelines of classes of their own, each with a run, and one that nobody classified. */
let db: TestDatabase;
let api: pg.Pool;
let classes: Record<string, number>;

beforeAll(async () => {
  db = await testDatabase();
  const of = (name: string, domain: string) =>
    pipeline(name, [task("one")], { tags: { domain: [domain] } });
  await deploy(db.pool, [of("ledger", "finance"), of("leads", "sales"), of("old", "none")]);
  await db.pool.query("update trunkline.pipeline set class_id = null where name = 'old'");
  await db.pool.query(
    `select trunkline.create_runs(array_agg(p.id order by p.id), array_agg(p.name), array_agg('2026-03-01'::date),
                                  array_agg(now()), array_agg(null::text), 'manual', '{}', null, null)
       from trunkline.pipeline p`,
  );
  const { rows } = await db.pool.query("select name, class_id from trunkline.pipeline");
  classes = Object.fromEntries(rows.map((row) => [row.name, row.class_id]));
  api = createPool(asRole(db.connectionString, "api"), { max: 1 });
});

afterAll(async () => {
  await api.end();
  await db[Symbol.asyncDispose]();
});

type Asks = Pick<pg.Pool, "query">;
const names = async (asks: Asks) =>
  (await asks.query("select name from trunkline.pipeline order by name")).rows.map((r) => r.name);
const count = async (asks: Asks, table: string): Promise<number> =>
  (await asks.query(`select count(*)::int as n from trunkline.${table}`)).rows[0].n;

describe("the role of the API", () => {
  test("sees no pipeline outside of a transaction that says which, also behind one", async () => {
    expect(await names(api)).toEqual([]);
    expect(await asReader(api, [classes.ledger as number], names)).toEqual(["ledger"]);
    // The pool has one connection: it is the same.
    expect(await names(api)).toEqual([]);
    await expect(
      asReader(api, "all", async (asks) => {
        await asks.query("select nothing");
      }),
    ).rejects.toThrow("nothing");
    expect(await names(api)).toEqual([]);
  });

  test("sees what was not classified only where it sees all", async () => {
    const known = [classes.ledger, classes.leads] as number[];
    expect(await asReader(api, known, names)).toEqual(["leads", "ledger"]);
    expect(await asReader(api, "all", names)).toEqual(["leads", "ledger", "old"]);
    expect(await asReader(api, [], names)).toEqual([]);
  });

  test("sees of every table what follows a pipeline, and no other row, when the query forgets to ask", async () => {
    const all = await asReader(api, "all", (asks) => counts(asks));
    const one = await asReader(api, [classes.ledger as number], (asks) => counts(asks));
    const none = await asReader(api, [], (asks) => counts(asks));
    for (const table of ["run", "task_run", "deployment", "pipeline_revision"])
      expect([table, all[table], one[table], none[table]]).toEqual([table, 3, 1, 0]);
    expect(Object.values(none).every((n) => n === 0)).toBe(true);
  });

  test("rows follow their pipeline when its tags change", async () => {
    const finance = [classes.ledger as number];
    await db.pool.query("update trunkline.pipeline set class_id = $1 where name = 'ledger'", [
      classes.leads,
    ]);
    expect(await asReader(api, finance, (asks) => count(asks, "run"))).toBe(0);
    expect(await asReader(api, [classes.leads as number], (asks) => count(asks, "run"))).toBe(2);
    await db.pool.query("update trunkline.pipeline set class_id = $1 where name = 'ledger'", [
      classes.ledger,
    ]);
  });

  test("changes no row of a pipeline that it does not see, and none of the audit", async () => {
    const sales = [classes.leads as number];
    const change = (asks: Asks) => asks.query("update trunkline.run set actor = 'x'");
    expect((await asReader(api, sales, change)).rowCount).toBe(1);
    for (const words of [
      "update trunkline.audit set actor = 'x'",
      "delete from trunkline.audit",
      "truncate trunkline.audit",
      "delete from trunkline.run",
      "alter table trunkline.audit disable trigger all",
      "select * from graphile_worker._private_jobs",
      "create table trunkline.mine (n int)",
      "alter table trunkline.run disable row level security",
      "select trunkline.drop_task_partition()",
      `select trunkline.raise_wall('trunkline.audit', current_user, current_user)`,
    ])
      await expect(asReader(api, "all", (asks) => asks.query(words))).rejects.toThrow(
        /permission denied|must be owner/,
      );
  });
});

async function counts(asks: Asks): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relrowsecurity and c.relnamespace = 'trunkline'::regnamespace
        and has_table_privilege('half_template_api', c.oid, 'select') order by 1`,
  );
  expect(rows.length).toBeGreaterThan(30);
  const found: Record<string, number> = {};
  for (const { name } of rows) found[name] = await count(asks, name);
  return found;
}

test("the engine's role sees and writes all of it, but what the audit has recorded", async () => {
  const engine = createPool(asRole(db.connectionString, "engine"), { max: 1 });
  expect(await names(engine)).toEqual(["leads", "ledger", "old"]);
  for (const words of ["update trunkline.audit set actor = 'x'", "delete from trunkline.audit"])
    await expect(engine.query(words)).rejects.toThrow("permission denied");
  await engine.end();
});

test("every table says what its walls are: whose rows the API sees, and what it may do with them", async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'trunkline'::regnamespace
        and not exists (select from trunkline.wall_of(c.relname::text))`,
  );
  expect(
    rows.map(({ name }) => name),
    "a table of a new migration needs its line in store/functions/wall_of.sql",
  ).toEqual([]);
  const { rows: open } = await db.pool.query<{ name: string }>(
    `select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'trunkline'::regnamespace
        and a.attname in ('pipeline_id', 'run_id', 'class_id') and not c.relrowsecurity`,
  );
  expect(
    open.map(({ name }) => name),
    "a row that is of a pipeline or a run follows it",
  ).toEqual([]);
});

describe("a pool of readers", () => {
  test("sees what readingAs says, in statements and in transactions, and nothing outside", async () => {
    const pool = createReaderPool(asRole(db.connectionString, "api"), { max: 2 });
    const leads = [classes.leads as number];
    expect(await names(pool)).toEqual([]);
    let asked = 0;
    const ask = async () => {
      asked++;
      // What it reads itself sees no pipeline, and waits for nobody.
      expect(await names(pool)).toEqual([]);
      return leads;
    };
    await readingAs(ask, async () => {
      expect(await names(pool)).toEqual(["leads"]);
      expect(await transaction(pool, names)).toEqual(["leads"]);
      expect(await asReader(pool, "all", names)).toHaveLength(3);
    });
    expect(asked).toBe(1);
    expect(await transaction(pool, names)).toEqual([]);
    await pool.end();
  });

  test("side by side each sees its own; what is kept for later goes on", async () => {
    const pool = createReaderPool(asRole(db.connectionString, "api"), { max: 2 });
    const seen = (of: string) =>
      readingAs(
        () => [classes[of] as number],
        () => names(pool),
      );
    const rounds = Array.from({ length: 20 }, (_, n) => (n % 2 ? "ledger" : "leads"));
    expect(await Promise.all(rounds.map(seen))).toEqual(rounds.map((name) => [name]));
    async function* parts() {
      for (let n = 0; n < 3; n++) yield await names(pool);
    }
    const later = readingAs(
      () => [classes.leads as number],
      () => keepReading(parts()),
    );
    for await (const part of later) expect(part).toEqual(["leads"]);
    expect(await names(pool)).toEqual([]);
    await pool.end();
  });
});
