// A topic of a real broker of Kafka as a source.

import { expect, test } from "vitest";
import type { BrokerAddress } from "#core/connections/broker.ts";
import type { KafkaConnection } from "#core/connections/kafka.ts";
import { kafkaBroker, noKafka } from "#test/support/brokers/kafka-broker.ts";
import { freePort } from "#test/support/free-port.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import {
  bodies,
  certificateContract,
  opened,
  received,
  sourceContract,
} from "./source.contract.ts";

sourceContract("Kafka", { missing: noKafka, make: () => kafkaBroker() });

test("keeps its place through new partitions, and shows once what was removed unread", async (context) => {
  if (noKafka !== null) context.skip(noKafka);
  await using broker = await kafkaBroker();
  await broker.send("old");
  let position = null;
  {
    await using at = await opened(broker, { startAt: "latest" });
    const batch = await at.source.receive(10);
    expect(batch?.messages).toEqual([]);
    position = batch?.position ?? null;
  }
  await broker.send("1");
  await broker.admin.createPartitions({ topics: [{ name: "orders", count: 2 }] });
  broker.producer.clearMetadata();
  await broker.producer.send({
    messages: [{ topic: "orders", partition: 1, value: Buffer.from("2") }],
  });
  {
    await using at = await opened(broker, { startAt: "latest", position });
    const { messages, position: after } = await received(at.source, 2);
    expect(new Set(bodies(messages))).toEqual(new Set([1, 2]));
    position = after;
  }
  for (const body of ["3", "4", "5"])
    await broker.producer.send({
      messages: [{ topic: "orders", partition: 0, value: Buffer.from(body) }],
    });
  await broker.admin.deleteRecords({
    topics: [{ name: "orders", partitions: [{ partition: 0, offset: 4n }] }],
  });
  await using at = await opened(broker, { position });
  const { messages, position: after } = await received(at.source, 2);
  expect(bodies(messages)).toEqual([
    "partition 0 has removed its offsets 2 to 3 before they were read",
    5,
  ]);
  await using later = await opened(broker, { position: after });
  await broker.send("6", { "x-one": "1" });
  expect(bodies((await received(later.source, 1)).messages)).toEqual([6]);
});

test("takes nothing of a transaction that was given up, and reads a new topic from its beginning", async (context) => {
  if (noKafka !== null) context.skip(noKafka);
  await using broker = await kafkaBroker();
  const message = (value: string) => ({ topic: "orders", partition: 0, value: Buffer.from(value) });
  const producer = broker.producerOf({ idempotent: true, transactionalId: "sender" });
  for (const [value, isKept] of [
    ["1", true],
    ["2", false],
    ["3", true],
  ] as const) {
    const transaction = await producer.beginTransaction();
    await transaction.send({ messages: [message(value)] });
    await (isKept ? transaction.commit() : transaction.abort());
  }
  await producer.close();
  let before: Awaited<ReturnType<typeof received>>;
  {
    await using at = await opened(broker);
    before = await received(at.source, 2);
    expect(bodies(before.messages)).toEqual([1, 3]);
  }
  await broker.admin.deleteTopics({ topics: ["orders"] });
  await broker.admin.createTopics({ topics: ["orders"], partitions: 1, replicas: 1 });
  broker.producer.clearMetadata();
  await broker.send("4");
  await using at = await opened(broker, { position: before.position });
  expect(bodies((await received(at.source, 1)).messages)).toEqual([4]);
});

test("speaks TLS to whom it trusts, and to nobody else", async (context) => {
  if (noKafka !== null) context.skip(noKafka);
  const [pair, other] = [await selfSigned(), await selfSigned()];
  if (pair === null || other === null) context.skip("no openssl is installed");
  await using broker = await kafkaBroker({ pair });
  await broker.send("1");
  {
    await using at = await opened(broker);
    expect(bodies((await received(at.source, 1)).messages)).toEqual([1]);
  }
  const { connection } = broker.source;
  const trusting = (ca: string | null) => ({
    ...broker,
    source: { ...broker.source, connection: { ...connection, ca } as typeof connection },
  });
  await expect(opened(trusting(other?.cert ?? null))).rejects.toThrow(/certificate/i);
  await expect(opened(trusting(null))).rejects.toThrow(/certificate/i);
});

test("goes to no broker that the cluster names and nobody allows", async (context) => {
  if (noKafka !== null) context.skip(noKafka);
  await using broker = await kafkaBroker({ advertised: "localhost" });
  await broker.send("1");
  {
    await using at = await opened(broker);
    expect(bodies((await received(at.source, 1)).messages)).toEqual([1]);
  }
  const refused = opened(broker, { refusal: (place) => `${place} is not allowed` });
  await expect(refused).rejects.toThrow(/the cluster names localhost:\d+: .* is not allowed/);
});

certificateContract("Kafka", noKafka, (pair, known) => kafkaBroker({ pair, known }));

test("asks the next broker of the list where one is gone, whichever it is", async (context) => {
  if (noKafka !== null) context.skip(noKafka);
  await using broker = await kafkaBroker();
  await broker.send("1");
  const { connection } = broker.source as { connection: KafkaConnection };
  const gone = async () => ({ host: "127.0.0.1", port: await freePort() });
  const [real] = connection.brokers as [BrokerAddress];
  for (const brokers of [
    [await gone(), await gone(), real],
    [real, await gone()],
    [{ host: "nowhere.invalid", port: 9092 }, real],
  ]) {
    const source = { ...broker.source, connection: { ...connection, brokers } };
    await using at = await opened({ ...broker, source });
    expect(bodies((await received(at.source, 1)).messages)).toEqual([1]);
  }
});
