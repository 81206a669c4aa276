// Triggers by the messages of brokers: what is written for each, every default, and what doesn't fit together.

import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { toSpec } from "#core/to-spec.ts";
import { identityText } from "#core/triggers/kinds.ts";
import { namedByTrigger, usesOfTrigger } from "#core/triggers/uses.ts";

const aws = "accessKey: aws/id\nsecretKey: aws/key\n";
const connections: Record<string, string> = {
  kafka: "type: kafka\nbrokers: [kafka-1.example, '[::1]:9094']\nuser: etl\npassword: kafka/etl\n",
  sqs: `type: sqs\nregion: eu-central-1\n${aws}`,
  kinesis: `type: kinesis\nendpoint: http://127.0.0.1:5000\n${aws}sessionToken: aws/session\n`,
  amqp: "type: amqp\nhost: rabbit.example\nuser: etl\npassword: rabbit/etl\nssl: 'off'\n",
  nats: "type: nats\nservers: [nats.example]\ncredentials: nats/creds\n",
};

function read(trigger: object, more: Record<string, string> = {}) {
  const spec = { name: "p", triggers: [trigger], tasks: { t: { run: "./t.sh" } } };
  const estate = readEstate([
    ...Object.entries({ ...connections, ...more }).map(([name, text]) => ({
      ...{ path: `connections/${name}.yaml`, text },
    })),
    { path: "pipelines/p.yaml", text: dump(spec) },
  ]);
  const pipeline = estate.sources.find(({ pipeline }) => pipeline)?.pipeline as Pipeline;
  return { pipeline, said: estate.diagnostics.map(({ message }) => message) };
}

const key = "${{ message.body.id }}";
const written = {
  kafka: { topic: "orders", startAt: "earliest" },
  sqs: { queue: "orders.fifo" },
  kinesis: { stream: "orders" },
  amqp: { queue: "orders" },
  nats: { stream: "ORDERS", subject: "orders.*.paid" },
} as const;

test.each([
  ["kafka", "earliest", ["kafka-1.example:9092", "[::1]:9094"], ["kafka/etl"]],
  ["sqs", null, ["sqs.eu-central-1.amazonaws.com:443"], ["aws/id", "aws/key"]],
  ["kinesis", "latest", ["127.0.0.1:5000"], ["aws/id", "aws/key", "aws/session"]],
  ["amqp", null, ["rabbit.example:5672"], ["rabbit/etl"]],
  ["nats", "latest", ["nats.example:4222"], ["nats/creds"]],
] as const)(
  "of %s: every default is there, what it uses, and the way back",
  (name, startAt, places, secrets) => {
    const { pipeline, said } = read({ queue: { connection: name, ...written[name] }, key });
    expect(said).toEqual([]);
    const [trigger] = pipeline.messages ?? [];
    expect(trigger?.source).toMatchObject({ kind: "queue", connectionName: name, startAt });
    if (trigger === undefined) return;
    expect(usesOfTrigger(trigger)).toEqual([
      ...secrets.map((value) => ({ kind: "secrets", value })),
      ...places.map((value) => ({ kind: "network", value })),
    ]);
    expect(namedByTrigger(trigger)).toContainEqual({ kind: "connection", name });
    const again = read(toSpec(pipeline).spec.triggers?.[0] as object);
    expect(again.said).toEqual([]);
    expect(again.pipeline.messages).toEqual(pipeline.messages);
  },
);

test("another topic, subject or virtual host is another place; another user or start isn't", () => {
  const identity = (queue: object, more: Record<string, string> = {}) => {
    const [trigger] = read({ queue, key }, more).pipeline.messages ?? [];
    return trigger === undefined ? null : identityText(trigger.source);
  };
  const kafka = { connection: "kafka", topic: "orders" };
  expect(identity({ ...kafka, startAt: "earliest" })).toBe(identity(kafka));
  const other = connections.kafka?.replace("user: etl", "user: other") ?? "";
  expect(identity(kafka, { kafka: other })).toBe(identity(kafka));
  expect(identity({ ...kafka, topic: "paid" })).not.toBe(identity(kafka));
  const nats = { connection: "nats", stream: "ORDERS" };
  expect(identity({ ...nats, subject: "a.b" })).not.toBe(identity(nats));
  const amqp = { connection: "amqp", queue: "orders" };
  expect(identity(amqp, { amqp: `${connections.amqp}vhost: shop\n` })).not.toBe(identity(amqp));
});

test.each([
  [
    { queue: { connection: "kafka", queue: "orders" } },
    [
      "the connection is of type kafka: `topic` is needed",
      "the connection is of type kafka, which has no `queue` here",
    ],
  ],
  [
    { queue: { connection: "sqs", queue: "orders", startAt: "latest" } },
    ["the connection is of type sqs, which has no `startAt` here"],
  ],
  [
    { queue: { connection: "amqp", queue: "orders" } },
    ["AMQP doesn't tell a message that comes again from another one: `key` is needed"],
  ],
  [{ queue: { connection: "nothing", topic: "orders" } }, ['there is no connection "nothing"']],
])("%j is refused in words", (trigger, words) => {
  const { said } = read(trigger);
  for (const one of words) expect(said).toContainEqual(expect.stringContaining(one));
});

test.each(["kafka", "amqp", "nats"] as const)(
  "a certificate that %s is shown: two secrets, of which neither comes alone",
  (name) => {
    const trigger = { queue: { connection: name, ...written[name] }, key };
    const secretsWith = (more: string) => {
      const { pipeline, said } = read(trigger, { [name]: `${connections[name]}${more}` });
      const [of] = pipeline?.messages ?? [];
      const uses = of === undefined ? [] : usesOfTrigger(of);
      return {
        said,
        secrets: uses.flatMap(({ kind, value }) => (kind === "secrets" ? value : [])),
      };
    };
    const both = secretsWith("clientCertificate: mq/cert\nclientKey: mq/cert-key\n");
    expect(both.said).toEqual([]);
    expect(both.secrets).toEqual(expect.arrayContaining(["mq/cert", "mq/cert-key"]));
    for (const one of ["clientCertificate: mq/cert\n", "clientKey: mq/cert-key\n"])
      expect(secretsWith(one).said.join()).toContain("client");
  },
);
