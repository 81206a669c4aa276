// A project's folder at one commit: paths to object ids, reading only the trees on the way.

import { joinPath, screenTree, type TreeEntry, type TreeFinding, treeMode } from "#core/tree.ts";
import type { GitSource } from "./source.ts";
import { readTrees } from "./trees.ts";

type Reader = Pick<GitSource, "readObjects">;

/** The id of a folder's tree within another tree ("" is the tree itself), or null. */
export async function folderTree(
  reader: Reader,
  root: string,
  folder: string,
): Promise<string | null> {
  let oid: string | null = root;
  for (const name of folder.split("/").filter((part) => part !== "")) {
    if (oid === null) return null;
    const entries: readonly TreeEntry[] = (await readTrees(reader, [oid])).get(oid) ?? [];
    oid = entries.find((entry) => entry.name === name && entry.mode === treeMode)?.oid ?? null;
  }
  return oid;
}

export class ProjectTree {
  readonly #reader: Reader;
  readonly #root: string;
  /** By tree id; a project's trees are small next to its blobs. */
  readonly #trees = new Map<string, readonly TreeEntry[]>();

  constructor(reader: Reader, root: string) {
    this.#reader = reader;
    this.#root = root;
  }

  /** Id of the file's content, or null when there is no such file. */
  async blob(path: string): Promise<string | null> {
    const at = path.lastIndexOf("/");
    const entries = await this.entries(at < 0 ? "" : path.slice(0, at));
    const name = path.slice(at + 1);
    return entries.find((entry) => entry.name === name && entry.mode !== treeMode)?.oid ?? null;
  }

  /** Direct children of a folder that a project may contain; none when there is no such folder. */
  async entries(folder: string): Promise<readonly TreeEntry[]> {
    let entries = await this.#read(this.#root);
    for (const name of folder.split("/").filter((part) => part !== "")) {
      const next = entries.find((entry) => entry.name === name && entry.mode === treeMode);
      if (!next) return [];
      entries = await this.#read(next.oid);
    }
    return entries;
  }

  /** Why a path that exists is not part of the project; null when it is part of it or doesn't exist. */
  async refusal(path: string): Promise<TreeFinding | null> {
    let oid: string | null = this.#root;
    let folder = "";
    for (const name of path.split("/")) {
      if (oid === null) return null;
      const entries: readonly TreeEntry[] = (await readTrees(this.#reader, [oid])).get(oid) ?? [];
      const { findings } = screenTree(folder, entries);
      const finding = findings.find((one) => one.path === joinPath(folder, name));
      if (finding) return finding;
      const entry = entries.find((one) => one.name === name);
      oid = entry?.mode === treeMode ? entry.oid : null;
      folder = joinPath(folder, name);
    }
    return null;
  }

  /** Direct files of a folder, as paths. */
  async files(folder: string): Promise<string[]> {
    const entries = await this.entries(folder);
    return entries
      .filter((entry) => entry.mode !== treeMode)
      .map((entry) => joinPath(folder, entry.name));
  }

  /** All files below a folder, as paths. */
  async list(folder: string): Promise<string[]> {
    const found: string[] = [];
    for (const entry of await this.entries(folder)) {
      const path = joinPath(folder, entry.name);
      if (entry.mode === treeMode) found.push(...(await this.list(path)));
      else found.push(path);
    }
    return found;
  }

  async #read(oid: string): Promise<readonly TreeEntry[]> {
    const known = this.#trees.get(oid);
    if (known) return known;
    const entries = (await readTrees(this.#reader, [oid])).get(oid) ?? [];
    const { accepted } = screenTree("", entries);
    this.#trees.set(oid, accepted);
    return accepted;
  }
}
