// Values for one run on real SQL and with a worker: for what has not started, and for nothing else.

import { expect, test } from "vitest";
import type { GivenValues } from "#core/override/values.ts";
import { type OverrideRequest, override } from "#engine/override.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { newRun, queued, start, taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { Gated, gates } from "#test/support/gated.ts";
import { engineOf, held } from "#test/support/one-worker.ts";

type Pool = Gated["pool"];
const give = (pool: Pool, id: string, given: Partial<GivenValues>, task: string | null = null) => {
  const request: OverrideRequest = {
    ...{ id, task, given: { env: {}, params: {}, runsOn: null, ...given } },
    ...{ actor: "ada", reason: "ticket 4711", rule: "test" },
  };
  return transaction(pool, (db) => override(db, request));
};
const params = { region: { type: "string", default: "eu", description: null } } as const;

test("what has not started gets the values, what has keeps its own, and so does the next run", async () => {
  const env = { LEVEL: "info", REGION: "${{ params.region }}" };
  await using at = await engineOf(
    [held("a", { env }), task("b", { needs: [0], env }), task("c", { needs: [1], env })],
    { fields: { params } },
  );
  const first = await at.executor.attempt("a");
  const given = { env: { LEVEL: "debug", NEW: "`id`" }, params: { region: "us" } };
  expect(await give(at.pool, at.run, given)).toEqual({ kind: "overridden" });
  await give(at.pool, at.run, { env: { LEVEL: "trace" } }, "c");
  first.end();
  // What was given goes by the gatekeeper, never inline.
  const { createDefinitions } = await import("#engine/definitions.ts");
  const { startGatekeeper } = await import("#engine/gatekeeper.ts");
  const gatekeeper = startGatekeeper({
    pool: at.pool,
    readPipeline: createDefinitions(at.pool).pipeline,
    held: () => null,
    report: () => {},
  });
  expect(await at.finished()).toBe("succeeded");
  const next = await newRun(at.pool, at.pipeline, new Date("2026-01-02T06:00:00Z"));
  const again = () =>
    at.executor.begun.find(({ request }) => request.runId === next && request.task === "a");
  await eventually("the next run begins", () => again() !== undefined);
  again()?.end();
  expect(await at.finished(next)).toBe("succeeded");
  await gatekeeper.stop();
  const told = at.executor.begun.map(({ request: { runId, task, env } }) => [
    runId === next ? "next" : "this",
    task,
    env.LEVEL,
    env.REGION,
    env.NEW,
  ]);
  expect(told).toEqual([
    ["this", "a", "info", "eu", undefined],
    ["this", "b", "debug", "us", "`id`"],
    ["this", "c", "trace", "us", "`id`"],
    ["next", "a", "info", "eu", undefined],
    ["next", "b", "info", "eu", undefined],
    ["next", "c", "info", "eu", undefined],
  ]);
});

test("a task that is sent elsewhere is claimed there alone, though it stood in the queue already", async () => {
  await using at = await Gated.of(pipeline("p", [task("a"), task("b", { needs: [0] })]));
  const run = await at.run("p");
  expect(await taskStates(at.pool, run)).toEqual(["ready", "waiting"]);
  await give(at.pool, run, { runsOn: ["host:etl02"] });
  expect(await taskStates(at.pool, run)).toEqual(["waiting", "waiting"]);
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
  expect(await queued(at.pool)).toHaveLength(2);
  expect(await start(at.pool, at.worker, run, 0)).toBe(null);
  await at.pool.query("update trunkline.worker set labels = '{big,host:etl02}'");
  expect(await start(at.pool, at.worker, run, 0)).toMatchObject({ attempt: 1 });
});

test("`finally` and what undoes have the values too", async () => {
  const tasks = [task("a"), task("last", { phase: "finally", condition: "true", needs: [0] })];
  await using at = await Gated.of(pipeline("p", tasks));
  const run = await at.run("p");
  await give(at.pool, run, { runsOn: ["etl"], env: { A: "x" } });
  await at.settle();
  await at.pool.query("update trunkline.worker set labels = '{etl}'");
  await at.finish(run, 0);
  await at.settle();
  const { rows } = await at.pool.query(
    "select t.idx, t.overridden, x.labels from trunkline.task_run t join trunkline.route x on x.id = t.route order by 1",
  );
  expect(rows).toEqual([
    { idx: 0, overridden: true, labels: ["etl"] },
    { idx: 1, overridden: true, labels: ["etl"] },
  ]);
});

test("what a task with `forEach` becomes has what the task was given", async () => {
  const lists = { rows: { type: "integer", default: 1, description: null } } as const;
  const load = task("load", { forEach: "[params.rows, 7]", gates: gates({ event: "E" }) });
  await using at = await Gated.of(pipeline("p", [load], { params: lists }));
  const run = await at.run("p");
  await give(at.pool, run, { params: { rows: 5 } });
  await give(at.pool, run, { runsOn: ["etl"] }, "load");
  await at.effect({ emit: "E", date: "2026-01-01" });
  await at.settle();
  const { rows } = await at.pool.query(
    "select t.item, t.overridden, x.labels from trunkline.task_run t join trunkline.route x on x.id = t.route where t.idx > 0 order by t.idx",
  );
  expect(rows).toEqual([
    { item: 5, overridden: true, labels: ["etl"] },
    { item: 7, overridden: true, labels: ["etl"] },
  ]);
});

test("parameters are of their types; what does not fit is refused, and nothing is kept of it", async () => {
  const rows = { rows: { type: "integer", default: 1, description: null } } as const;
  await using at = await Gated.of(pipeline("p", [task("a")], { params: rows }));
  const run = await at.run("p");
  expect(await give(at.pool, run, { params: { rows: "many" } })).toMatchObject({
    kind: "invalid",
    issues: [{ at: "params.rows" }],
  });
  expect(await give(at.pool, run, { params: { raws: 5 } })).toMatchObject({ kind: "invalid" });
  expect(await give(at.pool, run, { env: { A: "x" } }, "b")).toMatchObject({ kind: "unknownTask" });
  expect((await at.pool.query("select from trunkline.override")).rowCount).toBe(0);
  expect(await give(at.pool, run, { params: { rows: "5" } })).toEqual({ kind: "overridden" });
  const stored = await at.pool.query("select kind, name, value, before from trunkline.override");
  expect(stored.rows).toEqual([{ kind: "param", name: "rows", value: 5, before: 1 }]);
  await start(at.pool, at.worker, run, 0);
  expect(await give(at.pool, run, { params: { rows: 6 } })).toMatchObject({ kind: "started" });
});

test("what was there before is kept with what is given, in the audit too", async () => {
  const env = { LEVEL: "info" };
  await using at = await Gated.of(
    pipeline("p", [task("a", { env }), task("b", { env, needs: [0] })], { params }),
  );
  const run = await at.run("p");
  await give(at.pool, run, { params: { region: "us" }, env: { LEVEL: "warn", NEW: "x" } });
  await give(at.pool, run, { env: { LEVEL: "debug" } }, "b");
  await give(at.pool, run, { params: { region: "asia" }, env: { LEVEL: "trace" } });
  const { rows } = await at.pool.query(
    "select detail -> 'values' as values from trunkline.audit where act = 'override' order by id",
  );
  expect(rows.map(({ values }) => values)).toEqual([
    [
      { kind: "param", name: "region", value: "us", before: "eu" },
      { kind: "env", name: "LEVEL", value: "warn", before: "info" },
      { kind: "env", name: "NEW", value: "x", before: null },
    ],
    [{ kind: "env", name: "LEVEL", value: "debug", before: "warn" }],
    [
      { kind: "param", name: "region", value: "asia", before: "us" },
      { kind: "env", name: "LEVEL", value: "trace", before: ["warn", "debug"] },
    ],
  ]);
  const stored = await at.pool.query("select before from trunkline.override order by id");
  expect(stored.rows.map(({ before }) => before)).toEqual([
    ...["eu", "info", null, "warn", "us", ["warn", "debug"]],
  ]);
});

test("a retry after the override has the values", async () => {
  const retry = { retries: 1, delayMs: 1, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await Gated.of(pipeline("p", [task("a", { retry })]));
  const run = await at.run("p");
  const claim = await start(at.pool, at.worker, run, 0);
  const { retryTask } = await import("#store/tasks.sql.ts");
  await retryTask(at.pool, {
    ...{ run, idx: 0, attempt: claim?.attempt ?? 0, delayMs: "1" },
    detail: { ending: "exited", exitCode: 1 },
  });
  expect(await give(at.pool, run, { env: { A: "x" } }, "a")).toEqual({ kind: "overridden" });
  const scheduler = startScheduler({ pool: at.pool });
  await eventually("it is ready", async () => (await at.states(run))[0] === "ready");
  await scheduler.stop();
  const { rows } = await at.pool.query("select overridden from trunkline.task_run");
  expect(rows).toEqual([{ overridden: true }]);
});
