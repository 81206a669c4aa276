// Whether a request comes from who has the secret, by the bytes as they came: JSON that was parsed and written again is
// other bytes.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookProof } from "#core/triggers/message-trigger.ts";

export interface HookRequest {
  /** Names in lower case; of a header that came several times nothing is believed. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/**
 * Whether there is anything to compare with a secret: what is needed is there, and of now.
 * @param now Milliseconds since 1970: what was signed too long before, or too far ahead, is no proof.
 */
export function mayBeProved(
  proof: WebhookProof,
  { headers }: Pick<HookRequest, "headers">,
  now: number,
): boolean {
  const isTimely = (seconds: string | undefined, toleranceMs: number) =>
    /^\d{1,12}$/.test(seconds ?? "") && Math.abs(now - Number(seconds) * 1000) <= toleranceMs;
  switch (proof.kind) {
    case "hmac":
      return headers[proof.header]?.startsWith(proof.prefix) === true;
    case "bearer":
      return headers[proof.header ?? "authorization"] !== undefined;
    case "slack":
      return (
        headers["x-slack-signature"] !== undefined &&
        isTimely(headers["x-slack-request-timestamp"], proof.toleranceMs)
      );
    case "stripe":
      return isTimely(stripeParts(headers).at, proof.toleranceMs);
    case "standardWebhooks":
      return (
        Boolean(headers["webhook-id"]) &&
        headers["webhook-signature"] !== undefined &&
        isTimely(headers["webhook-timestamp"], proof.toleranceMs)
      );
    default:
      return proof satisfies never;
  }
}

/** @param now As above. */
export function isProved(
  proof: WebhookProof,
  secret: string,
  request: HookRequest,
  now: number,
): boolean {
  const { headers, body } = request;
  if (secret === "" || !mayBeProved(proof, request, now)) return false;
  const mac = (key: string | Buffer, ...parts: (string | Buffer)[]) => {
    const hmac = createHmac("sha256", key);
    for (const part of parts) hmac.update(part);
    return hmac;
  };
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
      return isSame(headers["x-slack-signature"], `v0=${digest}`);
    }
    case "stripe": {
      const { at, signatures } = stripeParts(headers);
      const digest = mac(secret, `${at}.`, body).digest("hex");
      return signatures.some((value) => isSame(value, digest));
    }
    case "standardWebhooks": {
      const { "webhook-id": id = "", "webhook-timestamp": at = "" } = headers;
      const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
      if (key.length === 0) return false;
      const digest = mac(key, `${id}.${at}.`, body).digest("base64");
      // Several while a key is being changed.
      const given = (headers["webhook-signature"] ?? "").split(" ").slice(0, mostSignatures);
      return given.some((one) => isSame(one, `v1,${digest}`));
    }
    default:
      return proof satisfies never;
  }
}

const mostSignatures = 10;

/** `t=…,v1=…`: when it was signed, and by which keys. */
function stripeParts(headers: HookRequest["headers"]): { at: string; signatures: string[] } {
  const parts = (headers["stripe-signature"] ?? "").split(",").map((part) => part.split("="));
  const values = (wanted: string) =>
    parts.flatMap(([name, value]) => (name === wanted && value !== undefined ? value : []));
  return { at: values("t")[0] ?? "", signatures: values("v1").slice(0, mostSignatures) };
}

/** Digests of equal length are compared: neither length nor first difference shows in the time. */
function isSame(given: string | undefined, wanted: string): boolean {
  return timingSafeEqual(digestOf(given ?? ""), digestOf(wanted)) && given !== undefined;
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
