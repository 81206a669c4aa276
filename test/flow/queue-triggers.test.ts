// Messages of real brokers become runs, each exactly once: also when the worker is killed after it has committed, and before the
// broker has heard of it.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startScheduler } from "#engine/scheduler.ts";
import { secretPrefix } from "#secrets/providers/environment.ts";
import { type BrokerKind, behindProxy, brokerKinds } from "#test/support/brokers/all.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { ordersPipeline, ordersRun } from "#test/support/messages.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const program = fileURLToPath(new URL("../support/worker-process.ts", import.meta.url));
/** A message that nobody settles comes again after 30 s. */
const againMs = 90_000;

async function following(kind: BrokerKind) {
  const stack = new AsyncDisposableStack();
  const broker = stack.use(await behindProxy(await kind.make()));
  const at = stack.use(await testDatabase());
  const folder = stack.use(temporaryDirectory());
  const scheduler = startScheduler({ pool: at.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  const trigger = {
    ...{ condition: null, date: null, key: null, maxWaiting: 1_000, runsOn: [] },
    ...{ params: { order: "${{ message.body.id }}" }, source: broker.source },
  };
  await deploy(at.pool, [ordersPipeline(trigger)]);
  const variables = Object.entries(broker.secrets).map(([name, value]) => [
    secretPrefix + name.replaceAll("/", "__").toUpperCase(),
    value,
  ]);
  let count = 0;
  const start = async () => {
    const args = [program, at.connectionString, `${folder.path}/${count++}`];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...Object.fromEntries(variables) },
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    const kill = async () => {
      child.kill("SIGKILL");
      await ended;
    };
    stack.defer(kill);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    return { kill };
  };
  const counted = async () => {
    const { rows } = await at.pool.query(
      "select runs::int, repeated::int, aside::int, error from trunkline.trigger_source",
    );
    return rows[0] as { runs: number; repeated: number; aside: number; error: string | null };
  };
  return { ...at, broker, start, counted, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test.for(brokerKinds)(
  "$name: a worker that is killed before the broker hears of its runs makes none twice",
  { timeout: 2 * againMs },
  async (kind, context) => {
    if (kind.missing !== null) context.skip(kind.missing);
    await using at = await following(kind);
    const { broker, pool } = at;
    const ran = async () => [...(await ordersRun(at))].sort();
    const first = await at.start();
    await broker.send('{"id":1}');
    await eventually("it runs", async () => (await ordersRun(at)).length === 1, 30_000);

    const blocker = await pool.connect();
    await blocker.query("begin");
    await blocker.query("lock table trunkline.trigger_message in exclusive mode");
    await broker.send('{"id":2}');
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
    broker.proxy.swallow();
    await blocker.query("rollback");
    blocker.release();
    await eventually("it has run", async () => (await ordersRun(at)).length === 2, 30_000);
    await first.kill();
    broker.proxy.cut();
    broker.proxy.heal();

    await at.start();
    await broker.send("no order");
    await broker.send('{"id":3}');
    await eventually(
      "all have come",
      async () => {
        const { runs, repeated, aside } = await at.counted();
        return runs === 3 && aside === 1 && (repeated > 0 || !kind.givesAgain);
      },
      againMs,
    );
    expect(await ran()).toEqual([1, 2, 3]);
    expect((await at.counted()).error).toBeNull();
  },
);
