// Which key a host may show: those that its connection pins, and no other. Nothing is learnt by connecting.

import { createHash, timingSafeEqual } from "node:crypto";

/** The signatures that each type of key makes; RSA with SHA-1 is not among them. */
const signatures: Readonly<Record<string, readonly string[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
};

/**
 * What the host is asked to sign with: where whole keys are pinned only theirs, so that a host with several keys shows one
 * of them. A fingerprint doesn't say its type: then all are asked for, and the host shows the first that it has.
 */
export function signaturesFor(pinned: readonly string[]): string[] {
  const types = pinned.some(isFingerprint) ? Object.keys(signatures) : pinned.map(typeOf);
  const wanted = Object.keys(signatures).filter((type) => types.includes(type));
  return wanted.flatMap((type) => signatures[type] ?? []);
}

/** @param shown The key as it comes over the wire. */
export function isPinned(pinned: readonly string[], shown: Buffer): boolean {
  const fingerprint = fingerprintOf(shown);
  return pinned.some((one) =>
    isFingerprint(one)
      ? isSame(Buffer.from(one), Buffer.from(fingerprint))
      : isSame(blobOf(one), shown),
  );
}

/** `ssh-ed25519 SHA256:…`, as `ssh-keygen -l` says it. */
export const shownKey = (key: Buffer): string => `${typeInside(key)} ${fingerprintOf(key)}`;

/** The same of a pinned one; of a fingerprint its type is not known. */
export const pinnedKey = (pinned: string): string =>
  isFingerprint(pinned) ? pinned : `${typeOf(pinned)} ${fingerprintOf(blobOf(pinned))}`;

const isFingerprint = (pinned: string): boolean => pinned.startsWith("SHA256:");
const typeOf = (pinned: string): string => pinned.split(" ")[0] ?? "";
const blobOf = (pinned: string): Buffer => Buffer.from(pinned.split(" ")[1] ?? "", "base64");
const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replaceAll("=", "")}`;

/** The name with which a key begins; it comes from the host, which may send anything. */
function typeInside(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  const name = key.subarray(4, 4 + Math.min(length, 40)).toString("latin1");
  return Object.hasOwn(signatures, name) ? name : "a key of an unknown type";
}
