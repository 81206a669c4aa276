// What a revision was deployed upon, as its row keeps it and as people and `trunkline verify` read it again.

import type { ChangeEvidence } from "./evidence.ts";
import type { Requirement } from "./owners/required.ts";
import type { SignatureVerdict } from "./signatures/verdict.ts";

/** A verdict, and when the commit was first seen: by then its key had to be good. */
export interface SeenSignature extends SignatureVerdict {
  /** An instant. */
  seenAt: string;
}

/** The signatures of the commits that it brought. */
export interface SignatureEvidence {
  /** Whether they had to be good. */
  required: boolean;
  /** SHA-256 of the keys that were trusted. */
  trust: string;
  /** Newest first. */
  commits: SeenSignature[];
}

/** How sure it is that what was merged is what was reviewed. */
export const contentProofs = [
  /** Each changed file is as the reviewed commit has it. */
  "same",
  /** But for files that the branch had changed as well, of which the merge joined the lines. */
  "joined",
  /** The reviewed commit is not in the repository, as after a squash; the forge says that it made the commit. */
  "forge",
  /** Nobody proves it: lines of the commit's message. */
  "declared",
] as const;
export type ContentProof = (typeof contentProofs)[number];

/** The approvals of one change that came in. */
export interface ChangeApproval {
  /** Its commits on the branch, newest first. */
  commits: string[];
  /** Null where the forge knows of none. */
  change: Pick<ChangeEvidence, "forge" | "number" | "url" | "author" | "headCommit"> | null;
  content: ContentProof;
  /** Whose approvals count. */
  approvers: string[];
  passedOver: { user: string; why: string }[];
  /** What it needed. */
  requirements: Requirement[];
  /** SHA-256 of what its pipelines are at the reviewed commit, where approvals are bound to that. */
  plan: string | null;
}

export interface ApprovalEvidence {
  from: "forge" | "trailers";
  /** Commit whose OWNERS was asked: the one that was deployed before, or a hold went back from; null where it has none. */
  rulesAt: string | null;
  /** SHA-256 of that OWNERS. */
  rules: string | null;
  /** Newest first. */
  changes: ChangeApproval[];
}

/** What a person let through. */
export interface ConfirmationEvidence {
  by: string;
  /** Hash of the plan. */
  plan: string;
  /** Why it was held. */
  of: string;
  /** Why it goes all the same, in the words of whoever released it. */
  reason: string | null;
}

/** Each part is absent where nobody asked for it. */
export interface RevisionEvidence {
  change?: ChangeEvidence;
  signatures?: SignatureEvidence;
  approvals?: ApprovalEvidence;
  confirmation?: ConfirmationEvidence;
  /** A hold went back to it, from this commit: what comes after is judged as after that one. */
  wentBackFrom?: string;
  /** Commits that its message says to take back. */
  reverts?: string[];
}

/** Who signed the commits of a revision with keys that are trusted, each once, the newest first. */
export const signersOf = ({ signatures }: RevisionEvidence): string[] => [
  ...new Set(
    (signatures?.commits ?? []).flatMap(({ state, signer }) => (state === "good" && signer) || []),
  ),
];

/** In words for people: what the evidence is about, and what it says. */
export function evidenceLines(evidence: RevisionEvidence): [string, string][] {
  const { change, signatures, approvals, confirmation } = evidence;
  const lines: [string, string][] = [];
  if (change) lines.push(["change", `${change.url}  ${change.title}`]);
  if (signatures) {
    const good = new Map(
      signatures.commits.flatMap(({ state, signer, fingerprint }) =>
        state === "good" && signer !== null ? [[signer, fingerprint] as const] : [],
      ),
    );
    const others = signatures.commits.filter(({ state }) => state !== "good").length;
    const by = [...good].map(([signer, key]) => `${signer} (${key})`);
    if (others > 0) by.push(`${others} of ${signatures.commits.length} commits by nobody trusted`);
    lines.push(["signed by", by.join(", ")]);
  }
  for (const { change, requirements } of approvals?.changes ?? [])
    for (const { rule, approvedBy, count } of requirements)
      lines.push([
        "needed",
        `${count} by ${rule}${change === null ? "" : ` for #${change.number}`}: ${approvedBy.join(", ") || "none"}`,
      ]);
  if (confirmation) {
    const { by, of, reason } = confirmation;
    lines.push(["released", `by ${by}, though ${of}${reason === null ? "" : ` (${reason})`}`]);
  }
  return lines;
}

/** What the audit records of it: a forge may say more of the change later, and other parts are said by the commit itself. */
export const provenPart = ({
  signatures,
  approvals,
  confirmation,
}: RevisionEvidence): RevisionEvidence => ({
  ...(signatures && { signatures }),
  ...(approvals && { approvals }),
  ...(confirmation && { confirmation }),
});
