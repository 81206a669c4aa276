// Pools by the API: who has them, who waits, why a task waits for one, and returning what a failed task keeps.

import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { day } from "#test/support/engine.ts";
import { declared, Gated, takes } from "#test/support/gated.ts";
import { apiOn } from "./api-under-test.ts";

test("a pool shows who has some of it and who waits, in their order; why tells how it stands", async () => {
  const load = pipeline("load", [task("a", { gates: takes("warehouse", 2) })]);
  await using at = await Gated.withPools([declared("warehouse", { units: 3 })], load);
  await using api = await apiOn(at.pool);
  const runs = [await at.run("load")];
  await at.settle();
  for (const n of [2, 3]) runs.push(await at.run("load", day(n)));
  await at.settle();
  const { body } = await api.get("/pools?project=test");
  expect(body.items).toMatchObject([
    {
      name: "warehouse",
      project: "test",
      kind: "units",
      units: 3,
      used: 2,
      waiting: 2,
      users: [{ run: runs[0], pipeline: "load", task: "a", takes: "2 units of pool warehouse" }],
      next: [{ run: runs[1] }, { run: runs[2] }],
    },
  ]);
  expect((await api.get("/pools?project=other")).body.items).toEqual([]);
  expect((await api.get("/status")).body.pools).toEqual({ declared: 1, waiting: 2 });
  const why = await api.get(`/runs/${runs[2]}/why`);
  expect(why.body.reasons).toMatchObject([
    {
      kind: "gate",
      task: "a",
      holds: false,
      message: `2 units of pool warehouse: 2 of 3 are taken by run ${runs[0]}; 1 task is ahead`,
      change: "`trunkline pools` shows who has it and who waits",
    },
  ]);
});

test("what a failed task keeps is returned by hand, with its record in the audit", async () => {
  const load = pipeline("load", [task("a", { gates: takes("ledger", "exclusive", true) })]);
  await using at = await Gated.withPools(
    [declared("ledger", { kind: "lock", units: 1_000_000 })],
    load,
  );
  await using api = await apiOn(at.pool);
  const [run, other] = [await at.run("load"), await at.run("load", day(2))];
  await at.settle();
  await at.finish(run, 0, "failed");
  expect(await at.states(other)).toEqual(["waiting"]);
  expect((await api.get("/pools")).body.items).toMatchObject([
    {
      kind: "lock",
      units: 1,
      used: 1,
      users: [{ run, kept: true, takes: "lock ledger, exclusive" }],
    },
  ]);
  expect((await api.post(`/runs/${other}/return`)).status).toBe(404);
  expect((await api.post(`/runs/${run}/return`, { task: "b" })).status).toBe(404);
  const answer = await api.post(`/runs/${run}/return`, { task: "a", reason: "repaired" });
  expect(answer.body).toEqual({ pools: ["ledger"] });
  expect(await at.states(other)).toEqual(["ready"]);
  const { rows } = await at.pool.query(
    "select actor, subject, detail from trunkline.audit where act = 'return'",
  );
  expect(rows).toEqual([
    { actor: "local-token", subject: run, detail: { task: "a", reason: "repaired" } },
  ]);
});
