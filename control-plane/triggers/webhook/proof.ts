// Whether a request comes from who has the secret, by the bytes as they came: JSON that was parsed and written again is
// other bytes.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookProof } from "#core/triggers/message-trigger.ts";

export interface HookRequest {
  /** Names in lower case; of a header that came several times nothing is believed. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** @param now Milliseconds since 1970: what was signed too long before, or too far ahead, is no proof. */
export function isProved(
  proof: WebhookProof,
  secret: string,
  { headers, body }: HookRequest,
  now: number,
): boolean {
  if (secret === "") return false;
  const mac = (key: string | Buffer, ...parts: (string | Buffer)[]) => {
    const hmac = createHmac("sha256", key);
    for (const part of parts) hmac.update(part);
    return hmac;
  };
  const isTimely = (seconds: string, toleranceMs: number) =>
    /^\d{1,12}$/.test(seconds) && Math.abs(now - Number(seconds) * 1000) <= toleranceMs;
  switch (proof.kind) {
    case "hmac": {
      const digest = createHmac(proof.algorithm, secret).update(body).digest(proof.encoding);
      return isSame(headers[proof.header], proof.prefix + digest);
    }
    case "bearer":
      return proof.header === null
        ? isSame(headers.authorization, `Bearer ${secret}`)
        : isSame(headers[proof.header], secret);
    case "slack": {
      const at = headers["x-slack-request-timestamp"] ?? "";
      const digest = mac(secret, `v0:${at}:`, body).digest("hex");
      return (
        isTimely(at, proof.toleranceMs) && isSame(headers["x-slack-signature"], `v0=${digest}`)
      );
    }
    case "stripe": {
      const parts = (headers["stripe-signature"] ?? "").split(",").map((part) => part.split("="));
      const at = parts.find(([name]) => name === "t")?.[1] ?? "";
      const digest = mac(secret, `${at}.`, body).digest("hex");
      const given = parts.filter(([name]) => name === "v1").slice(0, mostSignatures);
      return isTimely(at, proof.toleranceMs) && given.some(([, value]) => isSame(value, digest));
    }
    case "standardWebhooks": {
      const { "webhook-id": id = "", "webhook-timestamp": at = "" } = headers;
      const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
      if (id === "" || key.length === 0) return false;
      const digest = mac(key, `${id}.${at}.`, body).digest("base64");
      // Several while a key is being changed.
      const given = (headers["webhook-signature"] ?? "").split(" ").slice(0, mostSignatures);
      return isTimely(at, proof.toleranceMs) && given.some((one) => isSame(one, `v1,${digest}`));
    }
    default:
      return proof satisfies never;
  }
}

const mostSignatures = 10;

/** Digests of equal length are compared: neither length nor first difference shows in the time. */
function isSame(given: string | undefined, wanted: string): boolean {
  return timingSafeEqual(digestOf(given ?? ""), digestOf(wanted)) && given !== undefined;
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
