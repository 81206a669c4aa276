import { expect, test } from "vitest";
import { identifierOf, routesOfLabels } from "#engine/routes.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { day, runAgain } from "#test/support/engine.ts";
import { Gated, gates } from "#test/support/gated.ts";
import { brokenInvariants } from "#test/support/invariants.ts";

test("each set of labels is one route, and no labels are route 0 without a query", async () => {
  await using db = await testDatabase();
  const none = { query: () => Promise.reject(new Error("asked")) } as never;
  expect(await routesOfLabels(none, [[], []])).toEqual(new Map([["", 0]]));
  const first = await routesOfLabels(db.pool, [["a"], ["a", "b"], ["a"]]);
  expect([...first.keys()].sort()).toEqual(["", "a", "a,b"]);
  const again = await routesOfLabels(db.pool, [["b"], ["a", "b"]]);
  expect(again.get("a,b")).toBe(first.get("a,b"));
  const { rows } = await db.pool.query("select labels from trunkline.route order by labels");
  expect(rows.map(({ labels }) => labels)).toEqual([[], ["a"], ["a", "b"], ["b"]]);
});

test("the queue's name of a route is what SQL gives", async () => {
  await using db = await testDatabase();
  for (const route of [0, 7]) {
    const { rows } = await db.pool.query(
      "select (trunkline.task_job(1, 2, $1, 0::smallint)).identifier",
      [route],
    );
    expect(rows).toEqual([{ identifier: identifierOf(route) }]);
  }
});

test("a deployment writes routes, and puts first the successor that the same worker may go on with", async () => {
  await using db = await testDatabase();
  await deploy(db.pool, [
    pipeline("p", [
      task("a", { runsOn: ["x"] }),
      task("elsewhere", { needs: [0], runsOn: ["x", "y"] }),
      task("anywhere", { needs: [0] }),
      task("here as another", { needs: [0], runsOn: ["x"], runAs: "fin1" }),
      task("here", { needs: [0], runsOn: ["x"] }),
    ]),
  ]);
  const { rows } = await db.pool.query(
    "select s.succ, s.lane, r.labels from trunkline.spec_task s join trunkline.route r on r.id = s.route order by s.idx",
  );
  expect(rows).toEqual([
    { succ: [4, 1, 2, 3], lane: true, labels: ["x"] },
    { succ: [], lane: false, labels: ["x", "y"] },
    { succ: [], lane: false, labels: [] },
    { succ: [], lane: false, labels: ["x"] },
    { succ: [], lane: false, labels: ["x"] },
  ]);
});

test("whatever makes a task ready, it stands in the queue under its route", async () => {
  const runsOn = ["etl"];
  await using at = await Gated.of(
    pipeline(
      "limited",
      [task("a", { runsOn }), task("b", { runsOn, needs: [0], gates: gates({ event: "GO" }) })],
      { concurrency: { runs: 1, whenBusy: "queue" } },
    ),
    pipeline("gated", [task("c", { runsOn, gates: gates({ event: "GO" }) })]),
  );
  const identifiers = async () => {
    const broken = await brokenInvariants(at.pool);
    expect(broken.filter((one) => one.includes("queue"))).toEqual([]);
    const { rows } = await at.pool.query(
      "select distinct task_identifier as one from graphile_worker.jobs",
    );
    return rows.map(({ one }) => one);
  };
  const { rows } = await at.pool.query("select id from trunkline.route where labels = '{etl}'");
  const etl = [identifierOf(rows[0].id)];
  const first = await at.run("limited", day(1));
  const second = await at.run("limited", day(2));
  const third = await at.run("gated", day(1));
  expect(await at.states(first)).toEqual(["ready", "waiting"]);
  expect(await identifiers()).toEqual(etl);
  await at.finish(first);
  await at.effect({ emit: "GO", date: "2026-01-01" });
  expect(await at.states(first)).toEqual(["succeeded", "ready"]);
  expect(await at.states(third)).toEqual(["ready"]);
  await at.finish(first, 1, "failed");
  expect(await at.states(second)).toEqual(["ready", "waiting"]);
  expect(await identifiers()).toEqual(etl);
  await at.finish(second, 0, "failed");
  expect(await at.states(await runAgain(at.pool, first))).toEqual(["succeeded", "ready"]);
  expect(await identifiers()).toEqual(etl);
});
