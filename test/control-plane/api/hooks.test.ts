// Webhooks of triggers, as they come: proved in each way, forged, late, replayed, as CloudEvents, in floods.

import { createHmac } from "node:crypto";
import type { InjectOptions } from "fastify";
import { expect, test } from "vitest";
import type { MessageTrigger, WebhookProof } from "#core/triggers/message-trigger.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

const secret = "c2VjcmV0LW9mLWEtdGVzdA==";
const hmac: WebhookProof = {
  ...{ kind: "hmac", secret: "hook", header: "x-signature", prefix: "sha256=" },
  ...{ algorithm: "sha256", encoding: "hex" },
};

const trigger = (
  proof: WebhookProof = hmac,
  more: Partial<MessageTrigger> = {},
): MessageTrigger => ({
  ...{ condition: null, date: null, key: null, maxWaiting: 1000, runsOn: [] },
  ...{ params: { order: "${{ message.body.id }}" }, source: { kind: "webhook", name: "w", proof } },
  ...more,
});

async function hooked({
  proof,
  values = { hook: secret },
  ...more
}: Partial<MessageTrigger> & {
  proof?: WebhookProof;
  values?: Record<string, string>;
} = {}) {
  const messages = [trigger(proof, more)];
  const params = { order: { type: "integer", default: null, description: null } } as const;
  const api = await apiUnderTest([pipeline("orders", [task("load")], { params, messages })], {
    secrets: {
      read: async ({ name }) =>
        values[name] === undefined
          ? { missing: `There is no ${name}.`, passes: false }
          : { value: values[name], provider: "test" },
    },
  });
  const send = (
    payload: string,
    headers: Record<string, string> = {},
    url = "/hooks/test/orders/w",
  ) => api.inject({ method: "POST", url, payload, headers } satisfies InjectOptions);
  const shown = async () => {
    const { rows } = await api.pool.query("select * from trunkline.trigger_source");
    return rows[0];
  };
  return { ...api, send, shown };
}

const hex = (text: string, algorithm = "sha256") =>
  createHmac(algorithm, secret).update(text).digest("hex");
const signed = (body: string) => ({ "x-signature": `sha256=${hex(body)}` });

test("a message that is proved makes a run with its parameters, on record, and the same one makes no other", async () => {
  await using at = await hooked();
  const body = '{"id": 7}';
  const first = await at.send(body, signed(body));
  expect([first.status, first.body]).toEqual([202, { outcome: "run", run: expect.any(String) }]);
  const again = await at.send(body, signed(body));
  expect([again.status, again.body]).toEqual([200, first.body]);
  const run = (await at.get(`/runs/${first.body.run}`)).body;
  expect(run).toMatchObject({ trigger: "message", params: { order: 7 } });
  const { rows } = await at.pool.query(
    "select act, actor, subject, project from trunkline.audit where act = 'webhook'",
  );
  expect(rows).toEqual([
    { act: "webhook", actor: "webhook test/orders/w", subject: first.body.run, project: "test" },
  ]);
  expect(await at.shown()).toMatchObject({ runs: "1", repeated: "1" });
});

test("ten at once with one key are one run", async () => {
  await using at = await hooked();
  const body = '{"id": 7}';
  const replies = await Promise.all(Array.from({ length: 10 }, () => at.send(body, signed(body))));
  expect(new Set(replies.map((reply) => reply.body.run)).size).toBe(1);
  expect(replies.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 202]);
});

test("forged ones, unsigned ones and names that don't exist are one answer, and leave nothing", async () => {
  await using at = await hooked();
  const body = '{"id": 7}';
  const replies = [
    await at.send(body, { "x-signature": `sha256=${"0".repeat(64)}` }),
    await at.send('{"id": 8}', signed(body)),
    await at.send(body),
    await at.send(body, { "x-signature": hex(body) }),
    await at.send(body, signed(body), "/hooks/test/orders/other"),
    await at.send(body, signed(body), "/hooks/test/none/w"),
    await at.send(body, signed(body), "/hooks/%00/orders/w"),
  ];
  expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 422]);
  expect(new Set(replies.slice(0, 6).map(({ body: { detail } }) => detail)).size).toBe(1);
  expect(replies.some(({ text }) => text.includes(secret))).toBe(false);
  const { rows } = await at.pool.query("select from trunkline.run");
  expect(rows).toEqual([]);
});

test("an address that proves nothing again and again waits a minute, but for webhooks that it proved messages of", async () => {
  await using at = await hooked();
  const body = (id: number) => `{"id": ${id}}`;
  const send = (id: number, remoteAddress: string, headers: Record<string, string>, name = "w") =>
    at.inject({
      ...{ method: "POST", url: `/hooks/test/orders/${name}`, payload: body(id) },
      ...{ headers, remoteAddress },
    });
  const shop = "203.0.113.7";
  expect((await send(1, shop, signed(body(1)))).status).toBe(202);
  const statuses: number[] = [];
  for (let n = 0; n < 62; n++)
    statuses.push((await send(n, shop, signed("other"), `w${n % 3}`)).status);
  expect(statuses).toEqual([...Array<number>(60).fill(401), 429, 429]);
  const waits = await send(2, shop, signed(body(2)), "w1");
  expect([waits.status, Number(waits.headers["retry-after"])]).toEqual([429, 60]);
  // What it proved is heard, until it fails at that; others are, whatever it does.
  expect((await send(2, shop, signed(body(2)))).status).toBe(202);
  expect((await send(3, "203.0.113.8", signed(body(3)))).status).toBe(202);
  expect((await send(4, shop, signed("other"))).status).toBe(401);
  expect((await send(4, shop, signed(body(4)))).status).toBe(429);
});

test("what has nothing to compare, or is late, is refused before rights and secrets are asked for", async () => {
  // Whoever asks for the secret finds none, and that would be shown.
  await using at = await hooked({
    ...{ proof: { kind: "slack", secret: "hook", toleranceMs: 300_000 }, values: {} },
  });
  const signature = { "x-slack-signature": "v0=1" };
  const sent = (seconds: number) => ({ ...signature, "x-slack-request-timestamp": `${seconds}` });
  for (const headers of [{}, signature, sent(1_000_000_000)])
    expect((await at.send("{}", headers)).status).toBe(401);
  expect((await at.shown()).error).toBeNull();
  expect((await at.send("{}", sent(Math.floor(Date.now() / 1000)))).status).toBe(401);
  expect((await at.shown()).error).toContain("There is no hook.");
});

test("a server without the secret denies, and says so where the pipeline's people look", async () => {
  await using at = await hooked({ values: {} });
  const body = '{"id": 7}';
  expect((await at.send(body, signed(body))).status).toBe(401);
  expect(await at.shown()).toMatchObject({ error: "There is no hook. (asked by a server)" });
});

test("Slack, Stripe and Standard Webhooks: in time, late, ahead, and with one signature of several", async () => {
  const body = '{"id": 7}';
  const at = (ms: number) => String(Math.floor((Date.now() + ms) / 1000));
  const ways: Record<string, (time: string) => Record<string, string>> = {
    slack: (time) => ({
      "x-slack-request-timestamp": time,
      "x-slack-signature": `v0=${hex(`v0:${time}:${body}`)}`,
    }),
    stripe: (time) => ({
      "stripe-signature": `t=${time},v1=${"0".repeat(64)},v1=${hex(`${time}.${body}`)},v0=x`,
    }),
    standardWebhooks: (time) => ({
      ...{ "webhook-id": "msg_1", "webhook-timestamp": time },
      "webhook-signature": `v1,AAAA v1,${createHmac("sha256", Buffer.from(secret, "base64"))
        .update(`msg_1.${time}.${body}`)
        .digest("base64")}`,
    }),
  };
  for (const [kind, headersAt] of Object.entries(ways)) {
    const proof = { kind, secret: "hook", toleranceMs: 300_000 } as WebhookProof;
    await using hook = await hooked({ proof });
    const { "webhook-id": _, ...withoutId } = headersAt(at(0));
    const status = async (headers: Record<string, string>) =>
      (await hook.send(body, headers)).status;
    expect([
      kind,
      await status(headersAt(at(-310_000))),
      await status(headersAt(at(310_000))),
      await status({ ...headersAt(at(0)), [Object.keys(withoutId)[0] as string]: "" }),
      await status(headersAt(at(-200_000))),
      // The body is the same, so it is the same message, whenever it was sent.
      await status(headersAt(at(-100_000))),
    ]).toEqual([kind, 401, 401, 401, 202, 200]);
  }
});

test("a token, in the usual header or its own: each request is a message, but for one with an idempotency key", async () => {
  await using usual = await hooked({ proof: { kind: "bearer", secret: "hook", header: null } });
  const authorization = `Bearer ${secret}`;
  const body = '{"id": 7}';
  expect((await usual.send(body, { authorization: "Bearer x" })).status).toBe(401);
  expect((await usual.send(body, { authorization })).status).toBe(202);
  expect((await usual.send(body, { authorization })).status).toBe(202);
  const once = { authorization, "idempotency-key": "one" };
  expect((await usual.send(body, once)).status).toBe(202);
  expect((await usual.send(body, once)).status).toBe(200);
  await using own = await hooked({ proof: { kind: "bearer", secret: "hook", header: "x-token" } });
  expect((await own.send("[]", { "x-token": secret })).body).toMatchObject({ outcome: "aside" });
  const { rows } = await own.pool.query("select content, reason from trunkline.trigger_message");
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test("CloudEvents, binary and structured: source and id are the key, and the data is the body", async () => {
  await using at = await hooked({ params: { order: "${{ message.body.id }}" } });
  const data = '{"id": 7}';
  const attributes = { "ce-id": "1", "ce-source": "/shop", "ce-specversion": "1.0" };
  const binary = await at.send(data, { ...signed(data), ...attributes, "ce-type": "order" });
  const event = { id: "1", source: "/shop", specversion: "1.0", type: "order" };
  const type = { "content-type": "application/cloudevents+json; charset=utf-8" };
  const structured = JSON.stringify({ ...event, data: { id: 7 }, time: "2026-03-01T00:00:00Z" });
  const same = await at.send(structured, { ...signed(structured), ...type });
  expect([same.status, same.body]).toEqual([200, binary.body]);
  const other = JSON.stringify({ ...event, id: "2", data_base64: btoa('{"id": 8}') });
  const second = await at.send(other, { ...signed(other), ...type });
  expect(second.status).toBe(202);
  expect((await at.get(`/runs/${second.body.run}`)).body.params).toEqual({ order: 8 });
  const { rows } = await at.pool.query("select key from trunkline.trigger_message order by id");
  expect(rows).toEqual([{ key: "/shop 1" }, { key: "/shop 2" }]);
});

test("the handshake of CloudEvents consents for any name, and only that", async () => {
  await using at = await hooked();
  for (const name of ["w", "other"]) {
    const reply = await at.inject({
      ...{ method: "OPTIONS", url: `/hooks/test/orders/${name}` },
      headers: { "webhook-request-origin": "events.example.org" },
    });
    expect([reply.status, reply.headers["webhook-allowed-origin"]]).toEqual([
      ...[200, "events.example.org"],
    ]);
  }
});

test("a message of which no run can be made is set aside with its content, and the next one runs", async () => {
  await using at = await hooked();
  const [bad, good] = ['{"id": "seven", "nul": "\\u0000"}', '{"id": 7}'];
  const aside = await at.send(bad, signed(bad));
  expect([aside.status, aside.body]).toEqual([202, { outcome: "aside", run: null }]);
  expect((await at.send(good, signed(good))).body.outcome).toBe("run");
  expect((await at.send(bad, signed(bad))).status).toBe(200);
  const { rows } = await at.pool.query(
    "select outcome, reason, content -> 'body' as body from trunkline.trigger_message order by id",
  );
  expect(rows[0]).toEqual({
    ...{ outcome: "aside", body: { id: "seven", nul: "\uFFFD" } },
    reason: 'parameter "order": "seven" is not an integer between -(2^53-1) and 2^53-1',
  });
});

test("what is not UTF-8, is too large, or nests deeply is refused or set aside, and nothing fails", async () => {
  await using at = await hooked();
  const bytes = Buffer.from([0xff, 0xfe, 0x00]);
  const headers = {
    "x-signature": `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`,
  };
  const reply = await at.inject({
    ...{ method: "POST", url: "/hooks/test/orders/w", payload: bytes, headers },
  });
  expect(reply.body).toMatchObject({ outcome: "aside" });
  const large = "x".repeat(1024 * 1024 + 1);
  expect((await at.send(large, signed(large))).status).toBe(413);
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  expect((await at.send(deep, signed(deep))).status).toBe(202);
  expect(at.messages).toEqual([]);
});

test("skipped ones are counted; while too many runs wait, senders are told when to come again", async () => {
  await using skipping = await hooked({ condition: "message.body.id > 9" });
  const skipped = await skipping.send('{"id": 7}', signed('{"id": 7}'));
  expect([skipped.status, skipped.body]).toEqual([200, { outcome: "skipped", run: null }]);
  expect(await skipping.shown()).toMatchObject({ skipped: "1", runs: "0" });
  await using waiting = await hooked({ maxWaiting: 1 });
  const send = (id: number) => waiting.send(`{"id": ${id}}`, signed(`{"id": ${id}}`));
  expect((await send(1)).status).toBe(202);
  const refused = await send(2);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "10"]);
});
