import { expect, test } from "vitest";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import {
  day,
  finish,
  newRun,
  perform,
  retry,
  runRow,
  runStates,
  start,
  taskStates,
} from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

const cancel = async (pool: Parameters<typeof cancelRun>[0], id: string) =>
  (await cancelRun(pool, { id, reason: "enough" }))?.cancelled;

test("a run of which nothing has started ends at once, and its queue entries win nothing", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  expect(await cancel(at.pool, at.run)).toBe(true);
  expect(await runRow(at.pool, at.run)).toMatchObject({ state: "cancelled", reason: "enough" });
  expect(await taskStates(at.pool, at.run)).toEqual(["cancelled", "cancelled"]);
  expect(await start(at.pool, at.worker, at.run, 0)).toBeNull();
});

test("a running task keeps its run open until it has stopped", async () => {
  await using at = await oneRun([task("a"), task("b"), task("c", { needs: [0, 1] })]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  expect(await cancel(at.pool, at.run)).toBe(true);
  expect(await taskStates(at.pool, at.run)).toEqual(["running", "cancelled", "cancelled"]);
  expect(await runRow(at.pool, at.run)).toMatchObject({ state: "running", open_tasks: 1 });
  await finish(at.pool, at.worker, claim as NonNullable<typeof claim>, "cancelled");
  expect((await runRow(at.pool, at.run)).state).toBe("cancelled");
});

test("a second cancellation changes nothing, one of a finished run is refused", async () => {
  await using at = await oneRun([task("a")]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  await cancelRun(at.pool, { id: at.run, reason: "first" });
  expect(await cancel(at.pool, at.run)).toBe(true);
  await finish(at.pool, at.worker, claim as NonNullable<typeof claim>, "cancelled");
  expect((await runRow(at.pool, at.run)).reason).toBe("first");
  expect(await cancel(at.pool, at.run)).toBe(false);
});

test("a task that waits for its next attempt is cancelled with its gate", async () => {
  await using at = await oneRun([task("a")]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  await retry(at.pool, claim as NonNullable<typeof claim>, 60_000);
  expect(await cancel(at.pool, at.run)).toBe(true);
  expect((await runRow(at.pool, at.run)).state).toBe("cancelled");
  expect((await at.pool.query("select from trunkline.gate")).rowCount).toBe(0);
});

test("a run that waits for its turn ends; a running one that ends makes room", async () => {
  await using at = await oneRun([task("a")], { concurrency: { runs: 1, whenBusy: "queue" } });
  const second = await newRun(at.pool, at.pipeline, day(2));
  await newRun(at.pool, at.pipeline, day(3));
  expect(await cancel(at.pool, second)).toBe(true);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["running", "cancelled", "waiting"]);
  expect(await cancel(at.pool, at.run)).toBe(true);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["cancelled", "cancelled", "running"]);
});

test("a cancellation in the middle of a completion fails neither of the two", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  const client = await at.pool.connect();
  await client.query("begin");
  // As complete_tasks does: the tasks first, the run's row at its end.
  await client.query("select from trunkline.task_run where run_id = $1 for update", [at.run]);
  const cancelled = cancel(at.pool, at.run);
  await waitingForLock(at.pool);
  await finish(client, at.worker, claim as NonNullable<typeof claim>);
  await client.query("commit");
  client.release();
  expect(await cancelled).toBe(true);
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "cancelled"]);
});

test("after everything ran, nothing is left to cancel", async () => {
  await using at = await oneRun([task("a")]);
  await perform(at.pool, at.worker, at.run, 0);
  expect(await cancel(at.pool, at.run)).toBe(false);
  expect((await runRow(at.pool, at.run)).state).toBe("succeeded");
});

async function waitingForLock(pool: Parameters<typeof cancelRun>[0]): Promise<void> {
  const { eventually } = await import("#test/support/eventually.ts");
  await eventually("a statement waits for a lock", async () => {
    const { rowCount } = await pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount === 1;
  });
}
