// The one interface to a forge: what it says of changes, and what it is to show. Nothing that runs depends on it.

import type { ChangeEvidence } from "#core/evidence.ts";
import type {
  DesiredCheck,
  DesiredComment,
  DesiredDeployment,
  DesiredStatus,
  Done,
} from "#core/forges/desired.ts";
import { type Failure, type Retry, retryOf } from "#core/forges/failure.ts";

/** A pull or merge request that is open. */
export interface OpenChange {
  number: number;
  headCommit: string;
  title: string;
  /** Who asks for it, as the forge calls them. */
  author: string;
  /** An instant, or "" where the forge doesn't say: another one after each review. */
  updatedAt: string;
}

/** What people are asked: that a branch of the repository be merged into another. */
export interface ChangeRequest {
  branch: string;
  onto: string;
  title: string;
  /** Markdown. */
  body: string;
}

/** A pull or merge request, and where people find it. */
export interface RequestedChange {
  number: number;
  url: string;
}

/** Called after each request that made something; what it keeps comes back with the next try. */
export type Keep = (done: Done) => Promise<void>;

/**
 * Every act may be tried again after a lost answer: it looks for what it made before it makes it anew.
 * All throw ForgeError.
 */
export interface Forge {
  /** Such as `github`, with the host where it isn't the usual one. */
  readonly name: string;
  /** Open changes that would be merged into the branch, oldest first. */
  openChanges(branch: string): Promise<OpenChange[]>;
  /** Asks for a merge; where it is asked for already, that stays as it is. */
  requestChange(wanted: ChangeRequest): Promise<RequestedChange>;
  /** What the forge says of a change that is open: who made it, who approved which commit of it. */
  evidenceOf(number: number): Promise<ChangeEvidence>;
  /** The change that brought the commit to the branch; null for a commit that was pushed there. */
  changeForCommit(commit: string, branch: string): Promise<ChangeEvidence | null>;
  /** Where Git finds the newest commit of a change. */
  changeRef(number: number): string;
  setStatus(status: DesiredStatus): Promise<void>;
  upsertComment(comment: DesiredComment, done: Done, keep: Keep): Promise<void>;
  /** Only where this identity can make check runs; others get a status and the comment. */
  annotate?(check: DesiredCheck, keep: Keep): Promise<void>;
  deployment?(deployment: DesiredDeployment, keep: Keep): Promise<void>;
}

/** Operation + place + cause; says what to do next. Holds no header that was sent, so no token. */
export class ForgeError extends Error {
  override readonly name = "ForgeError";
  readonly failure: Failure;

  constructor(operation: string, place: string, failure: Failure) {
    const { status, message } = failure;
    const what = status === null ? "no answer" : `answered ${status}`;
    super(`${operation} at ${place}: ${what}${message === "" ? "" : `: ${message}`}`);
    this.failure = failure;
  }

  /** What it was about is gone, or is not ours to change; no limit that passes. */
  get isOutOfReach(): boolean {
    const { status } = this.failure;
    if (status !== 403) return status === 404;
    const retry = this.retry(1, 0);
    return retry.giveUp || !retry.everybody;
  }

  retry(attempts: number, nowMs: number): Retry {
    return retryOf(this.failure, attempts, nowMs);
  }
}
