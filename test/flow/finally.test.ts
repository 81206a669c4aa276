// What runs after everything else, whatever happened.

import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Task } from "#core/pipeline.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import { createRun, day, markTask, runAgain, runRow, taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { type Engine, engineOf, held } from "#test/support/one-worker.ts";

const last = (name: string, needs: number[], fields: Partial<Task> = {}): Task =>
  held(name, { phase: "finally", needs, condition: "true", ...fields });
const begun = ({ executor }: Engine) => executor.begun.map(({ request }) => request.task);

test("it begins with the end of the last task, and the run stays open until it has ended", async () => {
  await using at = await engineOf([
    task("a"),
    held("b", { needs: [0] }),
    last("clean", [0, 1]),
    last("notify", [0, 1, 2], { condition: "succeeded('clean') && succeeded()" }),
  ]);
  (await at.executor.attempt("b")).end();
  (await at.executor.attempt("clean")).end();
  expect((await runRow(at.pool, at.run)).state).toBe("running");
  (await at.executor.attempt("notify")).end();
  expect(await at.finished()).toBe("succeeded");
  expect(begun(at)).toEqual(["a", "b", "clean", "notify"]);
});

test("it runs after a failure, and may ask about every task", async () => {
  await using at = await engineOf([
    held("a", { outputs: { rows: "integer" } }),
    task("b", { needs: [0] }),
    last("alarm", [0, 1], { condition: "failed() && needs.b.state == 'skipped'" }),
    last("party", [0, 1], { condition: "succeeded()" }),
  ]);
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  (await at.executor.attempt("alarm")).end();
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "skipped", "succeeded", "skipped"]);
});

// It had none in the queue: a backfill's came before due work, and its own word did not count.
test("it has the priority that its spec gives it", async () => {
  await using at = await engineOf([task("a"), last("clean", [0], { priority: 50 })]);
  (await at.executor.attempt("clean")).end();
  expect(await at.finished()).toBe("succeeded");
  const { rows } = await at.pool.query(
    "select priority from trunkline.task_run where run_id = $1 and idx = 1",
    [at.run],
  );
  expect(rows).toEqual([{ priority: -50 }]);
});

test("its failure fails the run; a rerun from there runs it alone", async () => {
  await using at = await engineOf([task("a"), last("clean", [0])]);
  (await at.executor.attempt("clean")).end({ exitCode: 1 });
  expect(await at.finished()).toBe("failed");
  const next = await runAgain(at.pool, at.run);
  await eventually("it runs again", () => at.executor.running() === 1);
  (await at.executor.attempt("clean")).end();
  expect(await at.finished(next)).toBe("succeeded");
  expect(begun(at)).toEqual(["a", "clean", "clean"]);
});

test("a cancellation ends the tasks and lets it run, with its retries; a second one ends it too", async () => {
  const retry = { retries: 1, delayMs: 10, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await engineOf([
    held("a"),
    task("b", { needs: [0] }),
    last("clean", [0, 1], { retry }),
  ]);
  const scheduler = startScheduler({ pool: at.pool });
  await at.executor.attempt("a");
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  (await at.executor.attempt("clean", 1)).end({ exitCode: 1 });
  await at.executor.attempt("clean", 2);
  await scheduler.stop();
  await cancelRun(at.pool, { id: at.run, reason: "really" });
  expect(await at.finished()).toBe("cancelled");
  expect(await taskStates(at.pool, at.run)).toEqual(["cancelled", "cancelled", "cancelled"]);
  expect((await runRow(at.pool, at.run)).reason).toBe("enough");
});

test("a run of which nothing has started, or only waits for its turn, is cancelled without it as far as it never ran", async () => {
  await using at = await engineOf([held("a"), last("clean", [0])], {
    fields: { concurrency: { runs: 1, whenBusy: "queue" } },
  });
  const second = (await createRun(at.pool, at.pipeline, day(2))) as string;
  await at.executor.attempt("a");
  await cancelRun(at.pool, { id: second, reason: "not needed" });
  expect(await at.finished(second)).toBe("cancelled");
  (await at.executor.attempt("a")).end();
  (await at.executor.attempt("clean")).end();
  expect(await at.finished()).toBe("succeeded");
  expect(begun(at)).toEqual(["a", "clean"]);
});

test("failFast leaves it alone", async () => {
  await using at = await engineOf([held("a"), held("b"), last("clean", [0, 1])], {
    fields: { failFast: true },
  });
  await at.executor.attempt("b");
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  (await at.executor.attempt("clean")).end();
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "cancelled", "succeeded"]);
});

// It began while the run still waited for its `awaits`, and the wait outlived the run.
test("tasks that are marked before their run has started leave nothing to clean up", async () => {
  const awaits = normalizeCondition({ event: "GO" });
  await using at = await engineOf([task("a"), last("clean", [0])], { fields: { awaits } });
  await markTask(at.pool, at.run, "a", "succeeded");
  expect(await at.finished()).toBe("succeeded");
  expect(begun(at)).toEqual([]);
  expect((await at.pool.query("select from trunkline.wait")).rowCount).toBe(0);
});
