import type pg from "pg";
import { expect, test } from "vitest";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import {
  createRun,
  day,
  finish,
  again as next,
  perform,
  runRow,
  runStates,
  start,
  taskStates,
} from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

/** Null when there is none. */
const again = async (pool: pg.Pool, id: string, fromFailed = true): Promise<string | null> => {
  const made = await next(pool, id, { kind: fromFailed ? "failed" : "all" });
  return made.kind === "made" ? made.id : null;
};

const chain = [task("a"), task("b", { needs: [0] }), task("c", { needs: [1] })];

test("from failed: what succeeded is carried over with its outputs, the rest runs, and the slot has a next generation", async () => {
  await using at = await oneRun(chain);
  const detail = { ending: "exited", exitCode: 0, outputs: { rows: 7 } };
  await perform(at.pool, at.worker, at.run, 0, "succeeded", { detail });
  await perform(at.pool, at.worker, at.run, 1, "failed");
  const next = (await again(at.pool, at.run)) as string;
  expect(await taskStates(at.pool, next)).toEqual(["succeeded", "ready", "waiting"]);
  expect(await runRow(at.pool, next)).toMatchObject({
    generation: 2,
    slot: (await runRow(at.pool, at.run)).slot,
    open_tasks: 2,
  });
  const { rows } = await at.pool.query(
    "select outputs from trunkline.task_run where run_id = $1 and idx = 0",
    [next],
  );
  expect(rows).toEqual([{ outputs: { rows: 7 } }]);
  await perform(at.pool, at.worker, next, 1);
  await perform(at.pool, at.worker, next, 2);
  expect((await runRow(at.pool, next)).state).toBe("succeeded");
});

test("all: everything runs again", async () => {
  await using at = await oneRun(chain);
  await perform(at.pool, at.worker, at.run, 0);
  await perform(at.pool, at.worker, at.run, 1, "failed");
  const next = (await again(at.pool, at.run, false)) as string;
  expect(await taskStates(at.pool, next)).toEqual(["ready", "waiting", "waiting"]);
});

test("of a succeeded run everything runs again when asked for, and from failed there is nothing", async () => {
  await using at = await oneRun([task("a")]);
  await perform(at.pool, at.worker, at.run, 0);
  expect(await again(at.pool, at.run)).toBeNull();
  expect(await taskStates(at.pool, (await again(at.pool, at.run, false)) as string)).toEqual([
    "ready",
  ]);
});

test("a slot with an unfinished generation gives no further one", async () => {
  await using at = await oneRun([task("a")]);
  expect(await again(at.pool, at.run)).toBeNull();
  await perform(at.pool, at.worker, at.run, 0, "failed");
  const both = await Promise.all([again(at.pool, at.run), again(at.pool, at.run)]);
  expect(both.filter((id) => id !== null)).toHaveLength(1);
  expect(await createRun(at.pool, at.pipeline, day(1))).toBeUndefined();
});

test("from failed: a repair that succeeded behind a failed task runs again, else the rerun could never record its need", async () => {
  await using at = await oneRun([
    task("load"),
    task("repair", { needs: [0], condition: "failed('load')" }),
    task("report", { needs: [1] }),
  ]);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  await perform(at.pool, at.worker, at.run, 1);
  await perform(at.pool, at.worker, at.run, 2);
  expect((await runRow(at.pool, at.run)).state).toBe("failed");
  const next = (await again(at.pool, at.run)) as string;
  expect(await taskStates(at.pool, next)).toEqual(["ready", "waiting", "waiting"]);
  await perform(at.pool, at.worker, next, 0);
  await perform(at.pool, at.worker, next, 1, "skipped");
  expect((await runRow(at.pool, next)).state).toBe("succeeded");
});

test("from failed: what followed a forgiven failure runs again behind it", async () => {
  await using at = await oneRun([
    task("optional", { onFailure: "continue" }),
    task("follower", { needs: [0] }),
    task("broken"),
  ]);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  await perform(at.pool, at.worker, at.run, 1);
  await perform(at.pool, at.worker, at.run, 2, "failed");
  const next = (await again(at.pool, at.run)) as string;
  expect(await taskStates(at.pool, next)).toEqual(["ready", "waiting", "ready"]);
});

test("a cancelled run whose tasks all succeeded runs again as a whole, else its rerun would never end", async () => {
  await using at = await oneRun([task("a")]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  await finish(at.pool, at.worker, claim as NonNullable<typeof claim>);
  expect((await runRow(at.pool, at.run)).state).toBe("cancelled");
  const next = (await again(at.pool, at.run, false)) as string;
  expect(await taskStates(at.pool, next)).toEqual(["ready"]);
});

test("a due time that was skipped runs by a rerun", async () => {
  await using at = await oneRun([task("a")]);
  const skipped = (await createRun(at.pool, at.pipeline, day(2), { reason: "missed" })) as string;
  const next = (await again(at.pool, skipped, false)) as string;
  expect(await taskStates(at.pool, next)).toEqual(["ready"]);
});

test("a rerun waits for its turn like any run", async () => {
  await using at = await oneRun([task("a")], { concurrency: { runs: 1, whenBusy: "queue" } });
  await perform(at.pool, at.worker, at.run, 0, "failed");
  await createRun(at.pool, at.pipeline, day(2));
  await again(at.pool, at.run);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["failed", "running", "waiting"]);
});

test("a run that does not exist gives no run", async () => {
  await using at = await oneRun([task("a")]);
  expect(await again(at.pool, "123456")).toBeNull();
});
