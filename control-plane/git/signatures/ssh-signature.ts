// Reads and checks SSHSIG, the signature that `ssh-keygen -Y sign` and `git commit -S` make
// (PROTOCOL.sshsig of OpenSSH). It says which key made it; whom the key belongs to is the trust file's to say.

import { hash } from "node:crypto";
import { readSshKey, type SshKey } from "./ssh-key.ts";
import { WireError, WireReader, wireString } from "./wire.ts";

const armor =
  /^-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END SSH SIGNATURE-----\s*$/;
const magic = "SSHSIG";

export interface SshSignature {
  key: SshKey;
  /** Whether it is of these bytes, made for this purpose by that key. @throws WireError where it isn't formed. */
  isOf(payload: Buffer): boolean;
}

/** @throws WireError saying what is wrong with it. */
export function readSshSignature(armored: string, namespace: string): SshSignature {
  const base64 = armor.exec(armored)?.[1];
  if (base64 === undefined) throw new WireError("it is not an SSH signature as it is written");
  const reader = new WireReader(Buffer.from(base64, "base64"));
  if (reader.bytes(magic.length).toString("latin1") !== magic)
    throw new WireError("it does not begin with SSHSIG");
  const version = reader.uint32();
  if (version !== 1) throw new WireError(`its version is ${version}, not 1`);
  const key = readSshKey(reader.string());
  const made = reader.text();
  if (made !== namespace) throw new WireError(`it was made for "${made}", not for "${namespace}"`);
  const reserved = reader.string();
  const digest = reader.text();
  if (digest !== "sha256" && digest !== "sha512")
    throw new WireError(`its hash ${digest} is neither sha256 nor sha512`);
  const blob = reader.string();
  reader.end();
  return {
    key,
    isOf(payload) {
      const signed = Buffer.concat([
        Buffer.from(magic, "latin1"),
        ...[namespace, reserved, digest, hash(digest, payload, "buffer")].map(wireString),
      ]);
      const signature = new WireReader(blob);
      const isValid = key.verify(signature.text(), signature, signed);
      signature.end();
      return isValid;
    },
  };
}
