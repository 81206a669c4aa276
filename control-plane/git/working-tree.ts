// Makes Git objects of a folder as it is now, committed or not, so that `try`, `validate` and `plan` take the
// same way as a commit. Nothing is written: the objects are handed back.

import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { screenFiles } from "#core/screen-files.ts";
import { type TreeEntry, type TreeFinding, treeMode } from "#core/tree.ts";
import { hashObject } from "./objects/object-store.ts";
import { writeTree } from "./objects/write-tree.ts";
import { chooseTransport } from "./open.ts";
import type { GitObject } from "./source.ts";
import { listWorkingFiles, type WorkingFile } from "./working-files.ts";

export interface WorkingTree {
  /** Id of the root tree; equal to the committed one when nothing is changed. */
  tree: string;
  /** Every blob and tree, each once. */
  objects: GitObject[];
  /** Sorted by path, which is relative to the folder. */
  files: { path: string; mode: string; oid: string }[];
  /** What is there and cannot be part of a project: symbolic links, sockets, nested repositories. */
  findings: TreeFinding[];
}

/** Reads `folder`; what .gitignore names is left out. Throws GitError when the folder cannot be read. */
export async function snapshotWorkingTree(
  folder: string,
  transport = chooseTransport("auto"),
): Promise<WorkingTree> {
  const builder = new TreeBuilder();
  const files: WorkingTree["files"] = [];
  for (const file of await listWorkingFiles(folder, transport)) {
    const { path, mode } = file;
    files.push({ path, mode, oid: builder.add(path, mode, contentOf(file, folder)) });
  }
  const { accepted, findings } = screenFiles(files);
  return { ...builder.finish(), files: accepted, findings };
}

/** What the entry's blob holds; null where it has none. */
function contentOf({ path, mode, size }: WorkingFile, folder: string): Uint8Array | null {
  if (mode === "120000") return readlinkSync(join(folder, path), { encoding: "buffer" });
  if (!mode.startsWith("100")) return null;
  // A file that can't be found by its name has no size.
  return size === 0 ? new Uint8Array() : readFileSync(join(folder, path));
}

/** Stands for the commit of a nested repository and the like, which nobody reads. */
const nothing = "0".repeat(40);

interface Folder {
  files: TreeEntry[];
  folders: Map<string, Folder>;
}

class TreeBuilder {
  readonly #objects = new Map<string, GitObject>();
  readonly #root: Folder = { files: [], folders: new Map() };

  add(path: string, mode: string, content: Uint8Array | null): string {
    const oid = content ? this.#store("blob", content) : nothing;
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    let folder = this.#root;
    for (const part of parts)
      folder = folder.folders.getOrInsertComputed(part, () => ({ files: [], folders: new Map() }));
    folder.files.push({ mode, name, oid });
    return oid;
  }

  finish(): Pick<WorkingTree, "tree" | "objects"> {
    const tree = this.#storeFolder(this.#root);
    return { tree, objects: [...this.#objects.values()] };
  }

  #storeFolder({ files, folders }: Folder): string {
    const entries = [...files];
    for (const [name, folder] of folders)
      entries.push({ mode: treeMode, name, oid: this.#storeFolder(folder) });
    return this.#store("tree", writeTree(entries));
  }

  #store(type: "blob" | "tree", content: Uint8Array): string {
    const oid = hashObject(type, content);
    if (!this.#objects.has(oid)) this.#objects.set(oid, { oid, type, content });
    return oid;
  }
}
