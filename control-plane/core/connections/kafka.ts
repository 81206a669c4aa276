// `type: kafka`: a cluster of Kafka, or of what speaks its protocol, for `queue` triggers.

import type { KafkaConnectionSpec } from "#schemas/types.ts";
import {
  type BrokerAddress,
  type BrokerTls,
  brokerAddress,
  brokerPlaces,
  brokerTls,
  namesOf,
} from "./broker.ts";
import type { ConnectionType } from "./type.ts";

export interface KafkaConnection extends BrokerTls {
  type: "kafka";
  /** Where the cluster is found; its other brokers are what these say. Never empty. */
  brokers: readonly BrokerAddress[];
  /** Null: without a login. */
  mechanism: "plain" | "scram-sha-256" | "scram-sha-512" | null;
  user: string | null;
  /** Names of secrets. */
  password: string | null;
  clientCertificate: string | null;
  clientKey: string | null;
}

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = { port: 9092, mechanism: "scram-sha-512" } as const;

export const kafka: ConnectionType<KafkaConnection> = {
  normalize(written) {
    const spec = written as unknown as KafkaConnectionSpec;
    return {
      type: "kafka",
      brokers: spec.brokers.map((text) => brokerAddress(text, defaults.port)),
      ...brokerTls(spec),
      mechanism: spec.user === undefined ? null : (spec.mechanism ?? defaults.mechanism),
      user: spec.user ?? null,
      password: spec.password ?? null,
      clientCertificate: spec.clientCertificate ?? null,
      clientKey: spec.clientKey ?? null,
    };
  },
  places: ({ brokers }) => brokerPlaces(brokers),
  secrets: ({ password, clientCertificate, clientKey }) =>
    namesOf(password, clientCertificate, clientKey),
  text: ({ brokers }) => brokerPlaces(brokers).join(", "),
};
