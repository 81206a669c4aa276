// The worker that follows a source is killed: before it commits, right after, and again and again. Every row runs once.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startScheduler } from "#engine/scheduler.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import {
  addOrders,
  makeOrders,
  ordersPipeline,
  ordersRun,
  ordersTrigger,
} from "#test/support/messages.ts";
import { connectionOf } from "#test/support/postgres-connection.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const program = fileURLToPath(new URL("../support/worker-process.ts", import.meta.url));

async function following() {
  const stack = new AsyncDisposableStack();
  const at = stack.use(await testDatabase());
  const folder = stack.use(temporaryDirectory());
  await makeOrders(at);
  const scheduler = startScheduler({ pool: at.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at, { maxWaiting: 10_000 }))]);
  let count = 0;
  const start = async () => {
    const child = spawn(
      process.execPath,
      [program, at.connectionString, `${folder.path}/${count++}`],
      {
        env: { ...process.env, TRUNKLINE_SECRET_DB: connectionOf(at).secrets.db },
      },
    );
    const ended = new Promise((resolve) => child.once("close", resolve));
    stack.defer(async () => {
      child.kill("SIGKILL");
      await ended;
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    return {
      pid: child.pid as number,
      async kill() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  };
  const followerPid = async () => {
    const { rows } = await at.pool.query(
      "select w.pid from trunkline.trigger_source s join trunkline.worker w on w.id = s.worker_id",
    );
    return rows[0]?.pid as number | undefined;
  };
  return { ...at, start, followerPid, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

test("killed before it commits, nothing of the batch has happened, and the next worker takes it", async () => {
  await using at = await following();
  const blocker = await at.pool.connect();
  await blocker.query("begin");
  await blocker.query("lock table trunkline.trigger_message in exclusive mode");
  await addOrders(at, range(3));
  const first = await at.start();
  await eventually(
    "it is in the middle",
    async () => {
      const { rows } = await at.pool.query(
        "select from pg_stat_activity where application_name = 'trunkline triggers' and wait_event_type = 'Lock'",
      );
      return rows.length > 0;
    },
    30_000,
  );
  await first.kill();
  await blocker.query("rollback");
  blocker.release();
  expect(await ordersRun(at)).toEqual([]);
  await at.start();
  await eventually("each runs", async () => (await ordersRun(at)).length >= 3, 30_000);
  expect(await ordersRun(at)).toEqual([1, 2, 3]);
});

test("whichever worker follows is killed, again and again: another one goes on soon, and each row runs once", async () => {
  await using at = await following();
  const workers = [await at.start(), await at.start()];
  const total = 1_500;
  const adding = (async () => {
    for (let n = 0; n < total; n += 50) await addOrders(at, range(50));
  })();
  for (const many of [100, 400, 900]) {
    await eventually("some run", async () => (await ordersRun(at)).length >= many, 60_000);
    const pid = await at.followerPid();
    const killed = workers.find((one) => one.pid === pid);
    await killed?.kill();
    const before = (await ordersRun(at)).length;
    workers.push(await at.start());
    if (before < total)
      await eventually("others go on", async () => (await ordersRun(at)).length > before, 20_000);
  }
  await adding;
  await eventually("all run", async () => (await ordersRun(at)).length >= total, 60_000);
  expect(await ordersRun(at)).toEqual(range(total));
});
