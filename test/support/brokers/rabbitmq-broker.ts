// A real RabbitMQ, of which one durable queue is followed.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "amqplib";
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

// The one in PATH becomes another user, for the machine's own server.
const program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const epmd = ["/usr/bin/epmd", "/usr/local/bin/epmd"].find(existsSync);

/** Why there is none here, for `context.skip`; null where there is one. */
export const noRabbitmq: string | null =
  !existsSync(program) || epmd === undefined
    ? "no RabbitMQ is installed (Debian: rabbitmq-server)"
    : null;

const [user, password] = ["trunkline", "right-password"];

export interface RabbitmqBroker extends Broker {
  /** Puts one without an id into the queue. */
  sendNameless(body: string): Promise<void>;
  /** What another queue holds, or null. */
  first(queue: string): Promise<string | null>;
  deleteQueue(): Promise<void>;
}

/** A queue `orders`, whose rejected messages go to the queue `rejected`. */
export async function rabbitmqBroker(
  pair: BrokerPair | null = null,
  known: KnownClient | null = null,
): Promise<RabbitmqBroker> {
  const stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryDirectory());
  const [port, distPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  const [cert, key, trusted] = ["cert", "key", "trusted"].map((name) =>
    join(path, `${name}.pem`),
  ) as [string, string, string];
  const tls = [
    ...["listeners.tcp = none", `listeners.ssl.1 = 127.0.0.1:${port}`],
    ...[`ssl_options.certfile = ${cert}`, `ssl_options.keyfile = ${key}`],
    ...(known === null
      ? []
      : [
          ...[`ssl_options.cacertfile = ${trusted}`, "ssl_options.verify = verify_peer"],
          "ssl_options.fail_if_no_peer_cert = true",
        ]),
  ];
  if (pair !== null) {
    writeFileSync(cert, pair.cert);
    writeFileSync(key, pair.key);
    writeFileSync(trusted, known?.authority ?? "");
  }
  writeFileSync(
    join(path, "rabbitmq.conf"),
    [
      ...(pair === null ? [`listeners.tcp.1 = 127.0.0.1:${port}`] : tls),
      `default_user = ${user}`,
      `default_pass = ${password}`,
      // Its own 5 s and 10 s are too few beside a busy suite.
      ...["ssl_handshake_timeout = 60000", "handshake_timeout = 60000"],
    ].join("\n"),
  );
  // The server would start one that outlives it.
  stack.use(
    await brokerProcess({
      argv: [epmd as string, "-address", "127.0.0.1", "-port", String(epmdPort)],
      port: epmdPort,
    }),
  );
  const connected = async <T>(
    act: (channel: Awaited<ReturnType<Client["createConfirmChannel"]>>) => Promise<T>,
  ) => {
    const protocol = pair === null ? "amqp" : "amqps";
    const client = await connect(
      { protocol, hostname: "127.0.0.1", port, username: user, password },
      pair === null ? {} : { ca: pair.cert, ...known },
    );
    try {
      return await act(await client.createConfirmChannel());
    } finally {
      await client.close();
    }
  };
  const broker = await brokerProcess({
    argv: [program],
    env: {
      HOME: path,
      ERL_EPMD_PORT: String(epmdPort),
      RABBITMQ_NODENAME: `trunkline${port}@localhost`,
      RABBITMQ_MNESIA_BASE: join(path, "mnesia"),
      RABBITMQ_LOGS: "-",
      RABBITMQ_CONFIG_FILE: join(path, "rabbitmq.conf"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(path, "plugins"),
      RABBITMQ_DIST_PORT: String(distPort),
    },
    port,
    // It listens before it serves, and hangs up on whoever comes between.
    isReady: () => connected(async () => true).catch(() => false),
  });
  stack.use(broker);
  await connected(async (channel) => {
    await channel.assertQueue("rejected", { durable: true });
    await channel.assertQueue("orders", {
      ...{ durable: true, deadLetterExchange: "", deadLetterRoutingKey: "rejected" },
    });
  });
  const put = (body: string | Uint8Array, options: object) =>
    connected(async (channel) => {
      channel.sendToQueue("orders", Buffer.from(body), { persistent: true, ...options });
      await channel.waitForConfirms();
    });
  return {
    source: {
      connection: {
        ...{ type: "amqp", host: "127.0.0.1", port, vhost: "/", ca: pair?.cert ?? null },
        ssl: pair === null ? "off" : "verify",
        ...{ user, password: "rabbit/password" },
        ...(known === null ? {} : clientNames),
      },
      ...{ connectionName: "events", kind: "queue", name: "orders", subject: null, startAt: null },
    },
    secrets: { "rabbit/password": password, ...(known === null ? {} : clientSecrets(known)) },
    wrongSecrets: { "rabbit/password": "wrong-password" },
    send: (body, headers = {}) => put(body, { messageId: crypto.randomUUID(), headers }),
    sendNameless: (body) => put(body, {}),
    first: (queue) =>
      connected(async (channel) => {
        const message = await channel.get(queue, { noAck: true });
        return message === false ? null : message.content.toString();
      }),
    deleteQueue: () =>
      connected(async (channel) => {
        await channel.deleteQueue("orders");
      }),
    ...{ stop: broker.stop, start: broker.start },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

type Client = Awaited<ReturnType<typeof connect>>;
