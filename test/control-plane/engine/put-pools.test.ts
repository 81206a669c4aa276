// `pools.yaml` on a real repository: what a commit of it changes, and what no commit may.

import { expect, test } from "vitest";
import type { Outcome } from "#reconcile";
import { changes, SyncedProject } from "#test/support/synced-project.ts";

const load = "name: load\ntasks: {a: {run: x, pools: {warehouse: 1}}}\n";
const files = { "pools.yaml": "warehouse: {units: 2}\n", "pipelines/load.yaml": load };

async function totals(project: SyncedProject): Promise<Record<string, number>> {
  const { rows } = await project.database.pool.query(
    `select d.name, p.units from trunkline.pool_declaration d join trunkline.pool p on p.id = d.pool_id
      where d.removed_at is null`,
  );
  return Object.fromEntries(rows.map(({ name, units }) => [name, units]));
}

const pools = (outcome: Outcome) =>
  "plan" in outcome ? outcome.plan?.pools.map(({ pool }) => pool) : null;

test("a total is planned and deployed with its commit, and changes no pipeline", async () => {
  await using project = await SyncedProject.make(files);
  expect(pools(await project.sync())).toEqual(["warehouse"]);
  expect(await totals(project)).toEqual({ warehouse: 2 });
  const outcome = await project.commit({ "pools.yaml": "warehouse: {units: 5}\n" });
  expect([changes(outcome), pools(outcome)]).toEqual([[], ["warehouse"]]);
  expect(await totals(project)).toEqual({ warehouse: 5 });
});

test("a broken pools.yaml keeps the totals and breaks who uses them; a repaired one brings both back", async () => {
  await using project = await SyncedProject.make({
    ...files,
    "pipelines/plain.yaml": "name: plain\ntasks: {a: {run: x}}\n",
  });
  await project.sync();
  const broken = await project.commit({
    "pools.yaml": "warehouse: {units: many}\n",
    "pipelines/plain.yaml": "name: plain\ntasks: {a: {run: y}}\n",
  });
  expect([changes(broken), pools(broken)]).toEqual([["changed plain"], []]);
  expect(await project.broken()).toEqual(["pipelines/load.yaml"]);
  expect(await totals(project)).toEqual({ warehouse: 2 });
  await project.commit({ "pools.yaml": "warehouse: {units: 3}\n" });
  expect(await project.broken()).toEqual([]);
  expect(await totals(project)).toEqual({ warehouse: 3 });
});

test("a pool that is gone breaks who names it; what is deployed goes on with its last total", async () => {
  await using project = await SyncedProject.make(files);
  await project.sync();
  await project.commit({ "pools.yaml": null });
  expect(await project.broken()).toEqual(["pipelines/load.yaml"]);
  expect(await project.deployed()).toEqual({ load: "pipelines/load.yaml" });
  expect(await totals(project)).toEqual({});
  const { rows } = await project.database.pool.query("select name, units from trunkline.pool");
  expect(rows).toEqual([{ name: "warehouse", units: 2 }]);
  await project.commit({ "pools.yaml": files["pools.yaml"] });
  expect(await project.broken()).toEqual([]);
  expect(await totals(project)).toEqual({ warehouse: 2 });
});
