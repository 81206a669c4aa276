// Triggers by messages: every default, back to what was written, and nothing where there is none.

import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { specText, storedPipeline } from "#core/stored-spec.ts";
import { toSpec } from "#core/to-spec.ts";
import { identityText, sourceKind } from "#core/triggers/kinds.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { namedByTrigger, usesOfTrigger } from "#core/triggers/uses.ts";

const shop = `type: postgres
host: db.example.org
database: shop
user: etl
password: shop/password
`;

function pipelineOf(spec: object): Pipeline {
  const estate = readEstate([
    { path: "connections/shop.yaml", text: shop },
    {
      path: "pipelines/p.yaml",
      text: dump({ name: "p", tasks: { t: { run: "./t.sh" } }, ...spec }, { noRefs: true }),
    },
  ]);
  expect(estate.diagnostics).toEqual([]);
  return estate.sources.find(({ pipeline }) => pipeline)?.pipeline as Pipeline;
}

const messagesOf = (...triggers: object[]): MessageTrigger[] =>
  pipelineOf({ triggers, params: { order: {} } }).messages ?? [];

const query = "select id, total from orders where id > :watermark order by id";
const polled = { connection: "shop", query, watermark: "id", start: 0 };
const common = { condition: null, date: null, key: null, maxWaiting: 1000, params: {}, runsOn: [] };

test("a pipeline without any says nothing of it, so that its hash stays", () => {
  const pipeline = pipelineOf({ triggers: [{ schedule: "0 6 * * *" }] });
  expect("messages" in pipeline).toBe(false);
  expect(specText(pipeline)).not.toContain("messages");
});

test("every default is there, and the connection in place of its name", () => {
  const given = { params: { order: "${{ message.body.id }}" } };
  const [found, second, hook] = messagesOf(
    { database: polled, ...given },
    {
      database: { connection: "shop", notify: "orders" },
      ...given,
      maxWaiting: 5,
      runsOn: ["b", "a"],
    },
    {
      webhook: { name: "shop", hmac: { secret: "shop/hook", header: "X-Signature" } },
      ...given,
      if: " message.body.n > 1 ",
    },
  );
  const connection = expect.objectContaining({ host: "db.example.org", password: "shop/password" });
  const source = { kind: "database", connectionName: "shop", connection };
  const poll = { everyMs: 10_000, overlapMs: 0, query, start: "0", watermark: "id" };
  expect(found).toEqual({ ...common, ...given, source: { ...source, notify: null, poll } });
  expect(second).toEqual({
    ...{ ...common, ...given, maxWaiting: 5, runsOn: ["a", "b"] },
    source: { ...source, notify: "orders", poll: null },
  });
  expect(hook).toEqual({
    ...{ ...common, ...given, condition: "message.body.n > 1" },
    source: {
      ...{ kind: "webhook", name: "shop" },
      proof: {
        ...{ kind: "hmac", secret: "shop/hook", header: "x-signature", algorithm: "sha256" },
        ...{ encoding: "hex", prefix: "" },
      },
    },
  });
});

test("what it uses is what policies and ceilings are asked for", () => {
  const [found] = messagesOf({
    ...{ database: polled, params: { order: "x${{ message.key }}" }, runsOn: ["dc1"] },
  });
  expect(namedByTrigger(found as MessageTrigger)).toEqual([
    { kind: "connection", name: "shop" },
    { kind: "secret", name: "shop/password" },
  ]);
  expect(usesOfTrigger(found as MessageTrigger)).toEqual([
    { kind: "runsOn", value: "dc1" },
    { kind: "secrets", value: "shop/password" },
    { kind: "network", value: "db.example.org:5432" },
  ]);
});

const secret = fc.constantFrom("hook", "shop/hook");
const timed = fc.record(
  { secret, tolerance: fc.constantFrom("30s", "1h") },
  { requiredKeys: ["secret"] },
);
const source = fc.oneof(
  fc.constantFrom(
    { database: polled },
    { database: { ...polled, start: "2026-01-01", every: "1m", overlap: "10m", notify: "n" } },
    { database: { connection: "shop", notify: "orders" } },
  ),
  fc
    .oneof(
      fc.record({ slack: timed }),
      fc.record({ stripe: timed }),
      fc.record({ standardWebhooks: timed }),
      fc.record({ bearer: fc.record({ secret, header: fc.constantFrom("X-Token") }) }),
      fc.record({ bearer: fc.record({ secret }) }),
      fc.record({
        hmac: fc.record(
          {
            ...{ secret, header: fc.constantFrom("X-Hub-Signature-256") },
            algorithm: fc.constantFrom("sha1", "sha512"),
            ...{ encoding: fc.constant("base64"), prefix: fc.constant("sha256=") },
          },
          { requiredKeys: ["secret", "header"] },
        ),
      }),
    )
    .map((proof) => ({ webhook: { name: "w", ...proof } })),
);
const more = fc.record(
  {
    key: fc.constantFrom("${{ message.body.id }}", "a-${{ message.headers.x }}"),
    if: fc.constantFrom("message.body.total > 3", " has(message.body.x) "),
    params: fc.constantFrom({}, { order: "${{ message.body.id }}" }, { order: "fixed" }),
    date: fc.constant("${{ message.body.day }}"),
    maxWaiting: fc.integer({ min: 1, max: 9 }),
    runsOn: fc.constantFrom([], ["b", "a", "a"]),
  },
  { requiredKeys: [] },
);

test("property: what a trigger says of itself gives it again, also after it was stored", () => {
  fc.assert(
    fc.property(source, more, (where, rest) => {
      const pipeline = pipelineOf({
        ...{ triggers: [{ ...where, ...rest }], params: { order: { default: "x" } } },
      });
      const { spec } = toSpec(pipeline);
      const again = pipelineOf({ triggers: spec.triggers, params: { order: { default: "x" } } });
      expect(again.messages).toEqual(pipeline.messages);
      expect(storedPipeline(JSON.parse(specText(pipeline))).messages).toEqual(pipeline.messages);
    }),
    { numRuns: 60 },
  );
});

test("the place in the other system is what a position belongs to", () => {
  const identity = (trigger: object) => {
    const [found] = messagesOf({ params: { order: "x" }, ...trigger });
    return identityText((found as MessageTrigger).source);
  };
  const first = identity({ database: polled });
  const others = query.replace("order by", "and total > 0 order by");
  expect(identity({ database: { ...polled, query: others, every: "1m", start: 7 } })).toBe(first);
  expect(identity({ database: polled, if: "message.body.id > 3", maxWaiting: 1 })).toBe(first);
  const elsewhere = query.replace("from orders", "from returns");
  expect(identity({ database: { ...polled, query: elsewhere } })).not.toBe(first);
  expect(identity({ database: { ...polled, watermark: "changed" } })).not.toBe(first);
});

test("each kind has words for plans", () => {
  const texts = messagesOf(
    { database: polled, params: { order: "x" } },
    { database: { connection: "shop", notify: "orders" }, params: { order: "x" } },
    { webhook: { name: "w", bearer: { secret: "hook" } }, params: { order: "x" } },
  ).map(({ source }) => sourceKind(source).text(source));
  expect(texts).toEqual([
    "row that its query finds on shop",
    "notification of orders on shop",
    "request to its webhook w, proved by its token",
  ]);
});
