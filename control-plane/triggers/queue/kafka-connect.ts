// A client of a cluster of Kafka. Whatever host the cluster names for its brokers is judged before anything goes there.

import { isIP } from "node:net";
import type { Broker, CallbackWithPromise, Connection, Consumer } from "@platformatic/kafka";
import { hostText } from "#core/ceilings/pattern.ts";
import type { KafkaConnection } from "#core/connections/kafka.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { judgedLookup, mustBeAllowed } from "#executors/judged-lookup.ts";
import { brokerTrust } from "./broker-trust.ts";
import { judgedAddresses } from "./judged-host.ts";

interface KafkaSettings {
  connection: KafkaConnection;
  secrets: Readonly<Record<string, string>>;
  /** For people who look at the brokers' clients. */
  name: string;
  addresses: AddressSettings;
  /** Why a place may not be reached; null: it may. */
  refusal(place: string): string | null;
}

export interface KafkaClient {
  consumer: Consumer;
  /** For requests that take one. */
  pool: Consumer extends { fetch(options: { connectionPool?: infer P }): unknown } ? P : never;
  /** At once. */
  end(): void;
}

const connectTimeoutMs = 20_000;
const requestTimeoutMs = 30_000;
const [retries, retryDelayMs] = [2, 200];

export async function kafkaClient(settings: KafkaSettings): Promise<KafkaClient> {
  const { connection, secrets, name, addresses, refusal } = settings;
  const library = await import("@platformatic/kafka");
  const judge = judgeAddresses(addresses);
  const isEncrypted = connection.ssl === "verify";
  const { brokers, mechanism, user, password } = connection;
  const secret = (one: string | null) => (one === null ? "" : (secrets[one] ?? ""));
  const options = {
    ...{ connectTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs },
    ...(isEncrypted
      ? { tls: { lookup: judgedLookup(judge) as never, ...brokerTrust(connection, secrets) } }
      : {}),
    // Addresses have no name for the server to choose its certificate by.
    tlsServerName: isEncrypted && brokers.every(({ host }) => isIP(host) === 0),
    ...(mechanism === null
      ? {}
      : {
          sasl: {
            mechanism: mechanism.toUpperCase() as "PLAIN",
            ...{ username: user ?? "", password: secret(password) },
          },
        }),
  };

  /** The broker as it is connected to. In the clear by the very address that was judged; TLS asks for it by itself. */
  const judged = async (broker: Broker): Promise<Broker> => {
    const place = hostText(broker);
    const isNamed = brokers.some((one) => hostText(one) === place);
    const refused = isNamed ? null : refusal(place);
    if (refused !== null) throw new Error(`the cluster names ${place}: ${refused}`);
    mustBeAllowed(judge, broker.host);
    if (isEncrypted) return broker;
    const [host = broker.host] = await judgedAddresses(judge, broker.host);
    return { ...broker, host };
  };

  class JudgedPool extends library.ConnectionPool {
    override get(broker: Broker, callback?: CallbackWithPromise<Connection>): never {
      const done = callback as CallbackWithPromise<Connection>;
      // The library says in its own words that metadata has no such broker.
      const asked = broker?.host === undefined ? Promise.resolve(broker) : judged(broker);
      asked.then(
        (one) => super.get(one, done),
        (cause: Error) =>
          done(
            new library.NetworkError(cause.message, { cause, canRetry: false }),
            undefined as never,
          ),
      );
      return undefined as never;
    }
  }
  const pool = new JudgedPool(`trunkline-${name}`, options);

  class JudgedConsumer extends library.Consumer {
    override [library.kGetConnection](broker: Broker, done: CallbackWithPromise<Connection>) {
      pool.get(broker, done);
    }
    override [library.kGetBootstrapConnection](done: CallbackWithPromise<Connection>) {
      pool.getFirstAvailable([...brokers], done);
    }
  }
  const consumer = new JudgedConsumer({
    ...options,
    clientId: `trunkline-${name}`,
    // Of no use here, and asked for: no group is joined.
    groupId: `trunkline-${name}`,
    bootstrapBrokers: [...brokers],
    ...{ retries, retryDelay: retryDelayMs, autocreateTopics: false },
  });
  return {
    consumer,
    pool: pool as never,
    end() {
      consumer.close(true).catch(() => {});
      for (const [, { socket }] of pool) socket?.destroy();
      pool.close().catch(() => {});
    },
  };
}
