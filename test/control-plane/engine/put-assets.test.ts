import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import { listAssets } from "#store/assets.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { Gated, gates } from "#test/support/gated.ts";

const hour = 3_600_000;
const writer = (name: string, freshnessMs: number | null): Pipeline =>
  pipeline(name, [task("w", { effects: [{ kind: "update", asset: "orders", freshnessMs }] })]);
const reader = pipeline("reader", [
  task("fresh", { gates: gates({ asset: "orders", state: "fresh" }) }),
  task("stale", { gates: gates({ asset: "orders", state: "stale" }) }),
]);
const listed = async (at: Gated) =>
  (await listAssets(at.pool, { limit: 10 })).map(({ name, fresh, fresh_until, at: updated }) => [
    name,
    fresh,
    fresh_until && updated && fresh_until.getTime() - updated.getTime(),
  ]);

test("an asset that nobody updated is stale; an update makes it fresh for as long as its writers say", async () => {
  await using at = await Gated.of(writer("a", 26 * hour), writer("b", 2 * hour), reader);
  expect(await listed(at)).toEqual([["orders", false, null]]);
  const run = await at.run("reader");
  expect(await at.states(run)).toEqual(["waiting", "ready"]);
  await at.effect({ update: "orders" });
  expect(await at.states(run)).toEqual(["ready", "ready"]);
  expect(await listed(at)).toEqual([["orders", true, 2 * hour]]);
});

test("what waits for an asset to be stale starts when its time is up", async () => {
  await using at = await Gated.of(writer("a", 2 * hour), reader);
  await at.effect({ update: "orders" });
  const run = await at.run("reader");
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
  // While a transaction of another test is open it is looked at again soon: that one may have missed its keys.
  await eventually("the next look is when the time is up", async () => {
    await at.settle();
    const { rows } = await at.pool.query(
      "select next_at > now() + interval '1 h' as later from trunkline.wait",
    );
    return rows[0]?.later;
  });
  await at.pool.query("update trunkline.asset_update set at = now() - interval '3 h'");
  await at.pool.query("update trunkline.wait set next_at = now()");
  expect(await at.states(run)).toEqual(["ready", "ready"]);
  expect(await listed(at)).toEqual([["orders", false, 2 * hour]]);
});

test("a deployed change of the freshness wakes who waits; a removed writer says nothing any more", async () => {
  await using at = await Gated.of(writer("a", 2 * hour), reader);
  await at.effect({ update: "orders" });
  await at.pool.query("update trunkline.asset_update set at = now() - interval '3 h'");
  const run = await at.run("reader");
  expect(await at.states(run)).toEqual(["waiting", "ready"]);
  await deploy(at.pool, [writer("a", 26 * hour), reader]);
  expect(await at.states(run)).toEqual(["ready", "ready"]);
  await deploy(at.pool, [reader]);
  expect((await at.pool.query("select * from trunkline.asset_writer")).rows).toEqual([]);
  expect(await listed(at)).toEqual([["orders", true, null]]);
});

test("who writes and who reads an asset is listed, with or without a freshness", async () => {
  const reads = (name: string) => pipeline(name, [task("r", { reads: ["orders", "fx"] })]);
  await using at = await Gated.of(writer("a", null), writer("b", hour), reads("c"));
  const users = async () =>
    (await listAssets(at.pool, { limit: 10 })).map((one) => [one.name, one.writers, one.readers]);
  expect(await users()).toEqual([
    ["fx", [], ["test/c"]],
    ["orders", ["test/a", "test/b"], ["test/c"]],
  ]);
  expect(await listed(at)).toEqual([
    ["fx", false, null],
    ["orders", false, null],
  ]);
  await at.effect({ update: "orders" });
  expect(await listed(at)).toContainEqual(["orders", true, hour]);

  // An upgrade finds writers in the specs that are deployed.
  await at.pool.query("delete from trunkline.asset_writer where fresh_ms is null");
  const file = new URL("../../../control-plane/store/migrations/0030-lineage.sql", import.meta.url);
  const [, backfill = ""] = /^(insert into [^;]*;)/m.exec(readFileSync(file, "utf8")) ?? [];
  await at.pool.query(backfill);
  expect(await users()).toContainEqual(["orders", ["test/a", "test/b"], ["test/c"]]);

  await deploy(at.pool, [
    pipeline("a", [task("t")]),
    pipeline("c", [task("t", { reads: ["fx"] })]),
  ]);
  expect(await users()).toEqual([
    ["fx", [], ["test/c"]],
    ["orders", [], []],
  ]);
});
