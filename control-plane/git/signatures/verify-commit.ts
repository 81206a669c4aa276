// Judges the signature of one commit against a trust file, in this process: no key of the machine's user takes part.

import { type AllowedSigner, signerRefusal } from "#core/signatures/allowed-signers.ts";
import type { Trust } from "#core/signatures/trust.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";
import { splitCommit } from "./signed-commit.ts";
import { readSshSignature } from "./ssh-signature.ts";
import { WireError } from "./wire.ts";

export const gitNamespace = "git";

/**
 * `content` is the raw commit object. `at` is when we first saw the commit: its own dates are whoever made it's to choose,
 * so a key that ended in the meantime could otherwise sign for the past.
 */
export async function verifyCommit(
  commit: string,
  content: Uint8Array,
  trust: Trust,
  at: Temporal.Instant,
): Promise<SignatureVerdict> {
  const none = { kind: null, fingerprint: null, signer: null, isForge: false };
  const { signature, payload, signatures } = splitCommit(content);
  const is = (found: Finding): SignatureVerdict => {
    const verdict = { commit, ...none, reason: null, ...found };
    return { ...verdict, isForge: verdict.signer !== null && trust.forges.has(verdict.signer) };
  };
  if (signature === null) return is({ state: "unsigned" });
  if (signatures > 1)
    return is({ state: "bad", reason: "it has more than one, and which one counts is not clear" });
  if (signature.startsWith("-----BEGIN SSH SIGNATURE-----"))
    return is(ssh(signature, payload, trust, at));
  if (/^-----BEGIN PGP (SIGNATURE|MESSAGE)-----/.test(signature)) {
    const { verifyPgp } = await import("./pgp-signature.ts");
    return is(await verifyPgp(signature, payload, trust, at));
  }
  const reason = "signatures of SSH and PGP are read, not those of X.509 (S/MIME, gitsign)";
  return is({ state: "unsupported", reason });
}

/** A verdict on a signature, before the commit is added. */
export type Finding = Pick<SignatureVerdict, "state"> &
  Partial<Omit<SignatureVerdict, "commit" | "isForge">>;

function ssh(signature: string, payload: Buffer, trust: Trust, at: Temporal.Instant): Finding {
  const kind = "ssh" as const;
  let fingerprint: string | null = null;
  let blob: string;
  try {
    const read = readSshSignature(signature, gitNamespace);
    fingerprint = read.key.fingerprint;
    blob = read.key.base64;
    if (!read.isOf(payload))
      return { state: "bad", kind, fingerprint, reason: "it is not of this commit's content" };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { state: "bad", kind, fingerprint, reason: error.message };
  }
  if (trust.revoked.has(fingerprint)) return { state: "revoked", kind, fingerprint };
  const lines = trust.signers.filter(({ key }) => samePadding(key) === samePadding(blob));
  if (lines.length === 0) return { state: "unknown", kind, fingerprint };
  return { kind, fingerprint, ...allowedBy(lines, at) };
}

/** The first line that allows it decides; where none does, the first says why not. */
function allowedBy(lines: readonly AllowedSigner[], at: Temporal.Instant): Finding {
  const judged = lines.map((signer) => ({
    signer,
    refusal: signerRefusal(signer, gitNamespace, at.epochMilliseconds),
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
