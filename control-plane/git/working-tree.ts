// Makes Git objects of a folder as it is now, committed or not, so that `try`, `validate` and `plan` take the
// same way as a commit. Nothing is written: the objects are handed back.

import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { joinPath, type TreeEntry, type TreeFinding, treeMode } from "#core/tree.ts";
import { hashObject } from "./objects/object-store.ts";
import { chooseTransport } from "./open.ts";
import { GitError, type GitObject } from "./source.ts";

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

/** As for a project's commit; stops a `try` in the wrong folder before it reads a whole disk. */
const maxFiles = 200_000;

/** Reads `folder`; what .gitignore names is left out. Throws GitError when the folder cannot be read. */
export async function snapshotWorkingTree(
  folder: string,
  transport = chooseTransport("auto"),
): Promise<WorkingTree> {
  const listed = transport === "native" ? await listByGit(folder) : null;
  const paths = listed ?? (await listByWalk(folder));
  if (paths.length > maxFiles)
    throw new GitError("tooLarge", `${folder} holds more than ${maxFiles} files`);
  const builder = new TreeBuilder();
  for (const path of [...new Set(paths)].sort()) addFile(builder, folder, path);
  return builder.finish();
}

/** Null when the folder is in no repository. */
async function listByGit(folder: string): Promise<string[] | null> {
  const { runGit } = await import("./native/command.ts");
  const { code, stdout } = await runGit(
    { args: ["ls-files", "-z", "-co", "--exclude-standard"], gitDir: null, cwd: folder },
    { timeoutMs: 60_000 },
  );
  if (code !== 0) return null;
  return stdout
    .toString()
    .split("\0")
    .filter((path) => path !== "");
}

/** Without git: .gitignore files by isomorphic-git's rules, and never `node_modules`. */
async function listByWalk(folder: string): Promise<string[]> {
  const { default: git } = await import("isomorphic-git");
  const fs = await import("node:fs");
  const found: string[] = [];
  const pending = [""];
  for (let at = pending.pop(); at !== undefined && found.length <= maxFiles; at = pending.pop())
    for (const entry of readFolder(join(folder, at))) {
      const path = joinPath(at, entry.name);
      if (entry.name === ".git" || entry.name === "node_modules") continue;
      const filepath = entry.isDirectory() ? `${path}/` : path;
      if (await git.isIgnored({ fs, dir: folder, filepath })) continue;
      if (entry.isDirectory()) pending.push(path);
      else found.push(path);
    }
  return found;
}

function readFolder(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const kind = code === "EACCES" ? "denied" : "missing";
    throw new GitError(kind, `cannot read the folder ${path}: ${message}`, null, cause);
  }
}

function addFile(builder: TreeBuilder, folder: string, path: string): void {
  const full = join(folder, path);
  const status = lstatSync(full, { throwIfNoEntry: false });
  // Deleted since the last commit, but still in the index.
  if (!status) return;
  if (status.isSymbolicLink()) {
    const target = readlinkSync(full, { encoding: "buffer" });
    builder.refuse("git-symlink", path, "is a symbolic link", { mode: "120000", content: target });
  } else if (status.isDirectory())
    builder.refuse("git-submodule", path, "is a repository of its own", { mode: "160000" });
  else if (!status.isFile()) builder.refuse("git-mode", path, "is no ordinary file");
  else builder.add(path, status.mode & 0o100 ? "100755" : "100644", readFileSync(full));
}

/** Stands for a nested repository's commit, which nobody reads. */
const noCommit = "0".repeat(40);

interface Folder {
  files: TreeEntry[];
  folders: Map<string, Folder>;
}

class TreeBuilder {
  readonly #objects = new Map<string, GitObject>();
  readonly #files: WorkingTree["files"] = [];
  readonly #findings: TreeFinding[] = [];
  readonly #root: Folder = { files: [], folders: new Map() };

  add(path: string, mode: string, content: Uint8Array): void {
    const oid = this.#store("blob", content);
    this.#place(path, mode, oid);
    this.#files.push({ path, mode, oid });
  }

  #place(path: string, mode: string, oid: string): void {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    let folder = this.#root;
    for (const part of parts) {
      const next = folder.folders.get(part) ?? { files: [], folders: new Map() };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.push({ mode, name, oid });
  }

  /** @param entry How Git would have it: in the tree it shows that something is there, though not a file. */
  refuse(
    code: TreeFinding["code"],
    path: string,
    what: string,
    entry?: { mode: string; content?: Uint8Array },
  ): void {
    if (entry)
      this.#place(path, entry.mode, entry.content ? this.#store("blob", entry.content) : noCommit);
    this.#findings.push({
      code,
      path,
      message: `${JSON.stringify(path)} ${what}`,
      help: "Put an ordinary file in its place, or name it in .gitignore.",
    });
  }

  finish(): WorkingTree {
    const tree = this.#storeFolder(this.#root);
    return {
      tree,
      objects: [...this.#objects.values()],
      files: this.#files,
      findings: this.#findings,
    };
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

/** Git sorts by bytes, a folder as if its name ended with a slash. */
function writeTree(entries: readonly TreeEntry[]): Uint8Array {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(entry.mode === treeMode ? `${entry.name}/` : entry.name),
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`),
      Buffer.from(entry.oid, "hex"),
    ]),
  );
}
