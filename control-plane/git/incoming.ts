// What came in on a branch since a commit: its own steps, first parents only, each a merge, a squash or a direct push.
// All of them together are the way from the one to the other: no difference of the two is left out.

import { rawCommit } from "./commit-range.ts";
import { folderTree } from "./project-tree.ts";
import { type Commit, GitError, type GitSource } from "./source.ts";

export interface Step {
  commit: Commit;
  /** What it is compared with: its first parent, or where that doesn't have the base behind it, the base. */
  from: string;
  /** The project's folder before and after it; null where there was none. */
  before: string | null;
  after: string | null;
  /** The base isn't behind it: the branch was put back, or beside it. */
  isAside: boolean;
}

/** Newest first, without those that leave the folder as it was. @throws GitError `missing`, `tooLarge`. */
export async function stepsSince(
  source: Pick<GitSource, "readObjects" | "isAncestor">,
  base: string,
  head: string,
  path: string,
  most: number,
): Promise<Step[]> {
  if (head === base) return [];
  const folderOf = async ({ tree }: Commit) => folderTree(source, tree, path);
  const read = async (oid: string) => (await rawCommit(source, oid)).commit;
  const steps: Step[] = [];
  const isAside = !(await source.isAncestor(base, head));
  let commit = await read(head);
  let after = await folderOf(commit);
  for (let walked = 0; commit.oid !== base; walked++) {
    if (walked >= most)
      throw new GitError(
        "tooLarge",
        `more than ${most} commits came in since ${base.slice(0, 12)}`,
      );
    const [first] = commit.parents;
    // A merge the wrong way round has the base as its other parent, and could bring back what was there before.
    const leadsOn =
      !isAside && first !== undefined && (first === base || (await source.isAncestor(base, first)));
    const parent = await read(leadsOn ? first : base);
    const before = await folderOf(parent);
    if (before !== after) steps.push({ commit, from: parent.oid, before, after, isAside });
    [commit, after] = [parent, before];
  }
  return steps;
}
