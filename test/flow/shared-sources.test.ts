// Workers share the sources that they follow: one that comes takes its part, and what is handed over loses and doubles nothing.

import { expect, test } from "vitest";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { askForTriggerSources } from "#store/messages.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy } from "#test/support/deploy.ts";
import { newWorker } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import {
  addOrders,
  followingWorker,
  makeOrders,
  ordersPipeline,
  ordersTrigger,
} from "#test/support/messages.ts";

async function shop(triggers: (at: { connectionString: string }) => MessageTrigger[]) {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const { pool } = database;
  await makeOrders(database);
  const scheduler = startScheduler({ pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  const pipelines = triggers(database).map((trigger, n) => ({
    ...ordersPipeline(trigger),
    name: `orders${n}`,
  }));
  await deploy(pool, pipelines);
  /** How many each worker follows, the most first, and by the worker's id. */
  const loads = async () =>
    (
      await pool.query<{ worker_id: number; n: number }>(
        "select worker_id, count(*)::int as n from trunkline.trigger_source where ordinal is not null group by 1 order by 2 desc, 1",
      )
    ).rows;
  return {
    ...database,
    loads,
    async follow(labels: string[] = []) {
      const worker = await followingWorker(database, labels);
      stack.defer(() => worker.stop());
      return worker;
    },
    shared: (...counts: number[]) =>
      eventually(
        `they are shared as ${counts}`,
        async () => (await loads()).map(({ n }) => n).join() === counts.join(),
        40_000,
      ),
    /** Of each pipeline, which orders have runs. */
    async runs() {
      const { rows } = await pool.query<{ name: string; orders: number[] }>(`
        select p.name, array_agg((r.params ->> 'order')::int order by r.id) as orders
          from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id group by 1 order by 1`);
      return rows.map(({ orders }) => orders);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const polls = (count: number) => (at: { connectionString: string }) =>
  Array.from({ length: count }, () => ordersTrigger(at, {}, { everyMs: 100 }));

test("a worker that comes takes its share, one that goes leaves it, and each row makes each run once all the while", async () => {
  await using at = await shop(polls(7));
  await at.follow();
  await at.shared(7);
  let orders = 0;
  let goesOn = true;
  const allRun = async () =>
    (await at.runs()).filter(({ length }) => length >= orders).length === 7;
  const adding = (async () => {
    while (goesOn) {
      await addOrders(at, [++orders]);
      await eventually(`order ${orders} has its runs`, allRun, 40_000);
    }
  })();
  const second = await at.follow();
  await at.shared(4, 3);
  await at.follow();
  await at.shared(3, 2, 2);
  await second.stop();
  await at.shared(4, 3);
  await (await at.follow()).abandon();
  await at.shared(4, 3);
  goesOn = false;
  await adding;
  const all = Array.from({ length: orders }, (_, n) => n + 1);
  expect(await at.runs()).toEqual(Array(7).fill(all));
});

test("none changes hands whose notifications nobody keeps, or whose labels the other one hasn't", async () => {
  await using at = await shop((under) => [
    ...Array.from({ length: 3 }, () => ({
      ...ordersTrigger(under),
      source: { ...ordersTrigger(under).source, poll: null, notify: "orders" } as never,
    })),
    ...Array.from({ length: 3 }, () => ordersTrigger(under, { runsOn: ["dc1"] })),
    ...polls(2)(under),
  ]);
  const first = await at.follow(["dc1"]);
  await at.shared(8);
  const second = await at.follow();
  await at.shared(6, 2);
  const { rows } = await at.pool.query(
    "select id from trunkline.trigger_source where asked_by is not null",
  );
  expect(rows).toEqual([]);
  expect((await at.loads()).map(({ worker_id }) => worker_id)).toEqual([first.id(), second.id()]);
});

test.each(["hands over", "has asked"] as const)(
  "a worker that vanishes while it %s: its sources are followed by others, and each row makes each run once",
  async (who) => {
    await using at = await shop(polls(7));
    const first = await at.follow();
    await at.shared(7);
    await addOrders(at, [1, 2, 3]);
    const second = await at.follow();
    await eventually("it has asked", async () => {
      const { rows } = await at.pool.query(
        "select from trunkline.trigger_source where asked_by is not null or worker_id = $1",
        [second.id()],
      );
      return rows.length > 0;
    });
    await (who === "hands over" ? first : second).abandon();
    await addOrders(at, [4, 5, 6]);
    await at.follow();
    await at.shared(4, 3);
    await addOrders(at, [7]);
    const isWhole = async () => (await at.runs()).every(({ length }) => length >= 7);
    await eventually("each order has its runs", isWhole, 40_000);
    expect(await at.runs()).toEqual(Array(7).fill([1, 2, 3, 4, 5, 6, 7]));
  },
);

test("a worker that asked and died gets nothing: who follows goes on, and others may ask", async () => {
  await using at = await shop(polls(4));
  const first = await at.follow();
  await at.shared(4);
  const asking = await newWorker(at.pool);
  await askForTriggerSources(at.pool, { worker: asking, labels: [], most: 10 });
  await at.pool.query("update trunkline.worker set dead_at = now() where id = $1", [asking]);
  await at.follow();
  await at.shared(2, 2);
  expect((await at.loads()).map(({ worker_id }) => worker_id)).toContain(first.id());
});
