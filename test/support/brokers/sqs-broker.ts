// A queue of moto's SQS.

import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Broker } from "./broker.ts";
import { motoSecrets, motoServer } from "./moto.ts";

export interface SqsBroker extends Broker {
  client: SQSClient;
  url: string;
}

/** @param attributes Of the queue `orders`. */
export async function sqsBroker(
  name = "orders",
  attributes: Record<string, string> = {},
): Promise<SqsBroker> {
  const server = await motoServer();
  const client = new SQSClient({ ...server.direct, useQueueUrlAsEndpoint: false });
  const made = await client.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  const url = made.QueueUrl ?? "";
  return {
    source: {
      connection: { type: "sqs", ...server.connection },
      ...{ connectionName: "events", kind: "queue", name, subject: null, startAt: null },
    },
    ...{ secrets: motoSecrets, wrongSecrets: motoSecrets, client, url },
    async send(body, headers = {}) {
      const command = new SendMessageCommand({
        ...{ QueueUrl: url, MessageBody: String(body) },
        MessageAttributes: Object.fromEntries(
          Object.entries(headers).map(([key, value]) => [
            key,
            { DataType: "String", StringValue: value },
          ]),
        ),
      });
      await client.send(command);
    },
    ...{ stop: server.stop, start: server.start },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}
