// Reads public keys of SSH: what kind each is, and how its signatures are checked by node:crypto.

import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { WireError, WireReader } from "./wire.ts";

export interface SshKey {
  type: string;
  /** As files of keys have it. */
  base64: string;
  /** `SHA256:…`, as ssh-keygen -l says it. */
  fingerprint: string;
  /** Whether `signature` (its blob, behind the algorithm) is of `data`. Never throws for a wrong signature. @throws WireError for one that isn't formed. */
  verify(algorithm: string, signature: WireReader, data: Buffer): boolean;
}

/** RSA keys shorter than this can be computed. */
const minRsaBits = 2048;

export const sshFingerprint = (blob: Uint8Array): string =>
  `SHA256:${Buffer.from(hash("sha256", blob, "buffer"))
    .toString("base64")
    .replace(/=+$/, "")}`;

type Verify = SshKey["verify"];

/** By type; each reads what follows the type in the key's blob. */
const readers: Record<string, (reader: WireReader) => Verify> = {
  "ssh-ed25519": (reader) => {
    const key = ed25519(reader.string());
    return named("ssh-ed25519", (signature, data) => verify(null, data, key, signature.string()));
  },
  "ssh-rsa": (reader) => {
    const [e, n] = [reader.unsigned(), reader.unsigned()];
    if (n.length * 8 < minRsaBits)
      throw new WireError(`an RSA key of ${n.length * 8} bits is too short`);
    const key = jwk({ kty: "RSA", e: base64url(e), n: base64url(n) });
    return (algorithm, signature, data) => {
      const digest = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" }[algorithm];
      if (digest === undefined) throw new WireError(refusedRsa(algorithm));
      // Some agents leave out leading zeros, which OpenSSH fills up as well.
      const given = signature.string();
      const missing = Math.max(0, n.length - given.length);
      return verify(digest, data, key, Buffer.concat([Buffer.alloc(missing), given]));
    };
  },
  ...Object.fromEntries([
    ecdsa("nistp256", "P-256", "sha256", 32),
    ecdsa("nistp384", "P-384", "sha384", 48),
    ecdsa("nistp521", "P-521", "sha512", 66),
  ]),
  "sk-ssh-ed25519@openssh.com": (reader) => {
    const key = ed25519(reader.string());
    const application = reader.string();
    return named("sk-ssh-ed25519@openssh.com", (signature, data) => {
      const raw = signature.string();
      return verify(null, touched(signature, application, data), key, raw);
    });
  },
  "sk-ecdsa-sha2-nistp256@openssh.com": (reader) => {
    if (reader.text() !== "nistp256") throw new WireError("its curve is not nistp256");
    const key = point("P-256", 32, reader.string());
    const application = reader.string();
    return named("sk-ecdsa-sha2-nistp256@openssh.com", (signature, data) => {
      const raw = ecdsaSignature(signature.string(), 32);
      const signed = touched(signature, application, data);
      return raw !== null && verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, raw);
    });
  },
};

/** @throws WireError saying what is wrong, for a kind of key that we don't know as well. */
export function readSshKey(blob: Buffer): SshKey {
  const reader = new WireReader(blob);
  const type = reader.text();
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (read === undefined)
    throw new WireError(
      type.includes("-cert-")
        ? "certificates are not read: name the key itself"
        : `keys of type ${type} are not read`,
    );
  try {
    const verify = read(reader);
    reader.end();
    return { type, base64: blob.toString("base64"), fingerprint: sshFingerprint(blob), verify };
  } catch (cause) {
    if (cause instanceof WireError) throw cause;
    // A point that isn't on its curve, for example.
    throw new WireError(`its key is not valid: ${(cause as Error).message}`, { cause });
  }
}

const refusedRsa = (algorithm: string): string =>
  algorithm === "ssh-rsa"
    ? "it is made with SHA-1 (ssh-rsa), which can be forged; OpenSSH 8 and newer make rsa-sha2-512"
    : `its algorithm ${algorithm} does not fit an RSA key`;

/** A key whose signatures have one algorithm, named like its type. */
const named =
  (type: string, check: (signature: WireReader, data: Buffer) => boolean): Verify =>
  (algorithm, signature, data) => {
    if (algorithm !== type) throw new WireError(`its algorithm ${algorithm} is not its key's`);
    return check(signature, data);
  };

function ecdsa(
  curve: string,
  crv: string,
  digest: string,
  size: number,
): [string, (reader: WireReader) => Verify] {
  const type = `ecdsa-sha2-${curve}`;
  return [
    type,
    (reader) => {
      if (reader.text() !== curve) throw new WireError(`its curve is not ${curve}`);
      const key = point(crv, size, reader.string());
      return named(type, (signature, data) => {
        const raw = ecdsaSignature(signature.string(), size);
        return raw !== null && verify(digest, data, { key, dsaEncoding: "ieee-p1363" }, raw);
      });
    },
  ];
}

/** Two numbers of the wire as one text of fixed length; null where one is longer than the curve. */
function ecdsaSignature(blob: Buffer, size: number): Buffer | null {
  const reader = new WireReader(blob);
  const numbers = [reader.unsigned(), reader.unsigned()];
  reader.end();
  if (numbers.some(({ length }) => length > size)) return null;
  return Buffer.concat(numbers.flatMap((number) => [Buffer.alloc(size - number.length), number]));
}

/** What a security key signs: the data's hash with its own counter and flags, of which the first says that somebody touched it. */
function touched(signature: WireReader, application: Buffer, data: Buffer): Buffer {
  const flags = signature.byte();
  const counter = signature.bytes(4);
  if ((flags & 1) === 0) throw new WireError("nobody touched the security key for it");
  const digest = (bytes: Buffer) => hash("sha256", bytes, "buffer");
  return Buffer.concat([digest(application), Buffer.of(flags), counter, digest(data)]);
}

function ed25519(raw: Buffer): KeyObject {
  if (raw.length !== 32) throw new WireError(`an Ed25519 key has 32 bytes, not ${raw.length}`);
  return jwk({ kty: "OKP", crv: "Ed25519", x: base64url(raw) });
}

function point(crv: string, size: number, raw: Buffer): KeyObject {
  if (raw[0] !== 4 || raw.length !== 1 + 2 * size)
    throw new WireError(`its point is not one of ${crv} in full`);
  const [x, y] = [raw.subarray(1, 1 + size), raw.subarray(1 + size)].map(base64url);
  return jwk({ kty: "EC", crv, x, y } as JsonWebKey);
}

type JsonWebKey = Record<string, string>;
const jwk = (key: JsonWebKey): KeyObject => createPublicKey({ key, format: "jwk" });
const base64url = (bytes: Buffer): string => bytes.toString("base64url");
