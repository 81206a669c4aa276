// The first failure stops what has not finished: of the run, or of a matrix.

import { expect, test } from "vitest";
import { startScheduler } from "#engine/scheduler.ts";
import { task } from "#test/support/deploy.ts";
import { taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { engineOf, held } from "#test/support/one-worker.ts";

const retry = { retries: 3, delayMs: 3_600_000, backoff: "fixed" as const, maxDelayMs: null };
const instance = (value: string) => held(`m[${value}]`, { group: "m", failFast: true });

test("a failure stops what runs, what waits and what is behind a retry; the run fails", async () => {
  const tasks = [
    held("a"),
    held("b"),
    held("later", { retry }),
    task("c", { needs: [1] }),
    task("d", { needs: [3], condition: "finished()" }),
  ];
  await using at = await engineOf(tasks, { fields: { failFast: true } });
  await at.executor.attempt("b");
  (await at.executor.attempt("later")).end({ exitCode: 1 });
  await eventually("a retry is planned", async () => {
    return (await at.pool.query("select from trunkline.gate")).rowCount === 1;
  });
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual([
    "failed",
    "cancelled",
    "cancelled",
    "cancelled",
    "cancelled",
  ]);
  expect((await at.pool.query("select from trunkline.gate")).rowCount).toBe(0);
  const { rows } = await at.pool.query("select message from trunkline.task_run where idx = 3");
  expect(rows).toEqual([{ message: "stopped: another task failed" }]);
});

test("a failure that may happen, or one with retries left, stops nothing", async () => {
  const tasks = [
    held("a", { onFailure: "continue" }),
    held("b", { retry: { ...retry, delayMs: 1 } }),
    task("c", { needs: [0] }),
  ];
  await using at = await engineOf(tasks, { fields: { failFast: true } });
  const scheduler = startScheduler({ pool: at.pool });
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  (await at.executor.attempt("b", 1)).end({ exitCode: 1 });
  (await at.executor.attempt("b", 2)).end();
  expect(await at.finished()).toBe("succeeded");
  await scheduler.stop();
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "succeeded", "succeeded"]);
});

test("a matrix stops its own instances; others go on, and what needs it is judged", async () => {
  await using at = await engineOf([
    instance("1"),
    instance("2"),
    instance("3"),
    held("other"),
    task("after", { needs: [0, 1, 2] }),
    task("repair", { needs: [0, 1, 2], condition: "failed()" }),
  ]);
  await at.executor.attempt("m[3]");
  (await at.executor.attempt("m[1]")).end();
  await eventually("the first has ended", async () => {
    return (await taskStates(at.pool, at.run))[0] === "succeeded";
  });
  (await at.executor.attempt("m[2]")).end({ exitCode: 1 });
  await eventually("its followers are judged", async () => {
    return (await taskStates(at.pool, at.run))[5] === "succeeded";
  });
  (await at.executor.attempt("other")).end();
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual([
    "succeeded",
    "failed",
    "cancelled",
    "succeeded",
    "skipped",
    "succeeded",
  ]);
});

test("an attempt that is being stopped gets no other, also when it fails by itself", async () => {
  const tasks = [held("a"), held("b", { retry })];
  await using at = await engineOf(tasks, { fields: { failFast: true }, beatMs: 3_000 });
  const b = await at.executor.attempt("b");
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  await eventually("the other is to be stopped", async () => {
    return (await at.pool.query("select from trunkline.task_run where stop")).rowCount === 1;
  });
  b.end({ exitCode: 7 });
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "cancelled"]);
});
