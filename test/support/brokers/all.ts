// Every kind of broker that triggers follow, as tests have it.

import { cutProxy } from "../cut-proxy.ts";
import type { Broker } from "./broker.ts";
import { kafkaBroker, noKafka } from "./kafka-broker.ts";
import { kinesisBroker } from "./kinesis-broker.ts";
import { noMoto } from "./moto.ts";
import { natsBroker, noNats } from "./nats-broker.ts";
import { noRabbitmq, rabbitmqBroker } from "./rabbitmq-broker.ts";
import { sqsBroker } from "./sqs-broker.ts";

export interface BrokerKind {
  name: string;
  /** Why there is none here; null where there is one. */
  missing: string | null;
  make(): Promise<Broker>;
  /** It keeps the place itself, and gives again what was not settled. */
  givesAgain: boolean;
}

export const brokerKinds: readonly BrokerKind[] = [
  { name: "Kafka", missing: noKafka, make: () => kafkaBroker(), givesAgain: false },
  { name: "SQS", missing: noMoto, make: () => sqsBroker(), givesAgain: true },
  { name: "Kinesis", missing: noMoto, make: kinesisBroker, givesAgain: false },
  { name: "AMQP", missing: noRabbitmq, make: () => rabbitmqBroker(), givesAgain: true },
  { name: "NATS", missing: noNats, make: () => natsBroker(), givesAgain: false },
  {
    ...{ name: "a work queue of NATS", missing: noNats },
    ...{ make: () => natsBroker("workqueue"), givesAgain: true },
  },
];

/** The same broker behind what can swallow and be cut. Kafka's clients are told of the broker itself, past it. */
export async function behindProxy({ source, ...broker }: Broker) {
  const { connection } = source;
  const url = "endpoint" in connection ? new URL(connection.endpoint) : null;
  const first = "servers" in connection ? connection.servers[0] : null;
  const port = Number(url?.port ?? first?.port ?? ("port" in connection ? connection.port : 0));
  const proxy = await cutProxy(port);
  const at = { host: "127.0.0.1", port: proxy.port };
  const moved =
    url !== null
      ? { ...connection, endpoint: `http://127.0.0.1:${proxy.port}` }
      : first !== null
        ? { ...connection, servers: [at] }
        : "port" in connection
          ? { ...connection, ...at }
          : connection;
  return {
    ...broker,
    source: { ...source, connection: moved as typeof connection },
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
    },
  };
}
