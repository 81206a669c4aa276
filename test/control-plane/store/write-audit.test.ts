// The one way into the audit: what it fills in, and that no other statement writes there.

import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actingAs } from "#store/acting.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { testDatabase } from "#test/support/database.ts";

const act = { act: "hold", subject: "shop" } as const;

test("who is acting is known from the request under way, also across a transaction that waits", async () => {
  await using db = await testDatabase();
  const who = { name: "ada", kind: "user", requestId: "r1" } as const;
  await actingAs(who, () =>
    transaction(db.pool, async (client) => {
      await writeAudit(client, { ...act, actor: "ada", detail: { reason: "night", commit: "c0" } });
      await writeAudit(client, { ...act, actor: "expiry" });
    }),
  );
  await writeAudit(db.pool, { ...act, actor: "ada" });
  const given = { kind: "robot", reason: "R", requestId: "r2", revision: "c1" } as const;
  const id = await writeAudit(db.pool, { ...act, actor: "ci", ...given, detail: { reason: "no" } });
  expect(id).toBe(4);
  const { rows } = await db.pool.query(
    "select actor, kind, reason, request_id, revision from trunkline.audit order by id",
  );
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["ada", "user", "night", "r1", "c0"],
    // Acts by itself, in her request.
    ["expiry", "system", null, "r1", null],
    ["ada", "system", null, null, null],
    ["ci", "robot", "R", "r2", "c1"],
  ]);
});

test("a record does not outlive the transaction of its act", async () => {
  await using db = await testDatabase();
  const failing = transaction(db.pool, async (client) => {
    await writeAudit(client, { ...act, actor: "ada" });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect((await db.pool.query("select from trunkline.audit")).rowCount).toBe(0);
});

test("no other statement writes into the audit", () => {
  const writing = globSync("control-plane/**/*.{sql,ts}", { exclude: ["**/migrations/**"] }).filter(
    (file) => /insert\s+into\s+trunkline\.audit\b/i.test(readFileSync(file, "utf8")),
  );
  expect(writing).toEqual(["control-plane/store/functions/a_write_audit.sql"]);
});
