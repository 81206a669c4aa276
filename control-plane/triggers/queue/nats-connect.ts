// One connection to a server of NATS: its address judged, and no other server asked than those that are named.

import { isIP } from "node:net";
import type {
  Authenticator,
  NatsConnection as Client,
  ConnectionOptions,
} from "@nats-io/transport-node";
import type { BrokerAddress } from "#core/connections/broker.ts";
import type { NatsConnection } from "#core/connections/nats.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { untilStopped } from "#executors/in-process.ts";
import { brokerTrust } from "./broker-trust.ts";
import { judgedAddresses } from "./judged-host.ts";

export interface NatsSettings {
  connection: NatsConnection;
  secrets: Readonly<Record<string, string>>;
  /** For people who look at the server's connections. */
  name: string;
  addresses: AddressSettings;
  signal: AbortSignal;
}

const connectTimeoutMs = 20_000;
/** A server that vanished without a word is noticed after two of these. */
const pingIntervalMs = 20_000;

/** The first server that lets us in. @throws Error of the last one, and the signal's reason */
export async function connectNats(settings: NatsSettings): Promise<Client> {
  const judge = judgeAddresses(settings.addresses);
  let fault: unknown;
  for (const server of settings.connection.servers)
    try {
      for (const address of await judgedAddresses(judge, server.host))
        try {
          return await connectTo(settings, server, address);
        } catch (error) {
          settings.signal.throwIfAborted();
          fault = error;
        }
    } catch (error) {
      settings.signal.throwIfAborted();
      fault = error;
    }
  throw fault;
}

async function connectTo(
  { connection, secrets, name, signal }: NatsSettings,
  { host, port }: BrokerAddress,
  address: string,
): Promise<Client> {
  const { connect } = await import("@nats-io/transport-node");
  const opening = connect({
    servers: `${address.includes(":") ? `[${address}]` : address}:${port}`,
    name,
    authenticator: await loginOf(connection, secrets),
    // Whoever follows the source opens it anew: from the place that is kept.
    reconnect: false,
    ignoreClusterUpdates: true,
    resolve: false,
    timeout: connectTimeoutMs,
    pingInterval: pingIntervalMs,
    tls: tlsOf(connection, host, secrets),
  });
  const late = async (client: Client) => {
    if (signal.aborted) await client.close();
  };
  opening.then(late).catch(() => {});
  return untilStopped(opening, signal);
}

/** The certificate is for the name, not for the address that it led to. */
function tlsOf(
  connection: NatsConnection,
  host: string,
  secrets: NatsSettings["secrets"],
): NonNullable<ConnectionOptions["tls"]> | null {
  if (connection.ssl === "off") return null;
  const named = isIP(host) === 0 ? { servername: host } : { host };
  return { ...named, ...brokerTrust(connection, secrets) } as NonNullable<ConnectionOptions["tls"]>;
}

async function loginOf(
  { user, password, token, credentials }: NatsConnection,
  secrets: NatsSettings["secrets"],
): Promise<Authenticator[]> {
  const { credsAuthenticator, tokenAuthenticator, usernamePasswordAuthenticator } = await import(
    "@nats-io/transport-node"
  );
  const secret = (name: string) => secrets[name] ?? "";
  return [
    ...(user === null ? [] : [usernamePasswordAuthenticator(user, secret(password ?? ""))]),
    ...(token === null ? [] : [tokenAuthenticator(secret(token))]),
    ...(credentials === null
      ? []
      : [credsAuthenticator(new TextEncoder().encode(secret(credentials)))]),
  ];
}
