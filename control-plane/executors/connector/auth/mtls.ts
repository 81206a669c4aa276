// A client certificate: what it connects with is checked here, so that nothing of the key shows in an error.

import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import type { ConnectorAuth } from "#schemas/types.ts";
import type { ClientCertificate } from "../../guarded-fetch.ts";
import { TaskFailure } from "../../in-process.ts";

/** @throws TaskFailure for what is no pair of a certificate and its key, or has expired */
export function clientCertificate(
  { certificate, key }: NonNullable<ConnectorAuth["mtls"]>,
  secrets: Readonly<Record<string, string>>,
): ClientCertificate {
  const pair = { cert: secrets[certificate] ?? "", key: secrets[key] ?? "" };
  const refuse = (why: string) => new TaskFailure(why, { mayRetry: false });
  try {
    createSecureContext(pair);
  } catch {
    throw refuse(
      `The secrets for "${certificate}" and "${key}" are no certificate with its private key, both as PEM text and not encrypted.`,
    );
  }
  const { validToDate } = new X509Certificate(pair.cert);
  if (validToDate.getTime() < Date.now())
    throw refuse(
      `The client certificate for "${certificate}" ended on ${validToDate.toISOString()}.`,
    );
  return pair;
}
