// A security key (FIDO) in software: it makes the bytes that a token makes when somebody touches it.

import { generateKeyPairSync, hash, sign } from "node:crypto";
import { wireString } from "#git/signatures/wire.ts";

const sha256 = (data: Buffer | string): Buffer => hash("sha256", data, "buffer");

const names = {
  ed25519: "sk-ssh-ed25519@openssh.com",
  ecdsa: "sk-ecdsa-sha2-nistp256@openssh.com",
};

/** `flags` 1: touched. Signs for git. */
export function securityKey(type: keyof typeof names, flags = 1) {
  const application = "ssh:";
  const pair =
    type === "ed25519"
      ? generateKeyPairSync("ed25519")
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" });
  const [first, second] = [Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
  const point = Buffer.concat([Buffer.of(4), first, second]);
  const body =
    type === "ed25519" ? [wireString(first)] : [wireString("nistp256"), wireString(point)];
  const name = names[type];
  const blob = Buffer.concat([wireString(name), ...body, wireString(application)]);

  const signRaw = (data: Buffer): Buffer => {
    if (type === "ed25519") return sign(null, data, pair.privateKey);
    const both = sign("sha256", data, { key: pair.privateKey, dsaEncoding: "ieee-p1363" });
    return Buffer.concat([both.subarray(0, 32), both.subarray(32)].map(wireNumber));
  };

  return {
    publicKey: `${name} ${blob.toString("base64")}`,
    /** The blob of an SSHSIG of the payload. */
    sign(payload: Buffer): Buffer {
      const parts = ["git", "", "sha512"].map(wireString);
      const digest = wireString(hash("sha512", payload, "buffer"));
      const data = Buffer.concat([Buffer.from("SSHSIG"), ...parts, digest]);
      const tail = Buffer.from([flags, 0, 0, 0, 7]);
      const raw = signRaw(Buffer.concat([sha256(application), tail, sha256(data)]));
      return Buffer.concat([
        ...[Buffer.from("SSHSIG"), Buffer.from([0, 0, 0, 1]), wireString(blob), ...parts],
        wireString(Buffer.concat([wireString(name), wireString(raw), tail])),
      ]);
    },
  };
}

/** A number as the wire has it: no leading zeros, but one where it would be negative. */
function wireNumber(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(first);
  return wireString((short[0] as number) > 127 ? Buffer.concat([Buffer.of(0), short]) : short);
}

/** The blob armored, as the value of a header of a commit. */
export const foldedSignature = (blob: Buffer): string =>
  [
    "-----BEGIN SSH SIGNATURE-----",
    ...(blob.toString("base64").match(/.{1,70}/g) ?? []),
    "-----END SSH SIGNATURE-----",
  ].join("\n ");
