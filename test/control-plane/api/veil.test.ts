// What a pipeline that may be read tells of what it awaits: that there is something, and not what.

import { expect, test } from "vitest";
import { seesAll } from "#api/sight.ts";
import { unreadable, veilFor } from "#api/veil.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

const owned = (name: string, fields = {}) =>
  pipeline(name, [task("a")], { owner: name, ...fields });

test("names of what may not be read are taken out of texts, gates and specs; others stay", async () => {
  await using db = await testDatabase();
  const awaits = normalizeCondition({ all: [{ pipeline: "ledger" }, { pipeline: "vault/pay" }] });
  const report = owned("report", { awaits });
  const ids = await deploy(db.pool, [report, owned("ledger"), owned("ledger-2")]);
  const { rows } = await db.pool.query(
    "select class_id from trunkline.pipeline where name = 'report'",
  );
  const sight = { ...seesAll, classes: [rows[0].class_id] };
  const pipelines = [ids.get("report") as number];
  const veil = await veilFor(db.pool, sight, { pipelines });
  expect(veil.text("waits for run 12 of ledger (see `trunkline why 12`), not for ledger-2")).toBe(
    `waits for a run of ${unreadable}, not for ledger-2`,
  );
  expect(veil.text("vault/pay succeeded")).toBe(`${unreadable} succeeded`);
  expect(veil.text("pay and test/ledgers")).toBe("pay and test/ledgers");
  const gate = { text: "ledger succeeded", found: "run 3 is running", holds: false, change: "x" };
  expect(veil.gate(gate)).toEqual({
    ...{ text: unreadable, found: "is not yet as it should be", holds: false, change: null },
  });
  expect(JSON.stringify(veil.spec(report))).not.toMatch(/ledger|vault|pay/);
  const open = await veilFor(db.pool, seesAll, { pipelines });
  expect(open.gate(gate)).toBe(gate);
});
