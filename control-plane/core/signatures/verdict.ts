// What became of a commit's signature: the words for it, and the sentence that people read.

export const signatureStates = [
  /** Made by a key that the trust file allows. */
  "good",
  /** There is none. */
  "unsigned",
  /** It is not of this commit, or isn't formed. */
  "bad",
  /** It is right, but the trust file doesn't have its key. */
  "unknown",
  /** The trust file has its key, not for this purpose or this time. */
  "notAllowed",
  /** Its key was revoked. */
  "revoked",
  /** Of a kind that isn't read. */
  "unsupported",
] as const;
export type SignatureState = (typeof signatureStates)[number];

export interface SignatureVerdict {
  commit: string;
  state: SignatureState;
  kind: "ssh" | "pgp" | null;
  /** Of the key, where it could be read. */
  fingerprint: string | null;
  /** Whose key it is, as the trust file says. */
  signer: string | null;
  /** The signer is a forge, which vouches for what it merged. */
  isForge: boolean;
  /** Why it is not good. */
  reason: string | null;
}

const words: Record<SignatureState, string> = {
  good: "is signed",
  unsigned: "is not signed",
  bad: "has a bad signature",
  unknown: "is signed by an unknown key",
  notAllowed: "is signed by a key that may not",
  revoked: "is signed by a revoked key",
  unsupported: "has a signature of a kind that is not read",
};

/** `commit 1a2b… is signed by an unknown key SHA256:…: reason`. */
export function describeSignature(verdict: SignatureVerdict): string {
  const { commit, state, signer, fingerprint, reason } = verdict;
  const by = state === "good" ? ` by ${signer}` : "";
  const key = fingerprint === null || state === "good" ? "" : ` (${fingerprint})`;
  return `commit ${commit.slice(0, 12)} ${words[state]}${by}${key}${reason ? `: ${reason}` : ""}`;
}
