// A real nats-server with JetStream, of which one stream is followed.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, headers as newHeaders } from "@nats-io/transport-node";
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

const program = [
  ...(process.env.PATH ?? "").split(":").map((folder) => join(folder, "nats-server")),
  "/usr/sbin/nats-server",
].find(existsSync);

/** Why there is none here, for `context.skip`; null where there is one. */
export const noNats: string | null =
  program === undefined ? "no nats-server is installed (Debian: nats-server)" : null;

const [user, password] = ["trunkline", "right-password"];

export interface NatsBroker extends Broker {
  /** Asks the server as its administrator would. */
  manage<T>(act: (manager: JetStreamManager) => Promise<T>): Promise<T>;
}

/** @param retention Of the stream ORDERS with its subjects `orders.>`. */
export async function natsBroker(
  retention: "limits" | "workqueue" | "interest" = "limits",
  pair: BrokerPair | null = null,
  known: KnownClient | null = null,
): Promise<NatsBroker> {
  const stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryDirectory());
  const port = await freePort();
  const [cert, key, trusted] = ["cert", "key", "trusted"].map((name) =>
    join(path, `${name}.pem`),
  ) as [string, string, string];
  if (pair !== null) {
    writeFileSync(cert, pair.cert);
    writeFileSync(key, pair.key);
    writeFileSync(trusted, known?.authority ?? "");
  }
  const broker = await brokerProcess({
    argv: [
      ...[program as string, "-a", "127.0.0.1", "-p", String(port), "-js", "-sd", path],
      ...["--user", user, "--pass", password],
      ...(pair === null ? [] : ["--tls", "--tlscert", cert, "--tlskey", key]),
      ...(known === null ? [] : ["--tlsverify", "--tlscacert", trusted]),
    ],
    port,
  });
  stack.use(broker);
  const connected = async <T>(act: (client: Awaited<ReturnType<typeof connect>>) => Promise<T>) => {
    const client = await connect({
      ...{ servers: `127.0.0.1:${port}`, user, pass: password },
      ...(pair === null ? {} : { tls: { ca: pair.cert, host: "127.0.0.1", ...known } as object }),
    });
    try {
      return await act(client);
    } finally {
      await client.close();
    }
  };
  const manage: NatsBroker["manage"] = (act) =>
    connected(async (client) => act(await jetstreamManager(client)));
  await manage((manager) =>
    manager.streams.add({ name: "ORDERS", subjects: ["orders.>"], retention: retention as never }),
  );
  return {
    source: {
      connection: {
        ...{ type: "nats", servers: [{ host: "127.0.0.1", port }], ca: pair?.cert ?? null },
        ssl: pair === null ? "off" : "verify",
        ...{ user, password: "nats/password", token: null, credentials: null },
        ...(known === null ? {} : clientNames),
      },
      ...{ connectionName: "events", kind: "queue", name: "ORDERS", subject: null },
      startAt: "earliest",
    },
    secrets: { "nats/password": password, ...(known === null ? {} : clientSecrets(known)) },
    wrongSecrets: { "nats/password": "wrong-password" },
    send: (body, given = {}) =>
      connected(async (client) => {
        const headers = newHeaders();
        for (const [name, value] of Object.entries(given)) headers.append(name, value);
        await jetstream(client).publish("orders.new", body, { headers });
      }),
    ...{ manage, stop: broker.stop, start: broker.start },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
