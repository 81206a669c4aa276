// Judges signatures of PGP by the library openpgp, which is loaded where there is one to judge and may be left out.

import type { Key, Signature } from "openpgp";
import { plainFingerprint, type Trust } from "#core/signatures/trust.ts";
import type { Finding } from "./judge-ssh.ts";

type Library = typeof import("openpgp");

const kind = "pgp" as const;

/** `at` is when the commit was first seen: a key that has ended or was revoked by then signs nothing. */
export async function verifyPgp(
  armored: string,
  payload: Uint8Array,
  trust: Trust,
  at: Temporal.Instant,
): Promise<Finding> {
  const pgp = await library();
  if (pgp === null)
    return {
      ...{ state: "unsupported", kind },
      reason: "the optional package openpgp is not installed here",
    };
  let signature: Signature;
  try {
    signature = await pgp.readSignature({ armoredSignature: armored });
  } catch (cause) {
    return { state: "bad", kind, reason: (cause as Error).message };
  }
  const keys: Key[] = [];
  for (const armoredKeys of trust.pgpKeys) keys.push(...(await pgp.readKeys({ armoredKeys })));
  const [packet, ...others] = signature.packets;
  if (packet === undefined || others.length > 0)
    return {
      state: "bad",
      kind,
      reason: `it holds ${signature.packets.length} signatures, not one`,
    };
  const key = keys.find((one) => one.getKeys(packet.issuerKeyID).length > 0);
  const id = packet.issuerKeyID.toHex().toUpperCase();
  if (key === undefined) return { state: "unknown", kind, fingerprint: id };
  return judge(pgp, { signature, key, payload, trust, at });
}

interface Judged {
  signature: Signature;
  key: Key;
  payload: Uint8Array;
  trust: Trust;
  at: Temporal.Instant;
}

async function judge(pgp: Library, input: Judged): Promise<Finding> {
  const { signature, key, payload, trust } = input;
  const date = new Date(input.at.epochMilliseconds);
  const signedBy = key.getKeys(signature.packets[0]?.issuerKeyID);
  const fingerprints = [key, ...signedBy].map((one) => one.getFingerprint().toUpperCase());
  const found = { kind, fingerprint: fingerprints.at(-1) ?? null };
  const message = await pgp.createMessage({ binary: payload });
  const verified = await pgp.verify({
    message,
    signature,
    verificationKeys: key,
    format: "binary",
    // A clock that is a little ahead must not make a commit of this minute unsigned.
    date: new Date(date.getTime() + clockSkewMs),
  });
  try {
    await verified.signatures[0]?.verified;
  } catch (cause) {
    return { state: "bad", ...found, reason: (cause as Error).message };
  }
  if (fingerprints.some((one) => trust.revoked.has(plainFingerprint(one))))
    return { state: "revoked", ...found };
  const signer = await signerOf(key);
  try {
    // Throws where the key or the subkey has ended, was revoked or may not sign at that time.
    await key.getSigningKey(signature.packets[0]?.issuerKeyID, date);
  } catch (cause) {
    return { state: "notAllowed", ...found, signer, reason: (cause as Error).message };
  }
  return { state: "good", ...found, signer };
}

const clockSkewMs = 300_000;

/** The address where the key names one, as the trust file's lines do for SSH. */
async function signerOf(key: Key): Promise<string> {
  const { user } = await key.getPrimaryUser().catch(() => ({ user: key.users[0] }));
  const id = user?.userID;
  return id?.email || id?.userID || key.getFingerprint().toUpperCase();
}

let loaded: Library | null | undefined;

async function library(): Promise<Library | null> {
  loaded ??= await import("openpgp").catch(() => null);
  return loaded;
}
