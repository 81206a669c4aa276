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

interface Folder {
  /** What a project may contain. */
  entries: readonly TreeEntry[];
  byName: ReadonlyMap<string, TreeEntry>;
  /** Everything there is. */
  raw: readonly TreeEntry[];
}

export class ProjectTree {
  readonly #reader: Reader;
  readonly #root: string;
  /** By tree id; a project's trees are small next to its blobs. */
  readonly #folders = new Map<string, Folder>();

  constructor(reader: Reader, root: string) {
    this.#reader = reader;
    this.#root = root;
  }

  /** Id of the file's content, or null when there is no such file. */
  async blob(path: string): Promise<string | null> {
    const at = path.lastIndexOf("/");
    const folder = await this.#folder(at < 0 ? "" : path.slice(0, at));
    const entry = folder?.byName.get(path.slice(at + 1));
    return entry && entry.mode !== treeMode ? entry.oid : null;
  }

  /** Direct children of a folder that a project may contain; none when there is no such folder. */
  async entries(folder: string): Promise<readonly TreeEntry[]> {
    return (await this.#folder(folder))?.entries ?? [];
  }

  /** What a folder holds and a project may not contain. */
  async refused(folder: string): Promise<TreeFinding[]> {
    const found = await this.#folder(folder);
    if (!found || found.raw.length === found.entries.length) return [];
    return screenTree(folder, found.raw).findings;
  }

  /** Why a path that exists is not part of the project; null when it is part of it or doesn't exist. */
  async refusal(path: string): Promise<TreeFinding | null> {
    let folder = "";
    for (const name of path.split("/")) {
      const at = joinPath(folder, name);
      const finding = (await this.refused(folder)).find((one) => one.path === at);
      // Of two entries with one name in different case, or with the same name, the first is part of it.
      if (finding && !(await this.#folder(folder))?.byName.has(name)) return finding;
      folder = at;
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

  /** All files below a folder, as paths, and what else is there. */
  async list(folder: string): Promise<{ files: string[]; findings: TreeFinding[] }> {
    const files: string[] = [];
    const findings: TreeFinding[] = [];
    const folders = [folder];
    for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
      findings.push(...(await this.refused(at)));
      for (const entry of await this.entries(at))
        (entry.mode === treeMode ? folders : files).push(joinPath(at, entry.name));
    }
    return { files, findings };
  }

  async #folder(path: string): Promise<Folder | null> {
    let folder = await this.#read(this.#root);
    for (const name of path.split("/").filter((part) => part !== "")) {
      const next = folder.byName.get(name);
      if (next?.mode !== treeMode) return null;
      folder = await this.#read(next.oid);
    }
    return folder;
  }

  async #read(oid: string): Promise<Folder> {
    const known = this.#folders.get(oid);
    if (known) return known;
    const raw = (await readTrees(this.#reader, [oid])).get(oid) ?? [];
    const entries = screenTree("", raw).accepted;
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const folder = { entries, byName, raw };
    this.#folders.set(oid, folder);
    return folder;
  }
}
