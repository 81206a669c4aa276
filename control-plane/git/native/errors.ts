// Turns what git prints on failure into GitErrors. The text is English (LC_ALL=C) and stable over many versions.

import { redact } from "../location.ts";
import { GitError, type GitErrorKind } from "../source.ts";
import { trustHint } from "../trust.ts";

interface Rule {
  pattern: RegExp;
  kind: GitErrorKind;
  what: string;
  hint: string;
}

/** The first that matches decides, so the precise ones stand first. */
const rules: readonly Rule[] = [
  {
    pattern: /couldn't find remote ref|Remote branch .* not found/i,
    kind: "missing",
    what: "does not have the branch",
    hint: "Check the branch's name.",
  },
  {
    pattern: /returned error: 30\d|update url base from redirection/i,
    kind: "redirected",
    what: "answers with a redirect",
    hint: "Use the new address of the repository.",
  },
  {
    pattern:
      /Authentication failed|could not read (Username|Password)|returned error: 40[13]|Permission denied|Host key verification failed|terminal prompts disabled/i,
    kind: "denied",
    what: "refuses access",
    hint: "Check the token or key for this host, and that it may read the repository.",
  },
  {
    pattern: /not found|returned error: 404|does not appear to be a git repository/i,
    kind: "missing",
    what: "does not exist, or is hidden from this user",
    hint: "Check the address; some hosts answer so when a token is missing.",
  },
  {
    pattern: /certificate/i,
    kind: "unreachable",
    what: "has a certificate that is not trusted here",
    hint: trustHint,
  },
  {
    pattern:
      /Could not resolve host|Failed to connect|Connection (refused|timed out|reset)|Couldn't connect|SSL|unreachable|Empty reply/i,
    kind: "unreachable",
    what: "cannot be reached",
    hint: "Check the address, the network, proxy settings and certificates.",
  },
  {
    pattern:
      /early EOF|index-pack|unpack-objects|inflate|fsck|bad (pack|object)|pack (has|is) |hung up|unexpected disconnect|protocol error|RPC failed/i,
    kind: "corrupt",
    what: "sent data that is broken or cut off",
    hint: "Try again; if it stays so, run `git fsck` in the repository on the server.",
  },
];

/** `place` is the repository's address without credentials. */
export function classify(operation: string, place: string, stderr: string): GitError {
  const said = redact(stderr)
    .trim()
    .replaceAll(/\s*\n\s*/g, "; ");
  const rule = rules.find(({ pattern }) => pattern.test(said));
  const { kind, what, hint } = rule ?? { kind: "unreachable", what: "cannot be read", hint: null };
  return new GitError(kind, `${operation}: ${place} ${what} (${said || "git said nothing"})`, hint);
}
