// The private key that signs tokens, as people store it: PEM text, or the JSON file of a Google service account.

import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { TaskFailure } from "../../in-process.ts";

export interface JwtKey {
  key: KeyObject;
  /** What expressions name as `jwt.NAME`. */
  names: Readonly<Record<string, string>>;
  /** `kid` of a key that says its id. */
  header: Readonly<Record<string, string>>;
}

/** @throws TaskFailure for what is no private key, without a character of it */
export function jwtKey(secrets: Readonly<Record<string, string>>, name: string): JwtKey {
  const refuse = (why: string) =>
    new TaskFailure(`The secret for "${name}" ${why}.`, { mayRetry: false });
  const text = secrets[name]?.trim();
  if (text === undefined)
    throw new TaskFailure(`The connection gives no secret for "${name}".`, { mayRetry: false });
  const account = text.startsWith("{") ? accountIn(text) : null;
  const pem = account === null ? text : account.private_key;
  if (pem === undefined) throw refuse("is JSON, but no service account's: it has no `private_key`");
  if (/ENCRYPTED/.test(pem))
    throw refuse("is an encrypted private key: store what `openssl pkey -in FILE` gives");
  const key = keyIn(pem);
  if (key === null)
    throw refuse(
      "is no private key as PEM text (-----BEGIN PRIVATE KEY-----), nor a service account's JSON",
    );
  const { client_email = "", project_id = "", private_key_id: kid } = account ?? {};
  return {
    key,
    names: { fingerprint: fingerprintOf(key), client_email, project_id },
    header: kid === undefined ? {} : { kid },
  };
}

/** SHA-256 of the public key as DER (SPKI), in Base64: what Snowflake calls `RSA_PUBLIC_KEY_FP`. */
const fingerprintOf = (key: KeyObject): string =>
  createHash("sha256")
    .update(createPublicKey(key).export({ type: "spki", format: "der" }))
    .digest("base64");

function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function accountIn(text: string): Record<string, string | undefined> {
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(found).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    );
  } catch {
    return {};
  }
}
