// What came in on a branch since a commit: its own steps, first parents only, each a merge, a squash or a direct push.

import { rawCommit } from "./commit-range.ts";
import { folderTree } from "./project-tree.ts";
import { type Commit, GitError, type GitSource } from "./source.ts";

export interface Step {
  commit: Commit;
  /** The project's folder before and after it; null where there was none. */
  before: string | null;
  after: string | null;
}

/** Newest first, without those that leave the folder as it was. @throws GitError `missing`, `tooLarge`. */
export async function stepsSince(
  source: Pick<GitSource, "readObjects" | "isAncestor">,
  base: string,
  head: string,
  path: string,
  most: number,
): Promise<Step[]> {
  const steps: Step[] = [];
  let commit = (await rawCommit(source, head)).commit;
  let after = await folderTree(source, commit.tree, path);
  for (let walked = 0; !(await isReached(source, commit.oid, base)); walked++) {
    if (walked >= most)
      throw new GitError(
        "tooLarge",
        `more than ${most} commits came in since ${base.slice(0, 12)}`,
      );
    const [first] = commit.parents;
    const parent: Commit | null =
      first === undefined ? null : (await rawCommit(source, first)).commit;
    const before = parent && (await folderTree(source, parent.tree, path));
    if (before !== after) steps.push({ commit, before, after });
    if (parent === null) break;
    [commit, after] = [parent, before];
  }
  return steps;
}

/** Also where the branch was put behind or beside what is deployed: what that leads to came in before. */
const isReached = async (
  source: Pick<GitSource, "isAncestor">,
  oid: string,
  base: string,
): Promise<boolean> => oid === base || (await source.isAncestor(oid, base));
