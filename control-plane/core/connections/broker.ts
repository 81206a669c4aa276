// What connections to brokers have in common: an address `HOST:PORT`, and whether what is sent is encrypted.

import { hostText } from "../ceilings/pattern.ts";

export interface BrokerAddress {
  /** Name or address; one of IPv6 without brackets. */
  host: string;
  port: number;
}

/** How a broker is trusted. */
export interface BrokerTls {
  ssl: "verify" | "off";
  /** PEM text. */
  ca: string | null;
}

/** Of a text that the schema has accepted: `HOST` or `HOST:PORT`, IPv6 in brackets. */
export function brokerAddress(text: string, defaultPort: number): BrokerAddress {
  const port = /:(\d+)$/.exec(text)?.[1];
  const host = port === undefined ? text : text.slice(0, -port.length - 1);
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port ?? defaultPort) };
}

export const brokerTls = (spec: { ssl?: "verify" | "off"; ca?: string }): BrokerTls => ({
  ssl: spec.ssl ?? "verify",
  ca: spec.ca ?? null,
});

/** Names of secrets, as PEM texts; absent: the broker is shown none. */
export interface ClientPair {
  clientCertificate?: string;
  clientKey?: string;
}

export const clientPair = ({ clientCertificate, clientKey }: ClientPair): ClientPair =>
  clientCertificate === undefined || clientKey === undefined
    ? {}
    : { clientCertificate, clientKey };

/** `HOST:PORT` of each, in their order. */
export const brokerPlaces = (brokers: readonly BrokerAddress[]): string[] => brokers.map(hostText);

/** Names of secrets, each once and sorted. */
export const namesOf = (...names: readonly (string | null | undefined)[]): string[] =>
  [...new Set(names)].filter((name) => typeof name === "string").sort();
