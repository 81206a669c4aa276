// A real nats-server as a source.

import { expect, test } from "vitest";
import { natsBroker, noNats } from "#test/support/brokers/nats-broker.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import {
  bodies,
  certificateContract,
  opened,
  received,
  sourceContract,
} from "./source.contract.ts";

sourceContract("NATS, a stream that keeps its messages", {
  missing: noNats,
  make: () => natsBroker(),
});
sourceContract("NATS, a work queue", { missing: noNats, make: () => natsBroker("workqueue") });

test("begins with what comes after it was first looked at, also when nothing came before", async (context) => {
  if (noNats !== null) context.skip(noNats);
  await using broker = await natsBroker();
  await broker.send("old");
  let position = null;
  {
    await using at = await opened(broker, { startAt: "latest" });
    const batch = await at.source.receive(10);
    expect(batch?.messages).toEqual([]);
    position = batch?.position ?? null;
  }
  await broker.send("new");
  await using at = await opened(broker, { startAt: "latest", position });
  expect(bodies((await received(at.source, 1)).messages)).toEqual(["new"]);
});

test("begins with the first message of a stream that is empty", async (context) => {
  if (noNats !== null) context.skip(noNats);
  await using broker = await natsBroker();
  await using at = await opened(broker);
  expect((await at.source.receive(10))?.messages).toEqual([]);
  await broker.send("first");
  expect(bodies((await received(at.source, 1)).messages)).toEqual(["first"]);
});

test("shows what the stream has removed unread, once, and goes on", async (context) => {
  if (noNats !== null) context.skip(noNats);
  await using broker = await natsBroker();
  for (const body of ["1", "2", "3"]) await broker.send(body);
  let position = null;
  {
    await using at = await opened(broker);
    ({ position } = await received(at.source, 3));
  }
  for (const body of ["4", "5", "6"]) await broker.send(body);
  await broker.manage((manager) => manager.streams.purge("ORDERS", { seq: 6 }));
  await using at = await opened(broker, { position });
  const after = await received(at.source, 2);
  expect(bodies(after.messages)).toEqual([
    "the stream has removed its messages 4 to 5 before they were read",
    6,
  ]);
  await using later = await opened(broker, { position: after.position });
  await broker.send("7");
  expect(bodies((await received(later.source, 1)).messages)).toEqual([7]);
});

test("reads a stream that was made anew from its beginning, with other keys", async (context) => {
  if (noNats !== null) context.skip(noNats);
  await using broker = await natsBroker();
  await broker.send("before");
  let before: Awaited<ReturnType<typeof received>>;
  {
    await using at = await opened(broker);
    before = await received(at.source, 1);
  }
  await broker.manage((manager) => manager.streams.delete("ORDERS"));
  await broker.manage((manager) => manager.streams.add({ name: "ORDERS", subjects: ["orders.>"] }));
  await broker.send("after");
  await using at = await opened(broker, { position: before.position });
  const { messages } = await received(at.source, 1);
  expect(bodies(messages)).toEqual(["after"]);
  expect(messages[0]?.key).not.toBe(before.messages[0]?.key);
});

test("takes the subjects that it is to follow alone", async (context) => {
  if (noNats !== null) context.skip(noNats);
  await using broker = await natsBroker();
  await broker.send("new");
  broker.source.subject = "orders.paid";
  await using at = await opened(broker);
  await received(at.source, 0);
  expect((await at.source.receive(10))?.messages).toEqual([]);
  expect(await at.source.receive(10)).toBeNull();
});

test("speaks TLS to whom it trusts, and to nobody else", async (context) => {
  if (noNats !== null) context.skip(noNats);
  const [pair, other] = [await selfSigned(), await selfSigned()];
  if (pair === null || other === null) context.skip("no openssl is installed");
  await using broker = await natsBroker("limits", pair);
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

certificateContract("NATS", noNats, (pair, known) => natsBroker("limits", pair, known));
