// Who is trusted to sign what a project deploys. It comes from the control repository or the server's settings,
// never from the repository that is judged: otherwise a commit could vouch for itself.

import { type AllowedSigners, parseAllowedSigners, type SignerProblem } from "./allowed-signers.ts";

/** As settings give it. */
export interface TrustTexts {
  /** OpenSSH's file of allowed signers. */
  allowedSigners: string;
  /** Public keys of PGP, armored, one block after the other. */
  pgpKeys: string;
  /** Fingerprints that count no more: `SHA256:…` of SSH, 40 hex digits of PGP. */
  revoked: readonly string[];
  /** Principals whose keys are a forge's own: they vouch for what it merged and for nothing else. */
  forges: readonly string[];
}

export interface Trust extends AllowedSigners {
  pgpKeys: string[];
  revoked: ReadonlySet<string>;
  forges: ReadonlySet<string>;
}

const block = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g;

export function readTrust(texts: TrustTexts): Trust {
  const { signers, problems } = parseAllowedSigners(texts.allowedSigners);
  return {
    signers,
    problems: [...problems, ...pgpProblems(texts.pgpKeys)],
    pgpKeys: texts.pgpKeys.match(block) ?? [],
    revoked: new Set(texts.revoked.map(plainFingerprint)),
    forges: new Set(texts.forges),
  };
}

/** PGP's are written with blanks and in either case; SSH's keep their letters. */
export const plainFingerprint = (text: string): string =>
  text.startsWith("SHA256:") ? text.replace(/=+$/, "") : text.replace(/\s/g, "").toUpperCase();

/** Text around the blocks is how keyrings are commented; a private key among them is a mistake to be told of at once. */
export function pgpProblems(text: string): SignerProblem[] {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => /BEGIN PGP PRIVATE KEY/.test(line));
  if (at !== -1) return [{ line: at + 1, message: "a private key is among the public ones" }];
  const begun = lines.findIndex((line) => /BEGIN PGP PUBLIC KEY BLOCK/.test(line));
  if (begun !== -1 && text.match(block) === null)
    return [{ line: begun + 1, message: "a block of a PGP key does not end" }];
  return [];
}

/** The text whose hash names the trust that a verdict rests on. */
export const trustText = ({ allowedSigners, pgpKeys, revoked, forges }: TrustTexts): string =>
  JSON.stringify({ allowedSigners, pgpKeys, revoked, forges });
