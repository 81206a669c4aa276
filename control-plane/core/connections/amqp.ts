// `type: amqp`: a broker that speaks AMQP 0-9-1, such as RabbitMQ, for `queue` triggers.

import type { AmqpConnectionSpec } from "#schemas/types.ts";
import { hostText } from "../ceilings/pattern.ts";
import { type BrokerTls, brokerTls, type ClientPair, clientPair, namesOf } from "./broker.ts";
import type { ConnectionType } from "./type.ts";

export interface AmqpConnection extends BrokerTls, ClientPair {
  type: "amqp";
  /** Host name or address. */
  host: string;
  port: number;
  vhost: string;
  user: string;
  /** Name of the secret. */
  password: string;
}

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = { port: { verify: 5671, off: 5672 }, vhost: "/" } as const;

export const amqp: ConnectionType<AmqpConnection> = {
  normalize(written) {
    const spec = written as unknown as AmqpConnectionSpec;
    const tls = brokerTls(spec);
    return {
      type: "amqp",
      host: spec.host,
      port: spec.port ?? defaults.port[tls.ssl],
      vhost: spec.vhost ?? defaults.vhost,
      user: spec.user,
      password: spec.password,
      ...tls,
      ...clientPair(spec),
    };
  },
  places: (connection) => [hostText(connection)],
  secrets: ({ password, clientCertificate, clientKey }) =>
    namesOf(password, clientCertificate, clientKey),
  text: ({ host, port, vhost }) => `${host}:${port}, vhost ${vhost}`,
};
