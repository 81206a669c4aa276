import { expect, test } from "vitest";
import { mayPass, persistent } from "#engine/persistent.ts";
import { createPool } from "#store/connect.ts";
import { testDatabase } from "#test/support/database.ts";
import { breakConnections } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";

test("a query whose connection is broken in the middle is answered all the same", async () => {
  await using db = await testDatabase();
  const pool = createPool(db.connectionString, { applicationName: "persistent" });
  await db.pool.query("create table gate (open bool); begin; lock table gate; commit");
  const blocker = await db.pool.connect();
  await blocker.query("begin; lock table gate");
  const answer = persistent(pool, new AbortController().signal).query("select count(*) from gate");
  await eventually("the query waits", async () => {
    const { rowCount } = await db.pool.query(
      "select from pg_stat_activity where datname = current_database() and application_name = 'persistent' and wait_event_type = 'Lock'",
    );
    return rowCount === 1;
  });
  await breakConnections(db.pool, "persistent");
  await blocker.query("commit");
  blocker.release();
  expect((await answer).rows).toEqual([{ count: "0" }]);
  await pool.end();
});

test("what can't succeed later fails at once, and after the end everything does", async () => {
  await using db = await testDatabase();
  const ended = new AbortController();
  const query = persistent(db.pool, ended.signal).query;
  await expect(query("select from nowhere")).rejects.toMatchObject({ code: "42P01" });
  ended.abort();
  const gone = createPool(db.connectionString.replace(/[^/]+$/, "nowhere"));
  await expect(persistent(gone, ended.signal).query("select 1")).rejects.toThrow("nowhere");
  await gone.end();
});

test.each([
  ["57P03", true],
  ["08006", true],
  ["53100", true],
  ["40P01", true],
  ["ECONNREFUSED", true],
  ["22P05", false],
  ["23514", false],
  ["42703", false],
  ["28P01", false],
])("%s may pass: %s", (code, expected) => {
  expect(mayPass(Object.assign(new Error("x"), { code }))).toBe(expected);
});
