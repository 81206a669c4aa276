import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { knowInstance } from "#store/instance.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { newWorker } from "#test/support/engine.ts";

test("the first look remembers where the database is; the same place again is no copy", async () => {
  await using db = await testDatabase();
  const look = async (place: string | null) =>
    (await knowInstance(db.pool, { place, copy: false }))?.reason;
  expect(await look(null)).toBeNull();
  expect(await look("1")).toBeNull();
  expect(await look("1")).toBeNull();
  // Somebody who reaches it over the network can't tell.
  expect(await look(null)).toBeNull();
});

test("other files, another database, another cluster, a word: each makes it a copy until it is released", async () => {
  await using db = await testDatabase();
  const look = async (place: string | null, copy = false) =>
    (await knowInstance(db.pool, { place, copy }))?.reason;
  const released = () =>
    db.pool.query("update trunkline.instance set restored_at = null, reason = null");
  await look("1");
  expect(await look("2")).toBe("its files are others than they were");
  expect(await look("2")).toBe("its files are others than they were");
  expect(await look(null)).not.toBeNull();
  await released();
  expect(await look("2")).toBeNull();
  await db.pool.query("update trunkline.instance set system_id = '1'");
  expect(await look("2")).toBe("it is in another Postgres cluster than it was");
  await released();
  expect(await look("2", true)).toBe("somebody said so");
});

test("a dump that was restored into another database is known, and its workers can't claim there", async () => {
  await using db = await testDatabase();
  const worker = await newWorker(db.pool);
  await knowInstance(db.pool, { place: null, copy: false });
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = new URL(db.connectionString);
  const original = url.pathname.slice(1);
  const admin = createPool(db.connectionString.replace(/[^/]+$/, "postgres"), { max: 1 });
  try {
    // A template must have no other connection.
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
      original,
    ]);
    await admin.query(`create database ${name} template ${original}`);
    const copy = createPool(db.connectionString.replace(/[^/]+$/, name), { max: 2 });
    try {
      const row = await knowInstance(copy, { place: null, copy: false });
      expect(row?.reason).toBe("it is another database of its cluster than it was");
      const { rows } = await copy.query("select trunkline.worker_may_claim($1) as may", [worker]);
      expect(rows).toEqual([{ may: false }]);
    } finally {
      await copy.end();
    }
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
});
