// Whose signature a report of parity has.

import { readFile } from "node:fs/promises";
import { signatureName, signatureNamespace, sumsName } from "#core/parity/report.ts";
import { parseAllowedSigners } from "#core/signatures/allowed-signers.ts";
import { judgeSsh } from "#git/signatures/judge-ssh.ts";
import { CommandError } from "./exit.ts";

/** `said`: what there is to say of a signature that is right; null: there is none. */
export interface ReportSignature {
  wrong: string[];
  said: string | null;
}

/**
 * @param signature The text of the signature; undefined: the report has none.
 * @param signers A file of allowed signers, of which one must have signed; null: nobody must.
 * @throws CommandError for a file that can't be read as such.
 */
export async function judgeReport(
  sums: string,
  signature: string | undefined,
  signers: string | null,
): Promise<ReportSignature> {
  const trusted = signers === null ? [] : await signersIn(signers);
  if (signature === undefined)
    return { wrong: signers === null ? [] : [`${signatureName} is missing`], said: null };
  const signed = { signature, payload: Buffer.from(sums), called: sumsName };
  // Whoever can set a clock back gains nothing: the audit has the hash of what is signed, with its time.
  const { state, fingerprint, signer, reason } = judgeSsh(
    { ...signed, namespace: signatureNamespace },
    { signers: trusted, revoked: new Set() },
    Temporal.Now.instant(),
  );
  if (state === "good") return { wrong: [], said: `It is signed by ${signer} (${fingerprint}).` };
  if (state === "unknown" && signers === null)
    return { wrong: [], said: `It is signed by ${fingerprint}; --signers says whose key that is.` };
  const why = state === "unknown" ? `${fingerprint} is in no line of ${signers}` : reason;
  return { wrong: [`${signatureName}: ${why}`], said: null };
}

async function signersIn(file: string) {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError("refused", `can't read ${file}: ${error.message}`, null, error);
  });
  const { signers, problems } = parseAllowedSigners(text);
  const [first] = problems;
  if (first) throw new CommandError("refused", `${file}:${first.line}: ${first.message}`);
  return signers;
}
