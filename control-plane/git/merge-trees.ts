// What a folder will be once a branch is merged, file by file: what only one side has changed is that side's. Nothing
// is written; the trees that are new are handed back.

import { type TreeEntry, treeMode } from "#core/tree.ts";
import { hashObject } from "./objects/object-store.ts";
import { writeTree } from "./objects/write-tree.ts";
import type { GitObject, GitSource } from "./source.ts";
import { readTrees } from "./trees.ts";

type Reader = Pick<GitSource, "readObjects">;

export interface MergedTree {
  tree: string;
  /** Trees that no repository has. */
  objects: GitObject[];
  /** Files that both have changed, each in its own way: they are as the branch has them. */
  conflicts: string[];
}

/** @param base Where both parted; null when there was no such folder. */
export async function mergeTrees(
  reader: Reader,
  base: string | null,
  ours: string,
  theirs: string,
): Promise<MergedTree> {
  const objects = new Map<string, GitObject>();
  const conflicts: string[] = [];
  const entriesOf = async (oid: string | undefined): Promise<Map<string, TreeEntry>> => {
    const entries = oid === undefined ? [] : ((await readTrees(reader, [oid])).get(oid) ?? []);
    return new Map(entries.map((entry) => [entry.name, entry]));
  };

  const folder = async (
    path: string,
    sides: Record<"base" | "ours" | "theirs", string | undefined>,
  ): Promise<string | null> => {
    const base = await entriesOf(sides.base);
    const ours = await entriesOf(sides.ours);
    const theirs = await entriesOf(sides.theirs);
    const merged: TreeEntry[] = [];
    for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
      const entry = await one(`${path}${name}`, base.get(name), ours.get(name), theirs.get(name));
      if (entry) merged.push(entry);
    }
    // Git has no empty folders.
    if (merged.length === 0 && path !== "") return null;
    const content = writeTree(merged);
    const oid = hashObject("tree", content);
    objects.set(oid, { oid, type: "tree", content });
    return oid;
  };

  const one = async (
    path: string,
    base: TreeEntry | undefined,
    ours: TreeEntry | undefined,
    theirs: TreeEntry | undefined,
  ): Promise<TreeEntry | undefined> => {
    if (isSame(ours, theirs) || isSame(base, ours)) return theirs;
    if (isSame(base, theirs)) return ours;
    const there = ours ?? theirs;
    const isFolder = [ours, theirs].every((side) => side === undefined || side.mode === treeMode);
    if (!isFolder || there === undefined) {
      conflicts.push(path);
      return theirs;
    }
    const oid = await folder(`${path}/`, {
      base: base?.mode === treeMode ? base.oid : undefined,
      ...{ ours: ours?.oid, theirs: theirs?.oid },
    });
    return oid === null ? undefined : { mode: treeMode, name: there.name, oid };
  };

  const tree = (await folder("", { base: base ?? undefined, ours, theirs })) as string;
  return { tree, objects: [...objects.values()], conflicts };
}

const isSame = (a: TreeEntry | undefined, b: TreeEntry | undefined): boolean =>
  a?.oid === b?.oid && a?.mode === b?.mode;
