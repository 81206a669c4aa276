// Judges a signature of SSH by a trust file, in this process: no key of the machine's user takes part.

import { type AllowedSigner, signerRefusal } from "#core/signatures/allowed-signers.ts";
import type { Trust } from "#core/signatures/trust.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";
import { readSshSignature } from "./ssh-signature.ts";
import { WireError } from "./wire.ts";

/** A verdict on a signature, before what it is of is added. */
export type Finding = Pick<SignatureVerdict, "state"> &
  Partial<Omit<SignatureVerdict, "commit" | "isForge">>;

/** A signature of SSH, and what it is said to be of. */
export interface SshSigned {
  /** As `ssh-keygen -Y sign` writes it. */
  signature: string;
  payload: Buffer;
  /** The payload, for people, such as `this commit's content`. */
  called: string;
  /** The purpose that it must have been made for. */
  namespace: string;
}

/** @param at When it was made, as far as we know: keys begin and cease to count. */
export function judgeSsh(
  { signature, payload, called, namespace }: SshSigned,
  trust: Pick<Trust, "signers" | "revoked">,
  at: Temporal.Instant,
): Finding {
  const kind = "ssh" as const;
  let fingerprint: string | null = null;
  let blob: string;
  try {
    const read = readSshSignature(signature, namespace);
    fingerprint = read.key.fingerprint;
    blob = read.key.base64;
    if (!read.isOf(payload))
      return { state: "bad", kind, fingerprint, reason: `it is not of ${called}` };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { state: "bad", kind, fingerprint, reason: error.message };
  }
  if (trust.revoked.has(fingerprint)) return { state: "revoked", kind, fingerprint };
  const lines = trust.signers.filter(({ key }) => samePadding(key) === samePadding(blob));
  if (lines.length === 0) return { state: "unknown", kind, fingerprint };
  return { kind, fingerprint, ...allowedBy(lines, namespace, at) };
}

/** The first line that allows it decides; where none does, the first says why not. */
function allowedBy(
  lines: readonly AllowedSigner[],
  namespace: string,
  at: Temporal.Instant,
): Finding {
  const judged = lines.map((signer) => ({
    signer,
    refusal: signerRefusal(signer, namespace, at.epochMilliseconds),
  }));
  const allowing = judged.find(({ refusal }) => refusal === null);
  if (allowing) return { state: "good", signer: allowing.signer.principals };
  const [first] = judged;
  return {
    state: "notAllowed",
    signer: first?.signer.principals ?? null,
    reason: first?.refusal ?? null,
  };
}

const samePadding = (base64: string): string => base64.replace(/=+$/, "");
