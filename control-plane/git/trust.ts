// Which certificate authorities vouch for a host: one setting for the built-in client and for native git.

import { readFileSync } from "node:fs";
import { GitError } from "./source.ts";

export const trustHint =
  "Name a file with the certificate of the host's authority in SSL_CERT_FILE, as docs/git.md says.";

/** A file of certificates in PEM that the server's environment names, or null. Git's own variable goes first. */
export const trustedFile = (): string | null =>
  process.env.GIT_SSL_CAINFO || process.env.SSL_CERT_FILE || null;

/** The certificates in it. @throws GitError when it can't be read, which git would not say so clearly. */
export function readTrusted(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GitError(
      "unreachable",
      `the certificates in ${file} can't be read: ${(cause as Error).message}`,
      "Correct GIT_SSL_CAINFO or SSL_CERT_FILE in the server's environment.",
      cause,
    );
  }
}

/** Of an error's code, as OpenSSL and Node name them: CERT_HAS_EXPIRED, ERR_TLS_CERT_ALTNAME_INVALID and so on. */
export const isCertificateFault = (code: string | undefined): boolean =>
  /CERT|UNABLE_TO_VERIFY/.test(code ?? "");
