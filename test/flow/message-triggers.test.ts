// Rows of a real database become runs, each exactly once, whatever happens to whoever follows them.

import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { deploy } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import {
  addOrders,
  followingWorker,
  makeOrders,
  ordersPipeline,
  ordersRun,
  ordersTrigger,
} from "#test/support/messages.ts";

async function shop() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  await makeOrders(database);
  return { ...database, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("each row makes a run with its parameters, in their order and once", async () => {
  await using at = await shop();
  await addOrders(at, [10, 20, 30]);
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  const worker = await followingWorker(at);
  await using _ = { [Symbol.asyncDispose]: () => worker.stop() };
  await eventually("there are runs", async () => (await ordersRun(at)).length === 3);
  await addOrders(at, [40]);
  await eventually("there is another", async () => (await ordersRun(at)).length === 4);
  expect(await ordersRun(at)).toEqual([1, 2, 3, 4]);
  const { rows } = await at.pool.query(
    "select position, runs, error from trunkline.trigger_source",
  );
  expect(rows).toEqual([
    { position: { marks: [[expect.any(Number), "4"]] }, runs: "4", error: null },
  ]);
});
