// Answers the pure tree diff's questions from a Git source, a batch of trees at a time.

import { parseTree, type TreeEntry } from "#core/tree.ts";
import {
  diffTrees,
  type TreeBatch,
  type TreeDiff,
  type TreeDiffLimits,
  treeDiffLimits,
} from "#core/tree-diff.ts";
import { GitError, type GitSource } from "./source.ts";

/** The entries of the given trees. Throws GitError `corrupt` for an object that is no tree. */
export async function readTrees(
  source: Pick<GitSource, "readObjects">,
  oids: readonly string[],
): Promise<TreeBatch> {
  const trees = new Map<string, TreeEntry[]>();
  for await (const { oid, type, content } of source.readObjects(oids)) {
    if (type !== "tree") throw new GitError("corrupt", `object ${oid} is a ${type}, not a tree`);
    trees.set(oid, entriesOf(oid, content));
  }
  return trees;
}

function entriesOf(oid: string, content: Uint8Array): TreeEntry[] {
  try {
    return parseTree(content, oid.length / 2);
  } catch (cause) {
    const { message } = cause as Error;
    throw new GitError("corrupt", `tree ${oid} can't be read: ${message}`, null, cause);
  }
}

/** Changes between two trees of one repository; null is an empty tree. See `diffTrees`. */
export async function readDiff(
  source: Pick<GitSource, "readObjects">,
  before: string | null,
  after: string | null,
  prefix = "",
  limits: TreeDiffLimits = treeDiffLimits,
): Promise<TreeDiff> {
  const diff = diffTrees(before, after, prefix, limits);
  let step = diff.next();
  while (!step.done) step = diff.next(await readTrees(source, step.value));
  return step.value;
}
