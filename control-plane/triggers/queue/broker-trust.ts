// What a client of a broker trusts, and what it shows of itself.

import type { BrokerTls } from "#core/connections/broker.ts";

interface Trust {
  ca?: string;
  cert?: string;
  key?: string;
}

/** PEM texts, for TLS. @param secrets Values by name. */
export function brokerTrust(
  {
    ca,
    clientCertificate,
    clientKey,
  }: Pick<BrokerTls, "ca"> & {
    clientCertificate?: string | null;
    clientKey?: string | null;
  },
  secrets: Readonly<Record<string, string>>,
): Trust {
  return {
    ...(ca === null ? {} : { ca }),
    ...(clientCertificate && clientKey
      ? { cert: secrets[clientCertificate] ?? "", key: secrets[clientKey] ?? "" }
      : {}),
  };
}
