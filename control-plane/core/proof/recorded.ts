// What the server has on record of a run, and what Git has of the same: the two sides that `trunkline verify` compares.

import type { BreakGlassFacts } from "../break-glass.ts";
import type { RevisionEvidence } from "../provenance.ts";
import type { SignatureVerdict } from "../signatures/verdict.ts";

/** A deployed revision as it is on record. */
export interface RecordedRevision {
  commit: string;
  /** Of the project's folder. */
  tree: string;
  /** Which reading of specs made it; null where it is never read again. */
  readBy: string | null;
  plan: string;
  appliedBy: string;
  evidence: RevisionEvidence;
}

export interface RecordedBreakGlass extends BreakGlassFacts {
  /** Null while it is in force. */
  endedBy: string | null;
  /** Of the spec that Git had deployed. */
  deployedHash: string;
}

export interface RecordedRun {
  run: string;
  project: string;
  pipeline: string;
  /** Who asked for the run; null where nobody did. */
  actor: string | null;
  uncommitted: boolean;
  branch: string;
  file: string;
  /** The stored spec, and the hash under which it is stored. */
  spec: string;
  contentHash: string;
  /** Deployed when the run was made. */
  deployed: RecordedRevision;
  /** The one that last changed the pipeline. */
  changed: RecordedRevision & {
    /** The commit that was deployed before it. */
    base: string | null;
    authorName: string;
    authorEmail: string;
    subject: string;
  };
  /** What two people had changed of it without a commit; null: it is as its commit has it. */
  breakGlass: RecordedBreakGlass | null;
  audit: {
    act: string;
    actor: string;
    commit: string | null;
    plan: string | null;
    /** SHA-256 of the evidence, where the record has it. */
    evidence: string | null;
    /** Of a break-glass that was agreed to: hash of its spec; null of one from before that was kept. */
    contentHash: string | null;
  }[];
}

/** A commit as Git has it; null where Git doesn't have it. */
export interface FoundCommit {
  /** Of the project's folder; null where there is none. */
  tree: string | null;
  authorName: string;
  authorEmail: string;
  subject: string;
}

export interface FoundInGit {
  /** By which rules specs are read here. */
  reader: string;
  deployed: FoundCommit | null;
  changed: FoundCommit | null;
  /** Null where the branch can't be asked for. */
  isOnBranch: boolean | null;
  /** Hash of the pipeline as the commit's files make it now; a text says why they make none. */
  pipeline: { hash: string } | string;
  /** Hash of the spec that is on record. */
  storedHash: string;
  /** By the keys that are trusted now, at the time of the evidence; a text says why none could be judged. */
  signatures: SignatureVerdict[] | string;
  /** Whether the keys are those of the evidence. */
  isSameTrust: boolean;
  /** SHA-256 of the OWNERS that was asked; null where there is none. */
  owners: string | null;
  /** SHA-256 of the changed revision's evidence. */
  evidence: string;
}
