// Refusals that all transports word alike.

import { GitError } from "./source.ts";

export const noBranch = (place: string, branch: string): GitError =>
  new GitError(
    "missing",
    `${place} has no branch ${JSON.stringify(branch)}`,
    "Check the branch's name; nothing that is deployed changes while it is missing.",
  );

export const sha256Refused = (place: string): GitError =>
  new GitError(
    "corrupt",
    `${place} uses SHA-256 object ids, which are not supported`,
    "Use a repository with SHA-1 ids, which is Git's default.",
  );

export const refFormatRefused = (place: string): GitError =>
  new GitError(
    "corrupt",
    `${place} does not keep its refs as files, and only native git can read them otherwise`,
    "Install git, or run `git refs migrate --ref-format=files` in the repository.",
  );
