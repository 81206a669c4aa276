// One connection to a broker of AMQP 0-9-1: its address judged, ended with whoever opened it.

import type { Socket } from "node:net";
import type { ChannelModel } from "amqplib";
import type { AmqpConnection } from "#core/connections/amqp.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { untilStopped } from "#executors/in-process.ts";
import { judgedLookup, mustBeAllowed } from "#executors/judged-lookup.ts";
import { brokerTrust } from "./broker-trust.ts";

interface AmqpSettings {
  connection: AmqpConnection;
  secrets: Readonly<Record<string, string>>;
  /** For people who look at the broker's connections. */
  name: string;
  addresses: AddressSettings;
  signal: AbortSignal;
}

const connectTimeoutMs = 20_000;
/** A broker that vanished without a word is noticed after two of these. */
const heartbeatS = 20;
/** For the broker to hear that a connection ends: it gives what was not acknowledged to others at once. */
const goodbyeMs = 1_000;

/** @throws Error, RefusedAddress, and the signal's reason */
export async function connectAmqp({
  connection,
  secrets,
  name,
  addresses,
  signal,
}: AmqpSettings): Promise<ChannelModel> {
  const { host, port, vhost, user, password, ssl } = connection;
  const judge = judgeAddresses(addresses);
  mustBeAllowed(judge, host);
  const { connect } = await import("amqplib");
  signal.throwIfAborted();
  const opening = connect(
    {
      protocol: ssl === "off" ? "amqp" : "amqps",
      hostname: host.replace(/^\[|\]$/g, ""),
      ...{ port, username: user, password: secrets[password] ?? "" },
      // The library reads it as a part of a URL.
      vhost: encodeURIComponent(vhost),
      heartbeat: heartbeatS,
    },
    {
      ...{ timeout: connectTimeoutMs, keepAlive: true, noDelay: true },
      lookup: judgedLookup(judge) as never,
      clientProperties: { connection_name: name },
      ...brokerTrust(connection, secrets),
    },
  );
  const late = async (client: ChannelModel) => {
    if (signal.aborted) await endAmqp(client);
  };
  opening.then(late).catch(() => {});
  return untilStopped(opening, signal);
}

/** Never rejects. */
export async function endAmqp(client: ChannelModel): Promise<void> {
  // What comes after that is nobody's.
  client.on("error", () => {});
  const goodbye = Promise.resolve()
    .then(() => client.close())
    .catch(() => {});
  await untilStopped(goodbye, AbortSignal.timeout(goodbyeMs)).catch(() => {});
  const { stream } = client.connection as unknown as { stream: Socket };
  stream.destroy();
}
