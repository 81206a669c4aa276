// Triggers that messages set off, by the API: where each stands, what is set aside, and what people do about it.

import { expect, test } from "vitest";
import { takeMessages } from "#engine/take-messages.ts";
import { deploy } from "#test/support/deploy.ts";
import { ordersPipeline, ordersTrigger } from "#test/support/messages.ts";
import { apiUnderTest } from "./api-under-test.ts";

const nowhere = { connectionString: "postgres://etl@db.example.org/shop" };

async function shown() {
  const api = await apiUnderTest([ordersPipeline(ordersTrigger(nowhere))]);
  const { rows } = await api.pool.query("select id from trunkline.trigger_source");
  const source = rows[0].id as string;
  const setAside = (key: string, body: unknown) =>
    takeMessages(api.pool, {
      ...{ source, worker: null, position: { marks: [[1, "7"]] }, actor: null },
      messages: [
        {
          judged: { outcome: "aside", key, reason: "not good" },
          content: { headers: { a: "b" }, body, sentAt: null },
        },
      ],
    });
  return { ...api, source, setAside };
}

test("a trigger is shown with who follows it, how far it has come, and what is wrong", async () => {
  await using at = await shown();
  await at.setAside("k", { id: "x" });
  const listed = async () => (await at.get("/triggers?project=test")).body.items;
  expect(await listed()).toEqual([
    {
      ...{ project: "test", pipeline: "orders", kind: "database", address: null, worker: null },
      ...{ text: "row that its query finds on shop-db", state: "unfollowed", labels: [] },
      ...{ position: { marks: [[1, "7"]] }, lastAt: expect.any(String), aside: 1 },
      ...{ error: null, errorSince: null, runs: 0, skipped: 0, repeated: 0 },
      ...{ waiting: 0, maxWaiting: 1000 },
    },
  ]);
  await at.pool.query("update trunkline.trigger_source set error = 'refused', error_since = now()");
  expect(await listed()).toMatchObject([{ state: "failing", error: "refused" }]);
  await at.post("/pipelines/test/orders/holds", { actor: "ada" });
  expect(await listed()).toMatchObject([{ state: "paused" }]);
  expect((await at.get("/triggers?project=other")).body.items).toEqual([]);
});

test("why tells that it is started by messages, and of a run by which one", async () => {
  await using at = await shown();
  const why = await at.get("/pipelines/test/orders/why");
  expect(why.body.reasons).toMatchObject([
    {
      kind: "message",
      message:
        "started by messages, a run for each row that its query finds on shop-db: no worker is there to follow it",
    },
  ]);
  const taken = await takeMessages(at.pool, {
    ...{ source: at.source, worker: null, position: null, actor: null },
    messages: [
      {
        judged: { outcome: "run", key: "order 7", params: { order: 7 }, date: "2026-03-01" },
        content: null,
      },
    ],
  });
  const run = taken.get("order 7")?.run;
  const reasons = (await at.get(`/runs/${run}/why`)).body.reasons;
  expect(reasons[0]).toMatchObject({
    kind: "message",
    message: 'made by a row that its query finds on shop-db, of which the key is "order 7"',
    since: expect.any(String),
  });
});

test("what is set aside is tried again by the trigger as it is then, once", async () => {
  await using at = await shown();
  await at.setAside("k", { total: 7 });
  const [first] = (await at.get("/messages")).body.items;
  expect(first).toMatchObject({ key: "k", reason: "not good", pipeline: "orders", isKept: true });
  const path = `/messages/${first.id}`;
  expect((await at.get(path)).body).toMatchObject({
    ...{ outcome: "aside", run: null },
    content: { headers: { a: "b" }, body: { total: 7 }, sentAt: null },
  });
  const refused = await at.post(`${path}/retry`);
  expect([refused.status, refused.body.detail]).toEqual([
    409,
    `message ${first.id} stays as it is: parameter "order": has no default and was not given`,
  ]);
  const params = { order: "${{ message.body.total }}" };
  await deploy(at.pool, [ordersPipeline(ordersTrigger(nowhere, { params }))]);
  const done = await at.post(`${path}/retry`, { reason: "its shape is known now", actor: "ada" });
  expect(done.body).toEqual({ outcome: "run", run: expect.any(String) });
  expect((await at.get(`/runs/${done.body.run}`)).body).toMatchObject({
    ...{ trigger: "message", params: { order: 7 } },
  });
  expect((await at.post(`${path}/retry`)).status).toBe(404);
  expect((await at.get("/messages")).body.items).toEqual([]);
  const { rows } = await at.pool.query(
    "select actor, subject, project, detail ->> 'key' as key, reason from trunkline.audit where act = 'message-retry'",
  );
  expect(rows).toEqual([
    {
      ...{ actor: "ada", subject: "test/orders", project: "test", key: "k" },
      reason: "its shape is known now",
    },
  ]);
});

test("what is given up is forgotten, and does not come back", async () => {
  await using at = await shown();
  await at.setAside("k", { id: 7 });
  await at.setAside("large", "x".repeat(300_000));
  const { items } = (await at.get("/messages?limit=1")).body;
  expect(items).toMatchObject([{ key: "large", isKept: false }]);
  const unkept = await at.post(`/messages/${items[0].id}/retry`);
  expect(unkept.body.detail).toContain("its content was not kept");
  const next = (await at.get(`/messages?after=${items[0].id}`)).body.items[0];
  const path = `/messages/${next.id}`;
  expect((await at.post(`${path}/discard`, { reason: "a test" })).body).toEqual({
    ...{ outcome: "discarded", run: null },
  });
  expect((await at.post(`${path}/discard`)).status).toBe(409);
  expect((await at.get(path)).body).toMatchObject({ outcome: "discarded", content: null });
  const again = await takeMessages(at.pool, {
    ...{ source: at.source, worker: null, position: null, actor: null },
    messages: [
      {
        judged: { outcome: "run", key: "k", params: { order: 7 }, date: "2026-03-01" },
        content: null,
      },
    ],
  });
  expect(again.get("k")).toEqual({ outcome: "discarded", run: null, isNew: false });
  for (const id of ["0", "x", "999", "99999999999999999999"])
    expect((await at.get(`/messages/${id}`)).status).toBe(404);
});

test("what is set aside of one pipeline is found however much is of others", async () => {
  await using at = await shown();
  await at.setAside("k", { id: "x" });
  const named = async (pipeline: string) =>
    (await at.get(`/messages?pipeline=${pipeline}&limit=1`)).body.items.length;
  expect([await named("orders"), await named("payments")]).toEqual([1, 0]);
});
