// Reads a Git tree with all below it, verifies every object and says what a snapshot contains.

import { createHash } from "node:crypto";
import { setImmediate as pause } from "node:timers/promises";
import { joinPath, parseTree, screenTree, treeMode } from "#core/tree.ts";
import type { FileKey, SnapshotObjects } from "./snapshot-objects.ts";

export interface StoredObject {
  type: string;
  content: Uint8Array;
}

/** Answers with what it has of these objects; in any order, nothing else. */
export type ReadObjects = (oids: readonly string[]) => Promise<Map<string, StoredObject>>;

export interface TreeFiles {
  /** Paths of folders, each after the one that holds it; the root is not among them. */
  folders: string[];
  files: { path: string; key: FileKey }[];
}

/** Objects asked for at once: few round trips, and no more in memory than these. */
const batch = 200;

/**
 * Folders and files below `root`, without what a project may not contain (symbolic links,
 * submodules, unsafe names: validation reported them). One request a level and 200 trees.
 */
export async function listTree(
  root: string,
  readObjects: ReadObjects,
  maxFiles: number,
): Promise<TreeFiles> {
  const folders: string[] = [];
  const files: TreeFiles["files"] = [];
  let level = [{ path: "", oid: root }];
  while (level.length > 0) {
    const contents = await readVerified(
      level.map(({ oid }) => oid),
      "tree",
      readObjects,
    );
    const next: typeof level = [];
    for (const { path: folder, oid } of level) {
      const entries = parseTree(contents.get(oid) as Uint8Array, oid.length / 2);
      for (const { mode, name, oid: entryOid } of screenTree(folder, entries).accepted) {
        const path = joinPath(folder, name);
        if (mode === treeMode) next.push({ path, oid: entryOid });
        else files.push({ path, key: { oid: entryOid, executable: mode === "100755" } });
      }
    }
    folders.push(...next.map(({ path }) => path));
    if (files.length + folders.length > maxFiles)
      throw new Error(`Tree ${root} has more than ${maxFiles} files.`);
    level = next;
  }
  return { folders, files };
}

/**
 * Fetches the contents that the store lacks and puts them there.
 * Throws when the tree's files together are larger than `maxBytes`.
 */
export async function storeFiles(
  root: string,
  files: TreeFiles["files"],
  store: SnapshotObjects,
  readObjects: ReadObjects,
  maxBytes: number,
): Promise<void> {
  const keys = new Map(files.map(({ key }) => [`${key.oid} ${key.executable}`, key]));
  let bytes = 0;
  const count = (size: number) => {
    bytes += size;
    if (bytes > maxBytes)
      throw new Error(
        `The files of tree ${root} take more than the ${Math.floor(maxBytes / 1024 ** 2)} MiB that snapshots may.`,
      );
  };
  const missing = [...keys.values()].filter((key) => !store.has(key));
  for (const key of keys.values()) count(store.size(key));
  for (let at = 0; at < missing.length; at += batch) {
    const part = missing.slice(at, at + batch);
    const contents = await readVerified(
      part.map(({ oid }) => oid),
      "blob",
      readObjects,
    );
    for (const content of contents.values()) count(content.length);
    for (const key of part) store.add(key, contents.get(key.oid) as Uint8Array);
    await pause();
  }
}

/** All of the objects, each of the type expected and with the content that its id names. */
export async function readVerified(
  oids: readonly string[],
  type: string,
  readObjects: ReadObjects,
): Promise<Map<string, Uint8Array>> {
  const verified = new Map<string, Uint8Array>();
  const wanted = [...new Set(oids)];
  for (let at = 0; at < wanted.length; at += batch) {
    const part = wanted.slice(at, at + batch);
    const found = await readObjects(part);
    for (const oid of part) {
      const object = found.get(oid);
      if (object === undefined) throw new Error(`Git object ${oid} is missing.`);
      if (object.type !== type || !hashesTo(oid, object))
        throw new Error(`Git object ${oid} is not what its id says.`);
      verified.set(oid, object.content);
    }
  }
  return verified;
}

function hashesTo(oid: string, { type, content }: StoredObject): boolean {
  const hash = createHash(oid.length === 64 ? "sha256" : "sha1");
  return hash.update(`${type} ${content.length}\0`).update(content).digest("hex") === oid;
}
