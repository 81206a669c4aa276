// All objects that commits lead to: their histories, trees and files.

import { setImmediate as nextTurn } from "node:timers/promises";
import { parseTree, treeMode } from "#core/tree.ts";
import { parseCommit } from "../commit.ts";
import { GitError } from "../source.ts";
import type { ObjectStore } from "./object-store.ts";

/** About 50 µs each. */
const objectsPerTurn = 200;

/** Tips first, then what they lead to. @throws GitError `missing` for a commit or tree that is not there. */
export async function reachableFrom(
  store: ObjectStore,
  tips: Iterable<string>,
): Promise<Set<string>> {
  const found = new Set<string>();
  const open: string[] = [];
  const want = (oid: string) => {
    if (found.has(oid)) return;
    found.add(oid);
    open.push(oid);
  };
  for (const tip of tips) want(tip);
  let turn = 0;
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    const object = store.read(oid);
    if (object === null) throw new GitError("missing", `object ${oid} is not in the repository`);
    if (object.type === "commit") {
      const { tree, parents } = parseCommit(oid, object.content);
      for (const next of [tree, ...parents]) want(next);
    } else if (object.type === "tree")
      for (const entry of parseTree(object.content)) {
        if (entry.mode === treeMode) want(entry.oid);
        // A submodule's commit is in another repository.
        else if (entry.mode !== "160000") found.add(entry.oid);
      }
    if (++turn % objectsPerTurn === 0) await nextTurn();
  }
  return found;
}
