// Judges the signature of one commit against a trust file, in this process: no key of the machine's user takes part.

import type { Trust } from "#core/signatures/trust.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";
import { type Finding, judgeSsh } from "./judge-ssh.ts";
import { splitCommit } from "./signed-commit.ts";

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
    return is(
      judgeSsh(
        { signature, payload, called: "this commit's content", namespace: gitNamespace },
        trust,
        at,
      ),
    );
  if (/^-----BEGIN PGP (SIGNATURE|MESSAGE)-----/.test(signature)) {
    const { verifyPgp } = await import("./pgp-signature.ts");
    return is(await verifyPgp(signature, payload, trust, at));
  }
  const reason = "signatures of SSH and PGP are read, not those of X.509 (S/MIME, gitsign)";
  return is({ state: "unsupported", reason });
}
