// A queue of a real server of SQS's protocol as a source.

import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { noMoto } from "#test/support/brokers/moto.ts";
import { type SqsBroker, sqsBroker } from "#test/support/brokers/sqs-broker.ts";
import { bodies, opened, received, sourceContract } from "./source.contract.ts";

sourceContract("SQS", {
  ...{ missing: noMoto, make: sqsBroker, isTextual: true },
  lacks: ["large", "login"],
});

async function inQueue({ client, url }: SqsBroker): Promise<number> {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

test("deletes what was settled, and leaves what can't be read", async (context) => {
  if (noMoto !== null) context.skip(noMoto);
  await using broker = await sqsBroker();
  await broker.send("{}");
  await broker.send(`${"[".repeat(100)}${"]".repeat(100)}`);
  await using at = await opened(broker);
  await received(at.source, 2);
  expect(await inQueue(broker)).toBe(1);
});

test("tells messages of a FIFO queue by their ids, and has the rest as headers", async (context) => {
  if (noMoto !== null) context.skip(noMoto);
  await using broker = await sqsBroker("orders.fifo", { FifoQueue: "true" });
  for (const id of ["a", "b"])
    await broker.client.send(
      new SendMessageCommand({
        ...{ QueueUrl: broker.url, MessageBody: '{"same":true}', MessageGroupId: "one" },
        MessageDeduplicationId: id,
      }),
    );
  await using at = await opened(broker);
  const { messages } = await received(at.source, 2);
  expect(bodies(messages)).toEqual([{ same: true }, { same: true }]);
  expect(new Set(messages.map(({ key }) => key)).size).toBe(2);
  expect(messages).toMatchObject([
    { headers: { "sqs-message-group-id": "one", "sqs-message-deduplication-id": "a" } },
    { headers: { "sqs-message-group-id": "one", "sqs-message-deduplication-id": "b" } },
  ]);
});

test("says which queue isn't there", async (context) => {
  if (noMoto !== null) context.skip(noMoto);
  await using broker = await sqsBroker();
  broker.source.name = "nothing";
  await expect(opened(broker)).rejects.toThrow(/looking for the queue nothing: .*not exist/);
});
