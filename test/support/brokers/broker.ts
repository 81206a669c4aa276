// What the contract of sources needs of a real broker.

import { readFileSync } from "node:fs";
import type { QueueSource } from "#core/triggers/message-trigger.ts";
import { hasOpenssl, makeCertificates } from "../certificates.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

/** With it a broker speaks TLS alone, and its connection trusts that certificate. PEM texts, for 127.0.0.1 and localhost. */
export interface BrokerPair {
  key: string;
  cert: string;
}

/** Of a client that a broker lets in, which lets in nobody else, and of the authority that the broker trusts. */
export interface KnownClient extends BrokerPair {
  authority: string;
}

/** Null where there is no `openssl`. */
export async function knownClient(): Promise<KnownClient | null> {
  if (!hasOpenssl) return null;
  await using directory = temporaryDirectory();
  const { authority, host } = makeCertificates(directory.path, "DNS:client.example");
  return { ...host, authority: readFileSync(authority, "utf8") };
}

/** Names of secrets that hold what a client shows of itself. */
export const clientNames = {
  clientCertificate: "broker/certificate",
  clientKey: "broker/certificate-key",
} as const;
export const clientSecrets = ({ key, cert }: BrokerPair): Record<string, string> => ({
  [clientNames.clientCertificate]: cert,
  [clientNames.clientKey]: key,
});

export interface Broker extends AsyncDisposable {
  source: QueueSource;
  secrets: Record<string, string>;
  /** One that isn't right in place of another, which stands in `secrets`. */
  wrongSecrets: Record<string, string>;
  /** Resolves once the broker has it. */
  send(body: string | Uint8Array, headers?: Record<string, string>): Promise<void>;
  /** Kills the broker; what it has stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
}
