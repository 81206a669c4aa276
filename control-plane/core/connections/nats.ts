// `type: nats`: servers of NATS with JetStream, for `queue` triggers.

import type { NatsConnectionSpec } from "#schemas/types.ts";
import {
  type BrokerAddress,
  type BrokerTls,
  brokerAddress,
  brokerPlaces,
  brokerTls,
  type ClientPair,
  clientPair,
  namesOf,
} from "./broker.ts";
import type { ConnectionType } from "./type.ts";

export interface NatsConnection extends BrokerTls, ClientPair {
  type: "nats";
  /** Tried in their order; never empty. */
  servers: readonly BrokerAddress[];
  user: string | null;
  /** Names of secrets. */
  password: string | null;
  token: string | null;
  /** The text of a `.creds` file: a JWT and its seed. */
  credentials: string | null;
}

const defaultPort = 4222;

export const nats: ConnectionType<NatsConnection> = {
  normalize(written) {
    const spec = written as unknown as NatsConnectionSpec;
    return {
      type: "nats",
      servers: spec.servers.map((text) => brokerAddress(text, defaultPort)),
      ...brokerTls(spec),
      ...clientPair(spec),
      user: spec.user ?? null,
      password: spec.password ?? null,
      token: spec.token ?? null,
      credentials: spec.credentials ?? null,
    };
  },
  places: ({ servers }) => brokerPlaces(servers),
  secrets: ({ password, token, credentials, clientCertificate, clientKey }) =>
    namesOf(password, token, credentials, clientCertificate, clientKey),
  text: ({ servers }) => brokerPlaces(servers).join(", "),
};
