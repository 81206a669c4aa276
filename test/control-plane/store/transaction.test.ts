import { expect, test } from "vitest";
import { transaction } from "#store/transaction.ts";
import { testDatabase } from "#test/support/database.ts";

test("a failed transaction leaves nothing, and its connection is used again", async () => {
  await using db = await testDatabase();
  await db.pool.query("create table t (n int)");
  const failing = transaction(db.pool, async (client) => {
    await client.query("insert into t values (1)");
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await transaction(db.pool, (client) => client.query("insert into t values (2)"));
  expect((await db.pool.query("select n from t")).rows).toEqual([{ n: 2 }]);
});

test("two that deadlock both succeed in the end", async () => {
  await using db = await testDatabase();
  await db.pool.query(
    "create table t (id int primary key, n int); insert into t values (1, 0), (2, 0)",
  );
  let attempts = 0;
  const both = Promise.withResolvers<void>();
  const cross = (first: number, second: number) =>
    transaction(db.pool, async (client) => {
      const attempt = ++attempts;
      await client.query("set local deadlock_timeout = '20ms'");
      await client.query("update t set n = n + 1 where id = $1", [first]);
      // Each waits until the other has its first row, but not when it begins anew.
      if (attempt === 2) both.resolve();
      await both.promise;
      await client.query("update t set n = n + 1 where id = $1", [second]);
    });
  await Promise.all([cross(1, 2), cross(2, 1)]);
  expect(attempts).toBeGreaterThanOrEqual(3);
  expect((await db.pool.query("select n from t order by id")).rows).toEqual([{ n: 2 }, { n: 2 }]);
});

test("what keeps failing is given up after the retries", async () => {
  await using db = await testDatabase();
  let attempts = 0;
  const failing = transaction(
    db.pool,
    async (client) => {
      attempts++;
      await client.query("do $$ begin raise exception using errcode = '40001'; end $$");
    },
    { retries: 2 },
  );
  await expect(failing).rejects.toMatchObject({ code: "40001" });
  expect(attempts).toBe(3);
});

test("statements that are asked for at once run in the order of asking, without a word from pg", async () => {
  await using db = await testDatabase();
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on("warning", note);
  const rows = await transaction(db.pool, (client) =>
    Promise.all([
      client.query("create temporary table t (n int)"),
      client.query("insert into t values (1)"),
      client.query("select n from t"),
    ]),
  );
  process.off("warning", note);
  expect(rows[2].rows).toEqual([{ n: 1 }]);
  expect(warnings).toEqual([]);
});

test("a part that still asks when another has failed is refused, and not committed by itself", async () => {
  await using db = await testDatabase();
  await db.pool.query("create table t (n int)");
  const ended = Promise.withResolvers<void>();
  let late: Promise<unknown> | undefined;
  const failing = transaction(db.pool, (client) => {
    late = ended.promise.then(() => client.query("insert into t values (1)"));
    late.catch(() => {});
    return Promise.all([client.query("select nothing"), late]);
  });
  await expect(failing).rejects.toThrow("nothing");
  ended.resolve();
  await expect(late).rejects.toThrow("the transaction is over");
  expect((await db.pool.query("select n from t")).rows).toEqual([]);
});
