// The chain of the audit in Postgres: what is hashed, when it is sealed, by whom, and that nothing takes it away again.

import { hash } from "node:crypto";
import type pg from "pg";
import { expect, test } from "vitest";
import { PackCheck } from "#core/audit/pack.ts";
import { recordText } from "#core/audit/record.ts";
import { recordsById, sealAudit } from "#store/audit.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { testDatabase } from "#test/support/database.ts";

const entry = { actor: "ada", act: "hold", subject: "shop" } as const;
const seal = async (pool: pg.Pool, limit = 1_000) => (await sealAudit(pool, { limit }))?.sealed;
const sealedIds = async (pool: pg.Pool) =>
  (await pool.query("select ids::text[] from trunkline.audit_seal order by number")).rows.map(
    ({ ids }) => ids.join(),
  );

test("a record's hash is that of its text, which both sides write alike", async () => {
  await using db = await testDatabase();
  await writeAudit(db.pool, {
    ...entry,
    actor: "Zoë\n5:x",
    reason: "",
    detail: { b: [1.0, null], a: "é" },
  });
  await writeAudit(db.pool, { ...entry, kind: "user", requestId: "r", revision: "c", reason: "y" });
  const { rows } = await db.pool.query(
    "select id::text, encode(hash, 'hex') as hash from trunkline.audit order by id",
  );
  const records = await recordsById(db.pool, { ids: ["1", "2"] });
  expect(records.map((one) => ({ id: one.id, hash: hash("sha256", recordText(one)) }))).toEqual(
    rows,
  );
});

test("a hash that is given is not taken", async () => {
  await using db = await testDatabase();
  await db.pool.query(
    "insert into trunkline.audit (actor, act, subject, hash) values ('a', 'b', 'c', 'x')",
  );
  const { rows } = await db.pool.query("select octet_length(hash) as bytes from trunkline.audit");
  expect(rows).toEqual([{ bytes: 32 }]);
});

test("what is committed late is sealed late, and never passed over", async () => {
  await using db = await testDatabase();
  const committed = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const late = transaction(db.pool, async (client) => {
    await writeAudit(client, entry);
    written.resolve();
    await committed.promise;
  });
  await written.promise;
  await writeAudit(db.pool, entry);
  expect(await seal(db.pool)).toBe(1);
  committed.resolve();
  await late;
  // A number that was never committed is no gap in the chain.
  await transaction(db.pool, async (client) => {
    await writeAudit(client, entry);
    throw new Error("no");
  }).catch(() => {});
  await writeAudit(db.pool, entry);
  expect(await seal(db.pool)).toBe(2);
  expect(await seal(db.pool)).toBe(0);
  expect(await sealedIds(db.pool)).toEqual(["2", "1,4"]);
});

test("one seals at a time; when it dies another goes on with the same records", async () => {
  await using db = await testDatabase();
  for (let n = 0; n < 5; n++) await writeAudit(db.pool, entry);
  const first = await db.pool.connect();
  await first.query("begin");
  expect((await sealAudit(first, { limit: 2 }))?.sealed).toBe(2);
  expect(await seal(db.pool)).toBe(0);
  first.release(new Error("it died"));
  await expect.poll(() => seal(db.pool, 3)).toBe(3);
  const counts = await Promise.all([seal(db.pool, 1), seal(db.pool, 1), seal(db.pool, 1)]);
  while (await seal(db.pool, 1)) counts.push(1);
  expect(counts.reduce((a = 0, b = 0) => a + b)).toBe(2);
  expect((await sealedIds(db.pool)).join()).toBe("1,2,3,4,5");
});

test("nobody changes, removes or empties it, whoever they are", async () => {
  await using db = await testDatabase();
  await writeAudit(db.pool, entry);
  await seal(db.pool);
  for (const table of ["audit", "audit_seal"])
    for (const statement of [
      "update % set at = now()",
      "delete from %",
      "truncate %",
      "truncate % cascade",
    ])
      await expect(db.pool.query(statement.replace("%", `trunkline.${table}`))).rejects.toThrow(
        /^the audit is only added to: (update|delete|truncate) of audit(_seal)? is refused$/,
      );
  expect(await sealedIds(db.pool)).toEqual(["1"]);
});

test("a chain of many seals checks out in the program that verifies it", async () => {
  await using db = await testDatabase();
  for (let n = 0; n < 7; n++)
    await writeAudit(db.pool, { ...entry, detail: { n, reason: `r${n}` } });
  while (await seal(db.pool, 3));
  const { readPack } = await import("#api/audit-pack.ts");
  const projects = { names: [], sync: async () => ({ state: "Busy" }) as const };
  const check = new PackCheck({ sha256: (text) => hash("sha256", text) });
  const query = { from: null, to: null, since: null, evidence: true };
  for await (const line of readPack({ pool: db.pool, projects }, query)) check.add(line);
  expect(check.end()).toEqual([]);
  expect(check.counts).toMatchObject({ seals: 3, records: 7, last: { number: 3 } });
});

test("an act on a run is of the run's project, also when the run is gone", async () => {
  await using db = await testDatabase();
  const { deploy, pipeline, task } = await import("#test/support/deploy.ts");
  await deploy(db.pool, [pipeline("close", [task("a")])]);
  await writeAudit(db.pool, { ...entry, subject: "test/close" });
  await writeAudit(db.pool, { ...entry, act: "blackout", subject: "1" });
  await writeAudit(db.pool, { ...entry, subject: "99" });
  await writeAudit(db.pool, { ...entry, subject: "worker 1", detail: { project: "named" } });
  const { rows } = await db.pool.query(
    "select project from trunkline.audit where act <> 'apply' order by id",
  );
  expect(rows.map(({ project }) => project)).toEqual(["test", null, null, "named"]);
});
