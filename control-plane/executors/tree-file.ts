// One file of a Git tree, read from the store and verified on the way.

import { parseTree, treeMode } from "#core/tree.ts";
import { type ReadObjects, readVerified } from "./snapshot-tree.ts";

/** Modes of plain files; a symbolic link's content is a path. */
const fileModes = new Set(["100644", "100755"]);

/** @param path relative to the tree, with `/` between folders. Null when there is no such file. */
export async function readTreeFile(
  root: string,
  path: string,
  readObjects: ReadObjects,
): Promise<Uint8Array | null> {
  let oid = root;
  const steps = path.split("/");
  for (const [index, step] of steps.entries()) {
    const tree = (await readVerified([oid], "tree", readObjects)).get(oid) as Uint8Array;
    const entry = parseTree(tree, oid.length / 2).find(({ name }) => name === step);
    const isFile = index === steps.length - 1;
    if (entry === undefined) return null;
    if (isFile ? !fileModes.has(entry.mode) : entry.mode !== treeMode) return null;
    oid = entry.oid;
  }
  return (await readVerified([oid], "blob", readObjects)).get(oid) ?? null;
}
