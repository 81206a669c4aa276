// The named steps of a sync, in their order, and what whoever asks for one says.

import type pg from "pg";
import type { CedarAccess } from "#access/cedar.ts";
import type { ChangeEvidence } from "#core/evidence.ts";
import type { ParseCache } from "#core/parse-cache.ts";
import type { SyncHold } from "#core/sync-hold.ts";
import type { Commit, GitSource } from "#git/source.ts";
import type { Db } from "#store/connect.ts";
import type { Verification, VerifyInput } from "./revision-facts.ts";
import type { MayConfirm } from "./touched-by.ts";

/** Who has a project looked at, and what they let through. */
export type Asked = Pick<
  ReconcileOptions,
  "confirmReason" | "mayConfirm" | "wouldHold" | "placeHold" | "isAsked"
> & {
  confirm: string | null;
  actor: string;
};

export const steps = [
  "lease",
  "tip",
  "fetch",
  "ancestry",
  "verify",
  "diff",
  "read",
  "validate",
  "plan",
  "authorize",
  "pin",
  "apply",
] as const;
export type Step = (typeof steps)[number];

export interface ReconcileOptions {
  pool: pg.Pool;
  project: string;
  source: GitSource;
  actor: string;
  /** Somebody asks for this sync: it is on record also where nothing is applied. */
  isAsked?: boolean;
  /** Hash of a held plan that may go through. */
  confirm?: string | null;
  /** Why, in the words of whoever confirms. */
  confirmReason?: string | null;
  /** Hears what exactly the confirmed plan touches before it is let through; throws for whoever may not let it. */
  mayConfirm?: MayConfirm | null | undefined;
  /** A hold that isn't there: `mayConfirm` hears what it would have deployed, and nothing is deployed or noted. */
  wouldHold?: SyncHold | undefined;
  /** Places that hold where `mayConfirm` let it, in the transaction in which it was asked. */
  placeHold?: ((db: Db) => Promise<void>) | undefined;
  /** Looks again at a tip that was looked at before, where it is held or was read by another version; polls leave it alone. */
  recheck?: boolean;
  /** Names the rules by which specs are read; another name than the deployed revision's has the whole estate read again. */
  reader?: string;
  /** Kept between syncs: a spec that comes back is not parsed again. */
  cache?: ParseCache;
  /** Asks the forge for the change that brought a commit. What it throws as GitError leaves the revision for the next look. */
  changeOf?: (commit: Commit, isNeeded?: boolean) => Promise<ChangeEvidence | null>;
  /** Judges signatures; by the project's registration where it is left out. */
  verify?: (input: VerifyInput) => Promise<Verification>;
  /** Teams and policies that say who may deploy, with the project's own of its deployed revision; null: there are none. */
  deploying?: (project: string, own: unknown) => Promise<CedarAccess | null>;
  /** Called before each step; what it throws ends the sync there. */
  onStep?: (step: Step) => void | Promise<void>;
}
