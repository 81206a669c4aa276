import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";

test("a test database is migrated", async () => {
  await using db = await testDatabase();
  const { rows } = await db.pool.query(
    "select count(*) > 0 as yes from graphile_worker.jobs right join trunkline.migration on true",
  );
  expect(rows).toHaveLength(1);
});
