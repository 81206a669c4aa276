// A real broker of Kafka, alone in KRaft mode, of which one topic is followed. Its jars lie in node_modules/.cache/kafka, where
// `.ci/run` puts them, or in KAFKA_HOME.

import { execFile, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Admin, Producer } from "@platformatic/kafka";
import { freePort } from "../free-port.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import {
  type Broker,
  type BrokerPair,
  clientNames,
  clientSecrets,
  type KnownClient,
} from "./broker.ts";
import { brokerProcess } from "./broker-process.ts";

const cached = fileURLToPath(new URL("../../../node_modules/.cache/kafka", import.meta.url));
const jars = [join(process.env.KAFKA_HOME ?? cached, "libs"), cached].find(existsSync);
const hasJava = spawnSync("java", ["-version"]).status === 0;

/** Why there is none here, for `context.skip`; null where there is one. */
export const noKafka: string | null =
  jars === undefined || !hasJava
    ? "no Kafka is installed (Java, and org.apache.kafka:kafka_2.13 in node_modules/.cache/kafka or KAFKA_HOME)"
    : null;

const [user, password] = ["trunkline", "right-password"];
const sasl = { mechanism: "PLAIN", username: user, password } as const;

export interface KafkaBroker extends Broker {
  admin: Admin;
  producer: Producer;
  /** Another one, which the test closes. */
  producerOf(options: { idempotent: boolean; transactionalId: string }): Producer;
}

/** A topic `orders` of one partition. */
export async function kafkaBroker({
  pair = null,
  advertised = "127.0.0.1",
  known = null,
}: {
  pair?: BrokerPair | null;
  /** With it a certificate is the login, and there is no other. */
  known?: KnownClient | null;
  /** The host that it names itself by, beyond the one that the connection has. */
  advertised?: string;
} = {}): Promise<KafkaBroker> {
  const stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryDirectory());
  const [port, controllerPort] = [await freePort(), await freePort()];
  const file = join(path, "server.properties");
  writeFileSync(file, properties({ folder: path, port, controllerPort, pair, known, advertised }));
  const java = (main: string, ...args: string[]) => [
    ...["java", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
    ...["-cp", join(jars as string, "*"), main, ...args],
  ];
  const [command = "", ...format] = java(
    "kafka.tools.StorageTool",
    ...["format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", file],
    ...["--add-scram", `SCRAM-SHA-512=[name=${user},password=${password}]`],
  );
  await promisify(execFile)(command, format);
  const broker = await brokerProcess({ argv: java("kafka.Kafka", file), port });
  stack.use(broker);
  const options = {
    ...{ clientId: "test", bootstrapBrokers: [`127.0.0.1:${port}`], retries: 20, retryDelay: 200 },
    ...(known === null ? { sasl } : {}),
    ...(pair === null ? {} : { tls: { ca: pair.cert, ...known } }),
  };
  const admin = new Admin(options);
  stack.defer(() => admin.close());
  await admin.createTopics({ topics: ["orders"], partitions: 1, replicas: 1 });
  const producer = new Producer({ ...options, strict: true });
  stack.defer(() => producer.close());
  return {
    source: {
      connection: {
        ...{ type: "kafka", brokers: [{ host: "127.0.0.1", port }], ca: pair?.cert ?? null },
        ssl: pair === null ? "off" : "verify",
        ...(known === null
          ? {
              ...{ mechanism: "scram-sha-512", user, password: "kafka/password" },
              ...{ clientCertificate: null, clientKey: null },
            }
          : { mechanism: null, user: null, password: null, ...clientNames }),
      },
      ...{ connectionName: "events", kind: "queue", name: "orders", subject: null },
      startAt: "earliest",
    },
    secrets: { "kafka/password": password, ...(known === null ? {} : clientSecrets(known)) },
    wrongSecrets: { "kafka/password": "wrong-password" },
    ...{ admin, producer },
    producerOf: (more) => new Producer({ ...options, ...more }),
    async send(body, headers = {}) {
      const message = {
        ...{ topic: "orders", key: Buffer.from("k"), value: Buffer.from(body) },
        headers: new Map(
          Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)]),
        ),
      };
      await producer.send({ messages: [message] });
    },
    ...{ stop: broker.stop, start: broker.start },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const properties = ({
  folder,
  port,
  controllerPort,
  pair,
  known,
  advertised,
}: {
  folder: string;
  port: number;
  controllerPort: number;
  pair: BrokerPair | null;
  known: KnownClient | null;
  advertised: string;
}): string =>
  [
    ...["process.roles=broker,controller", "node.id=1", `log.dirs=${join(folder, "logs")}`],
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=CLIENTS://${advertised}:${port}`,
    `listener.security.protocol.map=CLIENTS:${known === null ? "SASL_" : ""}${pair === null ? "PLAINTEXT" : "SSL"},CONTROLLER:PLAINTEXT`,
    ...(pair === null ? [] : keyStore(pair, known)),
    ...(known === null ? [] : ["listener.name.clients.ssl.client.auth=required"]),
    ...["controller.listener.names=CONTROLLER", "inter.broker.listener.name=CLIENTS"],
    ...[
      "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512",
      "sasl.mechanism.inter.broker.protocol=PLAIN",
    ],
    "listener.name.clients.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required " +
      `username="${user}" password="${password}" user_${user}="${password}";`,
    "listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
    ...["offsets.topic.replication.factor=1", "transaction.state.log.replication.factor=1"],
    ...["transaction.state.log.min.isr=1", "group.initial.rebalance.delay.ms=0"],
    ...["log.retention.check.interval.ms=500", "auto.create.topics.enable=false"],
  ].join("\n");

/** Line breaks of PEM are escaped; it trusts itself, as the broker's own client. */
function keyStore({ key, cert }: BrokerPair, known: KnownClient | null): string[] {
  const inLine = (text: string) => text.trim().replaceAll("\n", "\\n");
  return [
    ...["ssl.keystore.type=PEM", "ssl.truststore.type=PEM"],
    `ssl.keystore.key=${inLine(key)}`,
    `ssl.keystore.certificate.chain=${inLine(cert)}`,
    `ssl.truststore.certificates=${inLine([cert, known?.authority ?? ""].join("\n"))}`,
  ];
}
