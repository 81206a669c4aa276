import { expect, test } from "vitest";
import { cancelRun } from "#store/runs.sql.ts";
import { completeTasks, startTasks } from "#store/tasks.sql.ts";
import { task } from "#test/support/deploy.ts";
import { finish, perform, queued, runRow, start, taskStates } from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

const diamond = [
  task("a"),
  task("b", { needs: [0] }),
  task("c", { needs: [0] }),
  task("d", { needs: [1, 2] }),
];

test("a late completion of an attempt that is not the newest changes nothing", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  if (!claim) throw new Error("not claimed");
  await finish(at.pool, at.worker, { ...claim, attempt: 0 }, "failed");
  await finish(at.pool, at.worker, { ...claim, attempt: 2 }, "failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["running", "waiting"]);
  await finish(at.pool, at.worker, claim);
  await finish(at.pool, at.worker, claim, "failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "ready"]);
});

test("the same completion twice in one batch counts once", async () => {
  await using at = await oneRun(diamond);
  const claim = await start(at.pool, at.worker, at.run, 0);
  if (!claim) throw new Error("not claimed");
  await completeTasks(at.pool, {
    runs: [at.run, at.run],
    idxs: [0, 0],
    attempts: [1, 1],
    states: ["succeeded", "succeeded"],
    details: [null, null],
    worker: at.worker,
    inline: false,
  });
  expect((await runRow(at.pool, at.run)).open_tasks).toBe(3);
  expect(await queued(at.pool)).toHaveLength(3);
});

test("of two successors only the first goes on inline, the other is queued", async () => {
  await using at = await oneRun(diamond);
  const claimed = await perform(at.pool, at.worker, at.run, 0, "succeeded", { inline: true });
  expect(claimed).toEqual([{ run: at.run, idx: 1, attempt: 1 }]);
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "running", "ready", "waiting"]);
  expect(await queued(at.pool)).toEqual([
    { run: at.run, idx: 0 },
    { run: at.run, idx: 2 },
  ]);
});

test("a fan-in becomes ready with its last need, once, also when both finish in one batch", async () => {
  await using at = await oneRun(diamond);
  await perform(at.pool, at.worker, at.run, 0);
  await startTasks(at.pool, { runs: [at.run, at.run], idxs: [1, 2], worker: at.worker });
  const claimed = await completeTasks(at.pool, {
    runs: [at.run, at.run],
    idxs: [1, 2],
    attempts: [1, 1],
    states: ["succeeded", "succeeded"],
    details: [null, null],
    worker: at.worker,
    inline: true,
  });
  expect(claimed).toEqual([{ run_id: at.run, idx: 3, attempt: 1 }]);
});

test("two workers that finish the needs of one task at the same time count both", async () => {
  await using at = await oneRun(diamond);
  await perform(at.pool, at.worker, at.run, 0);
  const claims = [
    await start(at.pool, at.worker, at.run, 1),
    await start(at.pool, at.worker, at.run, 2),
  ];
  await using one = { client: await at.pool.connect(), [Symbol.asyncDispose]: async () => {} };
  await one.client.query("begin");
  await finish(one.client, at.worker, claims[0] as NonNullable<(typeof claims)[0]>);
  const other = finish(at.pool, at.worker, claims[1] as NonNullable<(typeof claims)[0]>);
  await one.client.query("commit");
  one.client.release();
  await other;
  expect(await taskStates(at.pool, at.run)).toEqual([
    "succeeded",
    "succeeded",
    "succeeded",
    "ready",
  ]);
});

test("nothing goes on inline while a worker drains, nor for a worker that was declared lost", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] }), task("c", { needs: [1] })]);
  expect(await perform(at.pool, at.worker, at.run, 0, "succeeded", { inline: false })).toEqual([]);
  const claim = await start(at.pool, at.worker, at.run, 1);
  await at.pool.query("update trunkline.worker set lost_at = now() where id = $1", [at.worker]);
  expect(
    await finish(at.pool, at.worker, claim as NonNullable<typeof claim>, "succeeded", {
      inline: true,
    }),
  ).toEqual([]);
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "succeeded", "ready"]);
});

test("a failure skips everything behind it, over several levels, and fails the run", async () => {
  await using at = await oneRun([
    task("a"),
    task("b", { needs: [0] }),
    task("c", { needs: [1] }),
    task("d", { needs: [2] }),
    task("free"),
    task("mixed", { needs: [3, 4] }),
  ]);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  expect(await taskStates(at.pool, at.run)).toEqual([
    "failed",
    "skipped",
    "skipped",
    "skipped",
    "ready",
    "waiting",
  ]);
  await perform(at.pool, at.worker, at.run, 4);
  expect(await runRow(at.pool, at.run)).toMatchObject({ state: "failed", open_tasks: 0 });
  expect((await taskStates(at.pool, at.run))[5]).toBe("skipped");
});

test("a task with `if` becomes ready whatever became of its needs, a skipped chain included", async () => {
  await using at = await oneRun([
    task("a"),
    task("b", { needs: [0] }),
    task("repair", { needs: [1], condition: "finished('b')" }),
    task("after", { needs: [2] }),
  ]);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "skipped", "ready", "waiting"]);
  await perform(at.pool, at.worker, at.run, 2);
  await perform(at.pool, at.worker, at.run, 3);
  expect((await runRow(at.pool, at.run)).state).toBe("failed");
});

test("a task whose `if` was false is skipped, and so is what needs it, and the run succeeds", async () => {
  await using at = await oneRun([
    task("a"),
    task("repair", { needs: [0], condition: "failed('a')" }),
    task("after", { needs: [1] }),
  ]);
  await perform(at.pool, at.worker, at.run, 0);
  await perform(at.pool, at.worker, at.run, 1, "skipped");
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "skipped", "skipped"]);
  expect((await runRow(at.pool, at.run)).state).toBe("succeeded");
});

test("a failure that is to be continued lets successors run and the run succeed", async () => {
  await using at = await oneRun([task("a", { onFailure: "continue" }), task("b", { needs: [0] })]);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  await perform(at.pool, at.worker, at.run, 1);
  expect(await runRow(at.pool, at.run)).toMatchObject({ state: "succeeded", failed_tasks: 0 });
});

test("a run of many tasks finished in one batch closes once", async () => {
  const many = Array.from({ length: 50 }, (_, index) => task(`t${index}`));
  await using at = await oneRun(many);
  const idxs = many.map((_, index) => index);
  const runs = many.map(() => at.run);
  await startTasks(at.pool, { runs, idxs, worker: at.worker });
  await completeTasks(at.pool, {
    runs,
    idxs,
    attempts: many.map(() => 1),
    states: many.map((_, index) => (index === 7 ? "failed" : "succeeded")),
    details: many.map(() => null),
    worker: at.worker,
    inline: true,
  });
  expect(await runRow(at.pool, at.run)).toMatchObject({
    state: "failed",
    failed_tasks: 1,
    open_tasks: 0,
  });
});

test("what ended how, and its outputs, are in the row", async () => {
  await using at = await oneRun([task("a")]);
  const detail = { ending: "exited", exitCode: 3, message: "no file", outputs: { rows: 7 } };
  await perform(at.pool, at.worker, at.run, 0, "failed", { detail });
  const { rows } = await at.pool.query(
    "select ending, exit_code, message, outputs from trunkline.task_run",
  );
  expect(rows).toEqual([
    { ending: "exited", exit_code: 3, message: "no file", outputs: { rows: 7 } },
  ]);
});

test("a run that is being cancelled ends as cancelled, though its last task succeeded", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  await finish(at.pool, at.worker, claim as NonNullable<typeof claim>, "succeeded", {
    inline: true,
  });
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "cancelled"]);
  expect(await runRow(at.pool, at.run)).toMatchObject({ state: "cancelled", reason: "enough" });
});
