// The worker that waits for files is killed: a task goes on waiting, and each file makes one run.

import { spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { FileAction } from "#core/action.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, task } from "#test/support/deploy.ts";
import { runRow } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { filesPipeline, filesRun } from "#test/support/file-trigger.ts";
import { oneRun } from "#test/support/one-run.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const program = fileURLToPath(new URL("../support/worker-process.ts", import.meta.url));

function inbox(stack: AsyncDisposableStack) {
  const { path } = stack.use(temporaryDirectory());
  const folder = join(path, "in");
  mkdirSync(folder);
  let count = 0;
  return {
    folder,
    /** All at once, so that nobody sees half of it. */
    put(name: string, content = "") {
      writeFileSync(join(path, "part"), content);
      renameSync(join(path, "part"), join(folder, name));
    },
    /** A worker; answers how to kill it. */
    async start(connectionString: string) {
      const own = join(path, `worker-${count++}`);
      const child = spawn(process.execPath, [program, connectionString, own, folder]);
      const ended = new Promise((resolve) => child.once("close", resolve));
      stack.defer(async () => {
        child.kill("SIGKILL");
        await ended;
      });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      return async () => {
        child.kill("SIGKILL");
        await ended;
      };
    },
  };
}

test("a task that waits goes on waiting in another worker, and knows what was there at first", async () => {
  await using stack = new AsyncDisposableStack();
  const { folder, put, start } = inbox(stack);
  const action: FileAction = {
    ...{ kind: "file", connectionName: null, connection: null, path: folder },
    ...{ files: ["*.csv"], on: "created", count: 1, all: false, everyMs: 50, stableMs: 200 },
    ...{ minBytes: 0, minAgeMs: 0, maxAgeMs: null, marker: null },
  };
  const one = stack.use(
    await oneRun([task("wait", { action, outputs: { path: "string", size: "integer" } })]),
  );
  await one.pool.query("update trunkline.worker set dead_at = now()");
  const scheduler = startScheduler({ pool: one.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  put("old.csv", "1");
  const kill = await start(one.connectionString);
  await eventually(
    "it has looked",
    async () => {
      const { rows } = await one.pool.query("select external from trunkline.external_run");
      return rows.length > 0;
    },
    30_000,
  );
  await kill();
  put("new.csv", "12");
  await start(one.connectionString);
  await eventually(
    "the run ends",
    async () => Boolean((await runRow(one.pool, one.run)).finished_at),
    30_000,
  );
  const [row] = await tasksOfRun(one.pool, { run: one.run });
  expect(row).toMatchObject({
    ...{ attempt: 2, state: "succeeded" },
    outputs: { path: join(folder, "new.csv"), size: 2 },
  });
});

test("whichever worker follows a folder is killed, again and again: each file makes one run", async () => {
  await using stack = new AsyncDisposableStack();
  const { folder, put, start } = inbox(stack);
  const { pool, connectionString } = stack.use(await testDatabase());
  const scheduler = startScheduler({ pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  await deploy(pool, [filesPipeline(folder, { existing: true }, { maxWaiting: 10_000 })]);
  const total = 600;
  for (let n = 0; n < total / 2; n++) put(`${n}.csv`);
  for (const least of [1, 150, 350]) {
    const kill = await start(connectionString);
    await eventually("some run", async () => (await filesRun({ pool })).length >= least, 30_000);
    await kill();
    for (let n = 0; n < total / 6; n++) put(`${total / 2 + least}-${n}.csv`);
  }
  await start(connectionString);
  await eventually("all run", async () => (await filesRun({ pool })).length >= total, 30_000);
  const runs = await filesRun({ pool });
  expect([runs.length, new Set(runs).size]).toEqual([total, total]);
  const { rows } = await pool.query("select runs, repeated from trunkline.trigger_source");
  expect(rows).toEqual([{ runs: String(total), repeated: "0" }]);
});

test("killed before it commits, nothing has happened, and the next worker takes the file", async () => {
  await using stack = new AsyncDisposableStack();
  const { folder, put, start } = inbox(stack);
  const { pool, connectionString } = stack.use(await testDatabase());
  const scheduler = startScheduler({ pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  await deploy(pool, [filesPipeline(folder, { existing: true })]);
  put("a.csv", "12");
  const blocker = await pool.connect();
  await blocker.query("begin");
  await blocker.query("lock table trunkline.trigger_message in exclusive mode");
  const kill = await start(connectionString);
  await eventually(
    "it is in the middle",
    async () => {
      const { rows } = await pool.query(
        "select from pg_stat_activity where application_name = 'trunkline triggers' and wait_event_type = 'Lock'",
      );
      return rows.length > 0;
    },
    30_000,
  );
  await kill();
  await blocker.query("rollback");
  blocker.release();
  expect(await filesRun({ pool })).toEqual([]);
  await start(connectionString);
  await eventually("it runs", async () => (await filesRun({ pool })).length > 0, 30_000);
  expect(await filesRun({ pool })).toEqual(["a.csv 2"]);
});
