// A database from before the audit was chained: its records are sealed as they are, and a record says how many they were.

import { cpSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readPack } from "#api/audit-pack.ts";
import { sha256 } from "#cli/read-revisions.ts";
import { PackCheck } from "#core/audit/pack.ts";
import { sealAudit } from "#store/audit.sql.ts";
import { migrate } from "#store/migrate.ts";
import { emptyDatabase } from "#test/support/database.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const store = path.resolve(import.meta.dirname, "../../control-plane/store");

test("history of before the chain is sealed first, and programs of before go on writing", async () => {
  await using directory = temporaryDirectory();
  const before = path.join(directory.path, "migrations");
  cpSync(path.join(store, "migrations"), before, { recursive: true });
  for (const name of readdirSync(before))
    if (name >= (readdirSync(before).find((one) => one.endsWith("-audit-columns.sql")) ?? "0051"))
      rmSync(path.join(before, name));
  await using db = await emptyDatabase();
  await migrate(db.connectionString, { folder: directory.path });
  const old =
    "insert into trunkline.audit (actor, act, subject, detail) values ($1, 'apply', 'gone', $2)";
  for (let n = 0; n < 3; n++) await db.pool.query(old, [`ada${n}`, { commit: "c", n }]);
  await migrate(db.connectionString);
  await db.pool.query(old, ["old server", {}]);
  await sealAudit(db.pool, { limit: 100 });
  const { rows } = await db.pool.query(
    "select actor, kind, detail from trunkline.audit where act <> 'apply'",
  );
  expect(rows).toEqual([{ actor: "trunkline", kind: "system", detail: { before: 3, last: 3 } }]);
  const check = new PackCheck({ sha256 });
  const projects = { names: [], sync: async () => ({ state: "Busy" }) as const };
  const whole = { from: null, to: null, since: null, evidence: false };
  for await (const line of readPack({ pool: db.pool, projects }, whole)) check.add(line);
  expect(check.end()).toEqual([]);
  expect(check.counts.records).toBe(5);
});
