// A change as it will be once it is merged into what is deployed: a branch rarely has all that was merged since it began,
// and what it lacks must not show as taken away.

import { newestCommon } from "./common-commit.ts";
import { mergeTrees } from "./merge-trees.ts";
import { folderTree } from "./project-tree.ts";
import type { GitObject, GitSource } from "./source.ts";

export interface AsMerged {
  /** Of the project's folder. */
  tree: string;
  /** Trees of the merge, which no repository has. */
  objects: GitObject[];
  /** Files that were changed on both sides: they are as the change has them. */
  conflicts: string[];
  /** The two have nothing in common that could be found: the tree is the change's own. */
  isUnrelated: boolean;
}

export interface AsMergedInput {
  source: GitSource;
  /** The deployed commit and its tree of the project's folder; null before the first. */
  deployed: { commit: string; tree: string } | null;
  /** Of the change, with its tree of the folder. */
  commit: string;
  tree: string;
  /** The project's folder. */
  path: string;
}

/** @throws GitError for what can't be read. */
export async function asMerged({
  source,
  deployed,
  commit,
  tree,
  path,
}: AsMergedInput): Promise<AsMerged> {
  const own = { tree, objects: [], conflicts: [], isUnrelated: false };
  if (deployed === null || (await source.isAncestor(deployed.commit, commit))) return own;
  const base = await newestCommon(source, deployed.commit, commit);
  if (base === null) return { ...own, isUnrelated: true };
  const folder = await folderTree(source, (await source.readCommit(base)).tree, path);
  const merged = await mergeTrees(source, folder, deployed.tree, tree);
  return { ...merged, isUnrelated: false };
}
