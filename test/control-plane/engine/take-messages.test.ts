// Keys, runs and the place in the source are one transaction: taken once, or not at all.

import { expect, test } from "vitest";
import { requestRun } from "#engine/request-run.ts";
import {
  LostSource,
  type TakeInput,
  type TakenMessage,
  takeMessages,
} from "#engine/take-messages.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy } from "#test/support/deploy.ts";
import { ordersPipeline, ordersRun, ordersTrigger } from "#test/support/messages.ts";

const run = (key: string, order = 1): TakenMessage => ({
  judged: { outcome: "run", key, params: { order }, date: "2026-03-01" },
  content: null,
});
const aside = (key: string, body: unknown): TakenMessage => ({
  judged: { outcome: "aside", key, reason: "it \0 \ud800 can't be" },
  content: { headers: {}, body, sentAt: null },
});

async function sourced() {
  const at = await testDatabase();
  const ids = await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  const { rows } = await at.pool.query("select id from trunkline.trigger_source");
  const source = rows[0].id as string;
  const take = (messages: TakenMessage[], more: Partial<TakeInput> = {}) =>
    takeMessages(at.pool, { source, worker: null, messages, position: null, actor: null, ...more });
  const row = async () => (await at.pool.query("select * from trunkline.trigger_source")).rows[0];
  return { ...at, pipeline: ids.get("orders") as number, source, take, row };
}

test("a batch that comes again makes nothing new, and answers what there is", async () => {
  await using at = await sourced();
  const batch = [run("a", 1), run("b", 2), run("a", 3), aside("c", 1)];
  const first = await at.take(batch, { position: { n: 1 } });
  expect([...first].map(([key, one]) => [key, one.outcome, one.isNew])).toEqual([
    ...[
      ["a", "run", true],
      ["b", "run", true],
      ["c", "aside", true],
    ],
  ]);
  const again = await at.take(batch);
  expect([...again.values()].map(({ isNew }) => isNew)).toEqual([false, false, false]);
  expect(again.get("b")?.run).toBe(first.get("b")?.run);
  expect(await ordersRun(at)).toEqual([1, 2]);
  expect(await at.row()).toMatchObject({
    ...{ runs: "2", aside: "1", skipped: "0", repeated: "5", position: { n: 1 } },
  });
});

test("a run that is there for longer than its key was kept is found by its slot", async () => {
  await using at = await sourced();
  const first = await at.take([run("a")]);
  await at.pool.query("delete from trunkline.trigger_message");
  const again = await at.take([run("a"), run("b", 2)]);
  expect(again.get("a")).toEqual({ outcome: "run", run: first.get("a")?.run, isNew: false });
  expect(again.get("b")?.isNew).toBe(true);
  expect(await ordersRun(at)).toEqual([1, 2]);
});

test("whoever has lost the source takes nothing, neither does one that is deployed no more", async () => {
  await using at = await sourced();
  await at.pool.query("update trunkline.trigger_source set worker_id = 7");
  await expect(at.take([run("a")], { worker: 8, position: { n: 1 } })).rejects.toThrow(LostSource);
  expect(await ordersRun(at)).toEqual([]);
  expect((await at.row()).position).toBe(null);
  await at.take([run("a")], { worker: 7 });
  await deploy(at.pool, []);
  await expect(at.take([run("b")], { worker: 7 })).rejects.toThrow(LostSource);
  expect(await ordersRun(at)).toEqual([1]);
});

test("texts that Postgres can't hold are kept as far as it can, and what is too large without its content", async () => {
  await using at = await sourced();
  await at.take([aside("a", "x\0\ud800"), aside("b", "x".repeat(300_000))]);
  const { rows } = await at.pool.query(
    "select reason, content from trunkline.trigger_message order by id",
  );
  expect(rows).toEqual([
    {
      reason: "it \uFFFD \uFFFD can't be",
      content: { body: "x\uFFFD\uFFFD", headers: {}, sentAt: null },
    },
    { reason: expect.any(String), content: null },
  ]);
});

test("no key of a request by hand has the slot of a message", async () => {
  await using at = await sourced();
  await at.take([run("a")]);
  const day = { timezone: "UTC", newDay: "00:00" };
  const asked = await requestRun(at.pool, {
    ...{ pipelineId: at.pipeline, day, params: { order: 2 }, actor: "ada" },
    dedupKey: `message:${at.source}:a`,
  });
  expect(asked.created).toBe(true);
});
