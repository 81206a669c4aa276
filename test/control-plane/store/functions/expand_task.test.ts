// A task with `forEach` becomes its instances: with what it waits for as a whole and what each takes, exactly once.

import { expect, test } from "vitest";
import { instancePlace } from "#core/for-each.ts";
import type { Approval, Task } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeWaits } from "#engine/judge-waits.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { markTask, perform, queued, runAgain, runRow, start } from "#test/support/engine.ts";
import { declared, Gated, gates, takes } from "#test/support/gated.ts";
import { hold, release } from "#test/support/holding.ts";
import { brokenInvariants } from "#test/support/invariants.ts";

const list = (count: number) => JSON.stringify(Array.from({ length: count }, (_, n) => n));
const load = (count: number, fields: Partial<Task> = {}) =>
  task("load", { forEach: list(count), ...fields });
/** A task that gives a list, and tasks with an instance for each of its items. */
const behind = (...names: string[]) =>
  pipeline("p", [
    task("list", { outputs: { n: "list<integer>" } }),
    ...names.map((name) => task(name, { needs: [0], forEach: "needs.list.outputs.n" })),
  ]);
async function give(at: Gated, run: string, count: number): Promise<void> {
  const outputs = { n: Array.from({ length: count }, (_, n) => n) };
  await perform(at.pool, at.worker, run, 0, "succeeded", { detail: { ending: "exited", outputs } });
}
const one = (fields: Partial<Task> = {}) => pipeline("p", [load(3, fields)]);
const first = instancePlace(0, 0);
const places = [0, 1, 2].map((item) => instancePlace(0, item));

test("gates of the task are judged once, before there are instances", async () => {
  const approval: Approval = {
    by: [],
    count: 1,
    deadlineMs: null,
    onExpiry: "fail",
    notRequester: false,
  };
  await using at = await Gated.of(one({ gates: gates({ event: "OPEN" }, { approval }) }));
  const run = await at.run("p");
  expect(await at.states(run)).toEqual(["waiting"]);
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  expect(await at.states(run)).toEqual(["waiting"]);
  await at.pool.query(
    "insert into trunkline.vote (run_id, idx, actor, approved) values ($1, 0, 'ada', true)",
    [run],
  );
  await at.pool.query("insert into trunkline.wait_check values ($1, 0)", [run]);
  expect(await at.states(run)).toEqual(["running", "ready", "ready", "ready"]);
  expect((await queued(at.pool)).map(({ idx }) => idx).sort()).toEqual(places);
});

test("each instance takes units of its own, and what it keeps after a failure a rerun of it has", async () => {
  await using at = await Gated.withPools(
    [declared("db", { units: 2 })],
    one({ gates: takes("db", 1, true) }),
  );
  const run = await at.run("p");
  expect(await at.states(run)).toEqual(["running", "ready", "ready", "waiting"]);
  await at.finish(run, first, "failed");
  expect(await at.states(run)).toEqual(["running", "failed", "ready", "waiting"]);
  await at.finish(run, first + 1);
  expect(await at.states(run)).toEqual(["running", "failed", "succeeded", "ready"]);
  await at.finish(run, first + 2);
  expect((await runRow(at.pool, run)).state).toBe("failed");
  const second = await runAgain(at.pool, run);
  expect(await at.states(second)).toEqual(["running", "ready", "succeeded", "succeeded"]);
  const { rows } = await at.pool.query("select run_id, idx, kept from trunkline.pool_hold");
  expect(rows).toEqual([{ run_id: second, idx: first, kept: false }]);
  await at.finish(second, first);
  expect((await runRow(at.pool, second)).state).toBe("succeeded");
  expect(await brokenInvariants(at.pool)).toEqual([]);
});

test("one instance can be held, and passed over; a hold on the task holds it before it has any", async () => {
  await using at = await Gated.of(one());
  const run = await at.run("p");
  await hold(at.pool, { run, task: "load" }, "hold", null);
  expect(await at.states(run)).toEqual(["waiting"]);
  await release(at.pool, { run, task: "load" });
  await hold(at.pool, { run, task: "load[1]" }, "ice", null);
  expect(await at.states(run)).toEqual(["running", "ready", "skipped", "ready"]);
  await at.finish(run, first);
  await at.finish(run, first + 2);
  expect((await runRow(at.pool, run)).state).toBe("succeeded");
});

test("a crash in the middle leaves nothing; servers side by side make them once", async () => {
  await using at = await Gated.of(behind("load"));
  const run = await at.run("p");
  await give(at, run, 500);
  const read = createDefinitions(at.pool).pipeline;
  const crash = transaction(at.pool, async (db) => {
    await judgeWaits(db, read);
    const { rows } = await db.query("select count(*)::int as n from trunkline.task_run");
    expect(rows).toEqual([{ n: 502 }]);
    throw new Error("crashed");
  });
  await expect(crash).rejects.toThrow("crashed");
  expect((await at.pool.query("select from trunkline.task_run")).rowCount).toBe(2);
  expect((await queued(at.pool)).filter(({ idx }) => idx > 0)).toEqual([]);
  await Promise.all(Array.from({ length: 4 }, () => at.settle()));
  expect((await at.pool.query("select from trunkline.task_run")).rowCount).toBe(502);
  expect((await queued(at.pool)).filter(({ idx }) => idx > 0)).toHaveLength(500);
  expect((await runRow(at.pool, run)).open_tasks).toBe(501);
  expect(await brokenInvariants(at.pool)).toEqual([]);
});

test("two lists of one run are counted together", async () => {
  await using at = await Gated.of(behind("load", "other"));
  const run = await at.run("p");
  await give(at, run, 12_000);
  await Promise.all([at.settle(), at.settle()]);
  const { rows } = await at.pool.query(
    "select state, message from trunkline.task_run where run_id = $1 and idx in (1, 2) order by state",
    [run],
  );
  expect(rows.map(({ state }) => state)).toEqual(["running", "failed"]);
  expect(rows[1].message).toContain("a run may have 20000 tasks");
  expect(await brokenInvariants(at.pool)).toEqual([]);
});

test("a mark says what becomes of the whole when it has ended, and not of what runs", async () => {
  await using at = await Gated.of(
    pipeline("p", [load(2), task("after", { needs: [0] }), task("slow")]),
  );
  const run = await at.run("p");
  await at.settle();
  const running = await start(at.pool, at.worker, run, first);
  expect(await markTask(at.pool, run, "load", "succeeded")).toEqual({
    kind: "running",
    tasks: ["load"],
  });
  expect(await markTask(at.pool, run, "load[0]", "succeeded")).toMatchObject({
    kind: "unknownTask",
  });
  expect(running).not.toBeNull();
  await at.pool.query(
    "update trunkline.task_run set state = 'ready', worker = null, attempt = 0, started_at = null where idx = $1",
    [first],
  );
  await at.finish(run, first, "failed");
  await at.finish(run, first + 1);
  expect((await at.states(run)).slice(0, 3)).toEqual(["failed", "skipped", "ready"]);
  expect(await markTask(at.pool, run, "load", "succeeded")).toMatchObject({ kind: "marked" });
  expect((await at.states(run)).slice(0, 3)).toEqual(["succeeded", "ready", "ready"]);
  await at.finish(run, 1);
  await at.finish(run, 2);
  expect((await runRow(at.pool, run)).state).toBe("succeeded");
});
