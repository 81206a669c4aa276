// A stream of moto's Kinesis.

import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { eventually } from "../eventually.ts";
import type { Broker } from "./broker.ts";
import { motoSecrets, motoServer } from "./moto.ts";

export interface KinesisBroker extends Broker {
  client: KinesisClient;
}

/** A stream `orders` of one shard. */
export async function kinesisBroker(): Promise<KinesisBroker> {
  const server = await motoServer();
  const client = new KinesisClient({ ...server.direct, requestHandler: new NodeHttpHandler() });
  await client.send(new CreateStreamCommand({ StreamName: "orders", ShardCount: 1 }));
  await eventually("the stream is there", async () => {
    const answer = await client.send(new DescribeStreamSummaryCommand({ StreamName: "orders" }));
    return answer.StreamDescriptionSummary?.StreamStatus === "ACTIVE";
  });
  return {
    source: {
      connection: { type: "kinesis", ...server.connection },
      ...{ connectionName: "events", kind: "queue", name: "orders", subject: null },
      startAt: "earliest",
    },
    ...{ secrets: motoSecrets, wrongSecrets: motoSecrets, client },
    async send(body, headers = {}) {
      const Data = typeof body === "string" ? Buffer.from(body) : body;
      const PartitionKey = Object.values(headers)[0] ?? "any";
      await client.send(new PutRecordCommand({ StreamName: "orders", Data, PartitionKey }));
    },
    ...{ stop: server.stop, start: server.start },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}
