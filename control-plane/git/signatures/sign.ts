// Makes SSHSIG, the signature that `ssh-keygen -Y sign` makes and `ssh-keygen -Y verify` reads (PROTOCOL.sshsig of OpenSSH).

import { hash } from "node:crypto";
import { sshFingerprint } from "./ssh-key.ts";
import { wireString } from "./wire.ts";

export interface SshSigner {
  /** `SHA256:…` */
  fingerprint: string;
  /** Armored, of any bytes, for one purpose. The same each time. */
  sign(payload: Buffer, namespace: string): string;
}

/**
 * @param key The text of a private key of the kind Ed25519, as `ssh-keygen` writes it, without a passphrase. Of the other kinds
 *   some make another signature each time, and a report that is made again is to have the same bytes.
 * @returns why it can't be used, in words that have nothing of the key
 */
export async function readSigner(key: string): Promise<SshSigner | string> {
  const { default: ssh2 } = await import("ssh2");
  const parsed = ssh2.utils.parseKey(key);
  if (parsed instanceof Error) return /passphrase/i.test(parsed.message) ? locked : unread;
  if (parsed.type !== "ssh-ed25519") return `it is of the kind ${parsed.type}, not ssh-ed25519`;
  if (!parsed.isPrivateKey()) return "it is a public key";
  const own = parsed.getPublicSSH();
  return {
    fingerprint: sshFingerprint(own),
    sign(payload, namespace) {
      const about = [namespace, "", "sha512"].map(wireString);
      const digest = wireString(hash("sha512", payload, "buffer"));
      const raw = parsed.sign(Buffer.concat([magic, ...about, digest]));
      if (raw instanceof Error) throw raw;
      const signature = wireString(Buffer.concat(["ssh-ed25519", raw].map(wireString)));
      return armored(Buffer.concat([magic, version, wireString(own), ...about, signature]));
    },
  };
}

const unread = "it is no private key as ssh-keygen writes it";
const locked = "it has a passphrase, which nobody is there to give";

const magic = Buffer.from("SSHSIG", "latin1");
const version = Buffer.from([0, 0, 0, 1]);

/** In lines of 70 characters, as OpenSSH has them. */
const armored = (blob: Buffer): string =>
  [
    "-----BEGIN SSH SIGNATURE-----",
    ...(blob.toString("base64").match(/.{1,70}/g) ?? []),
    "-----END SSH SIGNATURE-----\n",
  ].join("\n");
