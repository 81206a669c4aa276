// Rows of a real database become runs, each exactly once, whatever happens to whoever follows them.

import { expect, test } from "vitest";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { maintain, retentionDefaults } from "#engine/maintain.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { placeHold, releaseHold } from "#store/holds.sql.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import {
  addOrders,
  followingWorker,
  makeOrders,
  ordersPipeline,
  ordersRun,
  ordersTrigger,
} from "#test/support/messages.ts";

interface Shop extends TestDatabase {
  /** Until so many orders have runs; answers which, in the order of the runs. */
  runsOf(count: number): Promise<unknown[]>;
  follow(labels?: string[]): Promise<{ stop(): Promise<void>; abandon(): Promise<void> }>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into rows of every shape
  source(): Promise<any>;
}

async function shop(): Promise<Shop> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  await makeOrders(database);
  const scheduler = startScheduler({ pool: database.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  return {
    ...database,
    async runsOf(count) {
      await eventually(
        `${count} orders have runs`,
        async () => (await ordersRun(database)).length >= count,
        20_000,
      );
      return ordersRun(database);
    },
    async follow(labels) {
      const worker = await followingWorker(database, labels);
      stack.defer(() => worker.stop());
      return worker;
    },
    async source() {
      const { rows } = await database.pool.query(
        "select * from trunkline.trigger_source order by id",
      );
      return rows[0];
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

test("each row makes a run with its parameters, in their order and once", async () => {
  await using at = await shop();
  await addOrders(at, [10, 20, 30]);
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  await at.follow();
  await at.runsOf(3);
  await addOrders(at, [40]);
  expect(await at.runsOf(4)).toEqual([1, 2, 3, 4]);
  expect(await at.source()).toMatchObject({
    ...{ position: { marks: [[expect.any(Number), "4"]] }, runs: "4", repeated: "0", error: null },
  });
});

test("a worker that goes without a word is followed by another one, and no row is lost or runs twice", async () => {
  await using at = await shop();
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  const first = await at.follow();
  await addOrders(at, range(1, 150));
  await at.runsOf(1);
  await first.abandon();
  await addOrders(at, range(1, 50));
  await at.follow();
  expect(await at.runsOf(200)).toEqual(range(1, 200));
});

test("of two workers one follows; when it stops in order, the other one goes on at once", async () => {
  await using at = await shop();
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  const [first] = [await at.follow(), await at.follow()];
  await addOrders(at, [1]);
  await at.runsOf(1);
  await first.stop();
  await addOrders(at, [2]);
  expect(await at.runsOf(2)).toEqual([1, 2]);
  expect((await at.source()).repeated).toBe("0");
});

test("only a worker with the labels follows", async () => {
  await using at = await shop();
  await addOrders(at, [1]);
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at, { runsOn: ["dc1"] }))]);
  await at.follow();
  const labelled = await at.follow(["dc1", "other"]);
  await at.runsOf(1);
  await labelled.stop();
  await eventually("nobody follows", async () => (await at.source()).worker_id === null);
});

test("messages with one key make one run, and what is skipped or unusable is not in the way", async () => {
  await using at = await shop();
  const trigger: Partial<MessageTrigger> = {
    condition: "message.body.total != 3",
    key: "total-${{ message.body.total }}",
    params: { order: "${{ message.body.total == 4 ? 'none' : string(message.body.id) }}" },
  };
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at, trigger))]);
  await addOrders(at, [1, 2, 1, 3, 4, 5]);
  await at.follow();
  expect(await at.runsOf(3)).toEqual([1, 2, 6]);
  await eventually("the last is counted", async () => (await at.source()).aside === "1");
  expect(await at.source()).toMatchObject({ runs: "3", skipped: "1", aside: "1", repeated: "1" });
  const { rows } = await at.pool.query(
    "select key, reason, content -> 'body' as body from trunkline.trigger_message where outcome = 'aside'",
  );
  expect(rows).toEqual([
    {
      ...{ key: "total-4", body: { id: 5, total: 4 } },
      reason: expect.stringContaining('"none" is not an integer'),
    },
  ]);
});

test("no more rows are read while so many runs wait", async () => {
  await using at = await shop();
  await addOrders(at, range(1, 10));
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at, { maxWaiting: 4 }))]);
  await at.follow();
  expect(await at.runsOf(4)).toEqual([1, 2, 3, 4]);
  await at.pool.query(
    "update trunkline.run set state = 'succeeded', finished_at = now(), open_tasks = 0 where params ->> 'order' in ('1', '3')",
  );
  expect(await at.runsOf(6)).toEqual([1, 2, 3, 4, 5, 6]);
  const { rows } = await at.pool.query("select from trunkline.run where finished_at is null");
  expect(rows).toHaveLength(4);
});

test("a paused pipeline is not followed, and goes on where it was", async () => {
  await using at = await shop();
  const ids = await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  const pipelineId = ids.get("orders") as number;
  await at.follow();
  await addOrders(at, [1]);
  await at.runsOf(1);
  const of = { pipeline: pipelineId, run: null, task: null };
  await placeHold(at.pool, { ...of, mode: "hold", actor: "ada", reason: null, until: null });
  const isOpen = async () => {
    const { rows } = await at.pool.query(
      "select from pg_stat_activity where application_name like 'trunkline test/orders%' and datname = current_database()",
    );
    return rows.length > 0;
  };
  await eventually("its connection is closed", async () => !(await isOpen()));
  await addOrders(at, [2]);
  expect(await ordersRun(at)).toEqual([1]);
  await releaseHold(at.pool, of);
  expect(await at.runsOf(2)).toEqual([1, 2]);
});

test("a new revision keeps the place; another table begins anew, and the first one goes on when it comes back", async () => {
  await using at = await shop();
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  await at.follow();
  await addOrders(at, [1, 2]);
  await at.runsOf(2);
  const changed = ordersTrigger(at, { maxWaiting: 7 }, { everyMs: 2_000 });
  await deploy(at.pool, [ordersPipeline(changed)]);
  await addOrders(at, [3]);
  expect(await at.runsOf(3)).toEqual([1, 2, 3]);
  await at.pool.query("create table shop.returns as select 100 as id, 1 as total");
  const query = "select id, total from shop.returns where id > :watermark order by id";
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at, {}, { query }))]);
  expect(await at.runsOf(4)).toEqual([1, 2, 3, 100]);
  await addOrders(at, [4]);
  await deploy(at.pool, []);
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  expect(await at.runsOf(5)).toEqual([1, 2, 3, 100, 4]);
});

test("what keeps it from being followed is shown until it is over", async () => {
  await using at = await shop();
  await at.pool.query("alter table shop.orders rename to later");
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  await at.follow();
  await eventually("it is shown", async () => (await at.source()).error !== null);
  expect(await at.source()).toMatchObject({
    ...{ error: 'relation "shop.orders" does not exist', error_since: expect.any(Date) },
  });
  await at.pool.query("alter table shop.later rename to orders");
  await addOrders(at, [1]);
  await at.runsOf(1);
  expect(await at.source()).toMatchObject({ error: null, error_since: null });
});

test("rows with one watermark come together, however many are read at a time", async () => {
  await using at = await shop();
  await addOrders(at, range(1, 250));
  const query =
    "select id, total, (id + 129) / 130 as block from shop.orders where (id + 129) / 130 > :watermark order by block, id";
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at, {}, { query, watermark: "block" }))]);
  await at.follow();
  expect(await at.runsOf(250)).toEqual(range(1, 250));
  expect((await at.source()).repeated).toBe("0");
});

test("a row that is committed late is found within the overlap", async () => {
  await using at = await shop();
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at, {}, { overlapMs: 3_600_000 }))]);
  await at.follow();
  const late = await at.pool.connect();
  await late.query("begin");
  await late.query("insert into shop.orders (total) values (1)");
  await addOrders(at, [2, 3]);
  expect(await at.runsOf(2)).toEqual([2, 3]);
  await late.query("commit");
  late.release();
  expect(await at.runsOf(3)).toEqual([2, 3, 1]);
  expect((await at.source()).repeated).toBe("0");
});

test("a notification wakes the poll, and one that is lost costs nothing but time", async () => {
  await using at = await shop();
  const slow = ordersTrigger(at, {}, { everyMs: 600_000 }, "new orders");
  await deploy(at.pool, [ordersPipeline(slow)]);
  await at.follow();
  await eventually("it listens", async () => (await at.source()).worker_id !== null);
  await addOrders(at, [1]);
  await eventually("it is woken", async () => {
    await at.pool.query(`notify "new orders"`);
    return (await ordersRun(at)).length === 1;
  });
});

test("notifications alone are messages: JSON where they are, each a run", async () => {
  await using at = await shop();
  const { source } = ordersTrigger(at, {}, {}, "orders");
  const trigger = { ...ordersTrigger(at), source: { ...source, poll: null } } as MessageTrigger;
  await deploy(at.pool, [ordersPipeline(trigger), pipeline("other", [task("t")])]);
  await at.follow();
  let sent = 0;
  await eventually("it listens", async () => {
    await at.pool.query("select pg_notify('orders', $1)", [JSON.stringify({ id: ++sent })]);
    return (await ordersRun(at)).length > 0;
  });
  const before = (await ordersRun(at)).length;
  await at.pool.query("select pg_notify('orders', n::text) from generate_series(1, 3) n");
  await at.pool.query(`select pg_notify('orders', '{"id": 1000}')`);
  await eventually("the last one runs", async () => (await ordersRun(at)).includes(1000));
  expect(before).toBeGreaterThan(0);
  await eventually("texts are aside", async () => (await at.source()).aside === "3");
});

test("what it uses is on record, and a ceiling that does not allow it keeps it from being followed", async () => {
  await using at = await shop();
  await addOrders(at, [1]);
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  const first = await at.follow();
  await at.runsOf(1);
  const { rows } = await at.pool.query(
    "select act, actor, subject, detail ->> 'resource' as resource from trunkline.audit where act like '%.used' order by id",
  );
  const by = { actor: "trigger test/orders", subject: "test/orders" };
  expect(rows).toEqual([
    { act: "connection.used", ...by, resource: "connection/shop-db" },
    { act: "secret.used", ...by, resource: "secret/db" },
  ]);
  await first.stop();
  await at.pool.query(`update trunkline.project set rules = '{"allow": {"secrets": ["other/*"]}}'`);
  await at.follow();
  await eventually("it is refused", async () => (await at.source()).error !== null);
  expect((await at.source()).error).toContain('secret "db"');
});

test("with very many messages aside nothing more is taken until somebody has looked at them", async () => {
  await using at = await shop();
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  await at.pool.query(
    "insert into trunkline.trigger_message (source_id, key, outcome) select s.id, n::text, 'aside' from trunkline.trigger_source s, generate_series(1, 1000) n",
  );
  await addOrders(at, [1]);
  await at.follow();
  await eventually("it says so", async () => (await at.source()).error !== null);
  expect((await at.source()).error).toContain("1000 of its messages are set aside");
  expect(await ordersRun(at)).toEqual([]);
  await at.pool.query("update trunkline.trigger_message set outcome = 'discarded' where key = '7'");
  expect(await at.runsOf(1)).toEqual([1]);
});

test("keys are forgotten after two weeks, what is aside stays, and a source goes with all when it is gone as long", async () => {
  await using at = await shop();
  await deploy(at.pool, [ordersPipeline(ordersTrigger(at))]);
  await at.pool.query(
    `insert into trunkline.trigger_message (source_id, key, outcome, at)
     select s.id, x.key, x.outcome, now() - x.days * interval '1 day' from trunkline.trigger_source s,
            (values ('new', 'run', 13), ('old', 'run', 15), ('bad', 'aside', 15), ('no', 'discarded', 15)) x(key, outcome, days)`,
  );
  const keys = async () => {
    const pass = {
      retention: retentionDefaults,
      readPipeline: createDefinitions(at.pool).pipeline,
    };
    // Another one may be at it: each server has a first look.
    await eventually("it is done", async () => (await maintain(at.pool, pass)) !== null);
    const { rows } = await at.pool.query("select key from trunkline.trigger_message order by key");
    return rows.map(({ key }) => key);
  };
  expect(await keys()).toEqual(["bad", "new"]);
  await deploy(at.pool, []);
  expect(await keys()).toEqual(["bad", "new"]);
  await at.pool.query("update trunkline.trigger_source set gone_at = now() - interval '15 days'");
  expect(await keys()).toEqual([]);
});
