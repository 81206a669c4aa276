// The branches of an import: one, or one for each wave, each upon the one before. A second call finds those of the first and goes on:
// what is the same stays, and what the import alone has made moves on by a commit, so that nothing is pushed by force.

import type { FileChange, PromotedFile } from "#core/promotion.ts";
import { CommandError } from "./exit.ts";
import type { BranchAsked } from "./import-branch.ts";
import { messageOf } from "./import-message.ts";
import { partsOf, type Recorded } from "./import-parts.ts";
import { type ImportTarget, tipOfBranch } from "./import-target.ts";
import type { Made } from "./import-write.ts";
import { localGit } from "./local-git.ts";
import { commitChanges } from "./promote-commit.ts";

export interface BranchPlace {
  target: ImportTarget;
  /** From the repository's root; "" for that. */
  folder: string;
  scratch: string;
  wanted: BranchAsked;
}

/** An import as it was written into a folder of its own. */
export interface WrittenInto {
  made: Made;
  /** What there is to say of the ledger. */
  ledger: string | null;
  work: string;
  /** Files before, by path. */
  before: ReadonlyMap<string, PromotedFile>;
  earlier: Recorded;
  /** All that differs from them. */
  changes: readonly FileChange[];
}

export interface ImportBranch {
  branch: string;
  commit: string;
  /** What it is to be merged into. */
  onto: string;
  /** Whose it is, and which of how many changes; null: it is the whole import. */
  part: { waves: readonly string[]; number: number; of: number } | null;
}

/** None where nothing differs. */
export async function oneBranch(
  { made, ledger, changes }: WrittenInto,
  { target: { root, tip, onto }, folder, scratch, wanted }: BranchPlace,
): Promise<ImportBranch[]> {
  if (changes.length === 0) return [];
  const { branch, files, cwd } = wanted;
  const message = await messageOf(made, { folder, files, cwd, ledger });
  const commit = commitChanges({ root, onto: tip, folder, changes, message, scratch });
  localGit(root, ["branch", "--", branch, commit]);
  return [{ branch, commit, onto, part: null }];
}

/** In the order in which they are to be merged. @throws CommandError for one that people have changed; no branch is made then. */
export async function waveBranches(
  written: WrittenInto,
  { target, folder, scratch, wanted }: BranchPlace,
): Promise<ImportBranch[]> {
  const { made, ledger } = written;
  const { files, cwd } = wanted;
  const { root } = target;
  const parts = await partsOf(written, { root, scratch });
  const found: ImportBranch[] = [];
  let [onto, tip] = [target.onto, target.tip];
  for (const [index, { waves, changes }] of parts.entries()) {
    const branch = waves[0] === undefined ? wanted.branch : `${wanted.branch}-${waves[0]}`;
    const part = { waves, number: index + 1, of: parts.length };
    const asked = { folder, files, cwd, ledger: index === 0 ? ledger : null, part };
    const message = await messageOf(made, asked);
    const input = { root, folder, changes, message, scratch };
    const fresh = commitChanges({ ...input, onto: tip });
    const there = tipOfBranch(target, branch);
    if (there === null) tip = fresh;
    else if (treeOf(root, there, folder) === treeOf(root, fresh, folder)) tip = there;
    else if (isOwn(root, there)) tip = commitChanges({ ...input, onto: tip, from: there });
    else
      throw new CommandError(
        ...(["failed", `the branch ${branch} has commits that no import has made`] as const),
        "merge it or delete it, then import again",
      );
    found.push({ branch, commit: tip, onto, part });
    onto = branch;
  }
  for (const { branch, commit } of found)
    localGit(root, ["branch", "--quiet", "--no-track", "--force", "--", branch, commit]);
  return found;
}

/** Nobody has added to it. */
const isOwn = (root: string, commit: string): boolean =>
  localGit(root, ["log", "-1", "--format=%(trailers:key=Import-waves)", commit]).trim() !== "";

const treeOf = (root: string, commit: string, folder: string): string =>
  localGit(root, ["rev-parse", `${commit}:${folder}`]).trim();
