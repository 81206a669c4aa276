// Signatures of what is delivered, as Standard Webhooks has them, so that libraries in many languages check them.

import { createHmac } from "node:crypto";

/** A secret that begins so is base64 behind it; any other is taken as it is. */
const encodedPrefix = "whsec_";

export const fewestSecretCharacters = 16;

/**
 * Headers of one delivery. The signature is HMAC-SHA256 over `<id>.<seconds>.<body>`, base64; the body is the bytes sent.
 * @param seconds When it is sent, seconds since 1970: receivers refuse what is old.
 */
export function webhookHeaders(
  secret: string,
  id: string,
  seconds: number,
  body: string,
): Record<string, string> {
  const key = secret.startsWith(encodedPrefix)
    ? Buffer.from(secret.slice(encodedPrefix.length), "base64")
    : Buffer.from(secret);
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": `v1,${signature}`,
  };
}
