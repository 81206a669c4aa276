import { expect, test } from "vitest";
import { untilLastConnection } from "#store/last-connection.ts";
import { testDatabase } from "#test/support/database.ts";

test("waits for the others to go, and not for ever", async () => {
  await using db = await testDatabase();
  const client = await db.pool.connect();
  const started = performance.now();
  await untilLastConnection(db.connectionString, 50);
  expect(performance.now() - started).toBeGreaterThanOrEqual(50);

  let gone = false;
  const waiting = untilLastConnection(db.connectionString, 10_000).then(() => {
    expect(gone).toBe(true);
  });
  await client.query("select 1");
  gone = true;
  client.release(true);
  await waiting;
  expect(performance.now() - started).toBeLessThan(9_000);
});

test("a server that is not there is not waited for", async () => {
  const nowhere = "postgres://x:x@%2Fnonexistent/x";
  await expect(untilLastConnection(nowhere)).resolves.toBeUndefined();
});
