import type pg from "pg";
import { expect, test } from "vitest";
import { pinStatistics } from "#engine/statistics.ts";
import { pinned } from "#store/statistics.sql.ts";
import { testDatabase } from "#test/support/database.ts";

const count = async (pool: pg.Pool, table: string) =>
  Number((await pool.query(`select count(*) as n from ${table}`)).rows[0]?.n);

// On Postgres 18 by its own function, below by sample rows: `npm run test:postgres15` takes the other way.
test("the planner takes an empty queue for a full one, and no job is left of it", async () => {
  await using db = await testDatabase();
  expect((await pinned(db.pool))?.pinned).toBe(false);
  await pinStatistics(db.pool);
  expect((await pinned(db.pool))?.pinned).toBe(true);
  expect(await count(db.pool, "graphile_worker._private_jobs")).toBe(0);
});

test("what an ANALYZE of the empty queue found is put right again", async () => {
  await using db = await testDatabase();
  await pinStatistics(db.pool);
  await db.pool.query("vacuum analyze graphile_worker._private_jobs");
  expect((await pinned(db.pool))?.pinned).toBe(false);
  await pinStatistics(db.pool);
  expect((await pinned(db.pool))?.pinned).toBe(true);
});
