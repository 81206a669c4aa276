// What a login needs until it is finished, closed up with a key that only whoever began it has: the database keeps what it
// can't open.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const keyOf = (handle: string): Buffer =>
  Buffer.from(hkdfSync("sha256", handle, "", "trunkline login attempt", 32));

/** AES-256-GCM: nonce, tag, text. */
export function seal(handle: string, value: object): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(handle), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** @throws for another handle, and for what was changed. */
export function unseal<T>(handle: string, sealed: Buffer): T {
  const decipher = createDecipheriv("aes-256-gcm", keyOf(handle), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
  return JSON.parse(text.toString("utf8")) as T;
}
