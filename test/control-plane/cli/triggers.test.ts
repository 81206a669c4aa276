// Triggers by messages through the whole system: a spec in Git, a request that is proved, a run; and what people see.

import { createHmac } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const key = "key-of-the-hook";
const files = {
  "trunkline.yaml": "name: shop\n",
  "connections/nowhere.yaml":
    "{type: postgres, host: 127.0.0.1, port: 1, database: shop, user: etl, ssl: 'off'}\n",
  "pipelines/orders.yaml": `
name: orders
params: {order: {type: integer}}
triggers:
  - webhook: {name: shop, hmac: {secret: shop/hook, header: X-Signature}}
    if: message.body.kind != "ping"
    key: \${{ message.body.id }}
    params: {order: "\${{ message.body.order }}"}
tasks: {load: {run: "echo order \${{ params.order }}"}}
`,
  "pipelines/rows.yaml": `
name: rows
triggers:
  - database: {connection: nowhere, query: "select id from t where id > :watermark order by id", watermark: id, start: 0}
tasks: {load: {run: "true"}}
`,
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files, { env: { TRUNKLINE_SECRET_SHOP__HOOK: key } });
});
afterAll(() => server[Symbol.asyncDispose]());

async function send(message: object) {
  const body = JSON.stringify(message);
  const answer = await fetch(`${server.url}/hooks/shop/orders/shop`, {
    ...{ method: "POST", body },
    headers: { "x-signature": createHmac("sha256", key).update(body).digest("hex") },
  });
  return { status: answer.status, ...((await answer.json()) as { run: string; outcome: string }) };
}

test("a request makes a run that does its work; a ping makes none; the same one again makes no other", async () => {
  const first = await send({ id: "a", kind: "order", order: 7 });
  expect(first).toMatchObject({ status: 202, outcome: "run" });
  expect(await send({ id: "a", kind: "order", order: 7 })).toEqual({ ...first, status: 200 });
  expect(await send({ id: "b", kind: "ping" })).toMatchObject({ status: 200, outcome: "skipped" });
  await eventually("it ended", async () => {
    const [run] = await server.json(["runs", "show", first.run]);
    return run.state === "succeeded";
  });
  expect((await server.trunkline(["logs", first.run])).stdout).toContain("order 7");
  expect((await server.trunkline(["why", first.run])).stdout).toContain(
    'made by a request to its webhook shop, proved by x-signature (sha256), of which the key is "a"',
  );
});

test("the plan of a new pipeline, and `next`, say what starts it", async () => {
  const cwd = server.repository.path;
  const text = files["pipelines/orders.yaml"].replace("name: orders", "name: young");
  writeFileSync(`${cwd}/pipelines/young.yaml`, text);
  const planned = await trunklineHere(["plan"], { cwd });
  rmSync(`${cwd}/pipelines/young.yaml`);
  expect(planned.stdout).toContain(
    "when: a run for each request to its webhook shop, proved by x-signature (sha256)",
  );
  const next = await trunklineHere(["next", "rows"], { cwd });
  expect(next.stderr).toContain("started by messages: a run for each row that its query finds");
});

test("the list says where each stands, and what is in the way", async () => {
  await eventually("the fault is known", async () => {
    const listed = await server.json(["triggers"]);
    return listed.some(({ state }) => state === "failing");
  });
  const { stdout } = await server.trunkline(["triggers", "--project", "shop"]);
  expect(stdout).toMatch(
    /shop\/orders +request to its webhook shop, .* +sent +\/hooks\/shop\/orders\/shop /,
  );
  expect(stdout).toMatch(
    /shop\/rows +row that its query finds on nowhere +failing .* +never .*shop on 127.0.0.1:1 can't be used/,
  );
  expect((await server.trunkline(["why", "rows"])).stdout).toContain(
    "started by messages, a run for each row that its query finds on nowhere: shop on 127.0.0.1:1",
  );
});

test("what no run can be made of is looked at, tried again and given up", async () => {
  for (const id of ["x", "y"]) await send({ id, kind: "order", order: "seven" });
  const listed = await server.trunkline(["triggers", "aside"]);
  expect(listed.stdout).toMatch(/\d+ +shop\/orders +\S+ .*y +parameter "order": "seven" is not an/);
  const [newest, oldest] = await server.json(["triggers", "aside"]);
  const shown = await server.trunkline(["triggers", "aside", newest.id]);
  expect(shown.stdout).toContain(`message ${newest.id} of shop/orders`);
  expect(shown.stdout).toContain('"order": "seven"');
  const retried = await server.trunkline(["triggers", "retry", "shop/orders"]);
  expect([retried.code, retried.stderr]).toEqual([1, expect.stringContaining("stays as it is")]);
  const given = await server.trunkline(["triggers", "discard", "orders", "--reason", "tests"]);
  expect(given.stdout).toBe(`message ${oldest.id} is given up\nmessage ${newest.id} is given up\n`);
  expect((await server.trunkline(["triggers", "discard", "orders"])).code).toBe(1);
  expect(await server.json(["triggers", "aside"])).toEqual([]);
});
