import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readingAs } from "#store/as-reader.ts";
import { createReaderPool } from "#store/connect.ts";
import { asRole, type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

/** Two pipelines of classes of their own; the pool has one connection, so that all statements meet on it. */
let db: TestDatabase;
let pool: pg.Pool;
let classes: Record<string, number>;

beforeAll(async () => {
  db = await testDatabase();
  const of = (name: string, domain: string) =>
    pipeline(name, [task("one")], { tags: { domain: [domain] } });
  await deploy(db.pool, [of("ledger", "finance"), of("leads", "sales")]);
  const { rows } = await db.pool.query("select name, class_id from trunkline.pipeline");
  classes = Object.fromEntries(rows.map((row) => [row.name, row.class_id]));
  pool = createReaderPool(asRole(db.connectionString, "api"), { max: 1 });
});

afterAll(async () => {
  await pool.end();
  await db[Symbol.asyncDispose]();
});

const statement = (name: string, text: string, values: unknown[] = []) =>
  pool.query({ name, text, values });
const names = async () =>
  (await statement("names", "select name from trunkline.pipeline order by name")).rows.map(
    (row) => row.name,
  );
const as = <T>(name: string, work: () => T) => readingAs(() => [classes[name] as number], work);

test("a statement sees what its own message says, and the connection keeps nothing of it", async () => {
  expect(await names()).toEqual([]);
  expect(await as("ledger", names)).toEqual(["ledger"]);
  expect(await as("leads", names)).toEqual(["leads"]);
  expect(await readingAs(() => "all", names)).toEqual(["leads", "ledger"]);
  expect(await names()).toEqual([]);
  const client = await pool.connect();
  const { rows } = await client.query("select name from trunkline.pipeline");
  const { rows: said } = await client.query("select current_setting('trunkline.classes', true)");
  client.release();
  expect(rows).toEqual([]);
  expect(said).toEqual([{ current_setting: "" }]);
});

test("answers come with their types, counts and the rows of this statement alone", async () => {
  const { rows, rowCount, command } = await as("leads", () =>
    statement(
      "typed",
      "select $1::int as n, date '2026-03-01' as day, p.name from trunkline.pipeline p",
      [7],
    ),
  );
  expect({ rows, rowCount, command }).toEqual({
    ...{ rows: [{ n: 7, day: "2026-03-01", name: "leads" }], rowCount: 1, command: "SELECT" },
  });
});

test("a statement that fails leaves a connection that goes on, and sees nothing", async () => {
  const wrong = () => statement("wrong", "select nothing");
  const late = () =>
    statement("late", "select 1 / (n - 1) from (select count(*) as n from trunkline.pipeline) x");
  for (let n = 0; n < 2; n++) {
    await expect(as("ledger", wrong)).rejects.toThrow('column "nothing" does not exist');
    await expect(as("ledger", late)).rejects.toThrow("division by zero");
    expect(await names()).toEqual([]);
    expect(await as("leads", names)).toEqual(["leads"]);
  }
});

test("what it changed is kept, and not what it may not", async () => {
  const change = () => statement("change", "update trunkline.run set actor = $1", ["x"]);
  expect((await as("ledger", change)).rowCount).toBe(0);
  const twice = () =>
    statement("twice", "insert into trunkline.robot (name, created_by) values ($1, 'a')", ["r"]);
  await as("ledger", twice);
  await expect(as("ledger", twice)).rejects.toThrow("duplicate key");
  expect((await db.pool.query("select name from trunkline.robot")).rows).toEqual([{ name: "r" }]);
});

test("a connection that has forgotten how to say it refuses, and shows nothing", async () => {
  expect(await as("ledger", names)).toEqual(["ledger"]);
  const client = await pool.connect();
  await client.query("discard all");
  client.release();
  await expect(as("ledger", names)).rejects.toThrow("does not exist");
});
