// Whether the signatures of the commits that came in let them be deployed.

import { describeSignature, type SignatureVerdict } from "./verdict.ts";

export interface JudgedCommit {
  verdict: SignatureVerdict;
  isMerge: boolean;
  /** The forge says that it made this commit when it merged a change. */
  isMergedByForge: boolean;
}

/** Why a commit may not be deployed, as a sentence without its end; null where it may. */
export function signatureRefusal(commit: JudgedCommit): string | null {
  const { verdict, isMerge, isMergedByForge } = commit;
  if (verdict.state !== "good") return describeSignature(verdict);
  // A forge signs merges, but edits on its page as well: for those nobody has shown a key.
  if (!verdict.isForge || isMerge || isMergedByForge) return null;
  return `${describeSignature(verdict)}, which vouches for what it merged, and it was not merged there`;
}

/** One reason of all; the first commits are named. */
export function signatureHold(refusals: readonly string[]): string | null {
  const [first, ...others] = refusals;
  if (first === undefined) return null;
  return others.length === 0 ? first : `${first} (and ${others.length} more)`;
}
