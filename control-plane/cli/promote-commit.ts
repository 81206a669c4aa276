// Makes a commit in the local repository, on no branch: nothing that is checked out is touched.

import { mkdirSync } from "node:fs";
import path from "node:path";
import type { FileChange } from "#core/promotion.ts";
import { joinPath } from "#core/tree.ts";
import { CommandError } from "./exit.ts";
import { localGit } from "./local-git.ts";

export interface CommitInput {
  /** In the repository. */
  root: string;
  /** The commit that it is made upon. */
  onto: string;
  /** Another parent, before it: a branch that goes on with what `onto` has. */
  from?: string | undefined;
  folder: string;
  changes: readonly FileChange[];
  message: string;
  /** A folder for the index. */
  scratch: string;
}

const nothing = "0".repeat(40);

/** The commit's id. */
export function commitChanges(input: CommitInput): string {
  const { root, onto, from, folder, changes, message, scratch } = input;
  const env = { GIT_INDEX_FILE: path.join(scratch, "index") };
  localGit(root, ["read-tree", onto], { env });
  const lines = changes.map(({ path, to }) =>
    to === null
      ? `0 ${nothing}\t${joinPath(folder, path)}`
      : `${to.mode} ${to.oid}\t${joinPath(folder, path)}`,
  );
  // Names end with NUL, since they may hold anything else.
  localGit(root, ["update-index", "-z", "--index-info"], { env, input: `${lines.join("\0")}\0` });
  const tree = localGit(root, ["write-tree"], { env }).trim();
  const parents = [from, onto].flatMap((parent) => (parent === undefined ? [] : ["-p", parent]));
  return localGit(root, ["commit-tree", tree, ...parents], { input: message }).trim();
}

/** What `git apply` takes. */
export const patchOf = (root: string, onto: string, oid: string): string =>
  localGit(root, ["diff", "--binary", "--no-color", "--no-ext-diff", onto, oid]);

/**
 * A folder in which offline commands find the project at the commit: of a clone that shares all objects and has nothing
 * checked out, since the folder may not be on the branch that is.
 */
export function cloneFor(root: string, folder: string, scratch: string): string {
  const clone = path.join(scratch, "clone");
  localGit(root, ["clone", "--quiet", "--shared", "--no-checkout", "--", ".", clone]);
  const project = path.join(clone, folder);
  if (path.relative(clone, project).startsWith(".."))
    throw new CommandError("usage", `${folder} is not a folder of the repository`);
  mkdirSync(project, { recursive: true });
  return project;
}
