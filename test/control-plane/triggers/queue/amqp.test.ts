// A queue of a real RabbitMQ as a source.

import { expect, test } from "vitest";
import { noRabbitmq, rabbitmqBroker } from "#test/support/brokers/rabbitmq-broker.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import {
  bodies,
  certificateContract,
  opened,
  received,
  sourceContract,
} from "./source.contract.ts";

sourceContract("AMQP", { missing: noRabbitmq, make: () => rabbitmqBroker() });

test("rejects what can't be read, gives what has no id, and says that a queue is gone", async (context) => {
  if (noRabbitmq !== null) context.skip(noRabbitmq);
  await using broker = await rabbitmqBroker();
  const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
  await broker.send(deep);
  await broker.sendNameless('{"id":1}');
  await using at = await opened(broker);
  const { messages } = await received(at.source, 2);
  expect(bodies(messages)).toEqual(["its JSON is nested more than 64 levels deep", { id: 1 }]);
  expect(messages[1]?.key).not.toBe("");
  await at.source.close();
  expect(await broker.first("rejected")).toBe(deep);
  expect(await broker.first("orders")).toBeNull();

  await using again = await opened(broker);
  const receiving = expect(received(again.source, 1)).rejects.toThrow(/orders was deleted/);
  await broker.deleteQueue();
  await receiving;
  await expect(opened(broker)).rejects.toThrow(/receiving from orders: .*no queue 'orders'/);
});

test("speaks TLS to whom it trusts, and to nobody else", async (context) => {
  if (noRabbitmq !== null) context.skip(noRabbitmq);
  const [pair, other] = [await selfSigned(), await selfSigned()];
  if (pair === null || other === null) context.skip("no openssl is installed");
  await using broker = await rabbitmqBroker(pair);
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

certificateContract("RabbitMQ", noRabbitmq, rabbitmqBroker);
