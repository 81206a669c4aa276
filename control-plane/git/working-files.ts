// Lists a folder's files as they are now and as Git would take them: whatever `git add --all` would commit.

import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import promises, { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { joinPath } from "#core/tree.ts";
import { findLocalRepository } from "./local-repository.ts";
import { chooseTransport } from "./open.ts";
import { GitError } from "./source.ts";

export interface WorkingFile {
  /** From the folder, with `/`. Bytes that are not UTF-8 are U+FFFD, which no project may contain. */
  path: string;
  /** As Git writes it; what Git can't keep, such as a named pipe, has the file system's type. */
  mode: string;
  size: number;
}

/** As for a project's commit; stops a `try` in the wrong folder before it reads a whole disk. */
const maxFiles = 200_000;

/**
 * Sorted by path; what .gitignore names is left out. A folder in no repository, or that its repository ignores,
 * is taken for itself. Throws GitError when the folder cannot be read.
 */
export async function listWorkingFiles(
  folder: string,
  transport = chooseTransport("auto"),
): Promise<WorkingFile[]> {
  // Git would only say that it can't start there.
  readFolder(folder);
  const known = transport === "native" ? await listByGit(folder) : null;
  const listed = known ?? (await listByWalk(folder));
  if (listed.size > maxFiles)
    throw new GitError("tooLarge", `${folder} holds more than ${maxFiles} files`);
  const isFolder = folderCheck(folder);
  const files: WorkingFile[] = [];
  for (const path of [...listed.keys()].sort()) {
    const file = lookAt(folder, path, listed.get(path) === true, isFolder);
    if (file) files.push(file);
  }
  return files;
}

/** By path: whether a folder there would be a repository of its own. */
type Listed = Map<string, boolean>;

/** Null when the folder is in no repository or ignored by it. */
async function listByGit(folder: string): Promise<Listed | null> {
  const { runGit } = await import("./native/command.ts");
  const { code, stdout, stderr } = await runGit(
    {
      args: ["ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard"],
      gitDir: null,
      cwd: folder,
    },
    { timeoutMs: 60_000 },
  );
  // Git goes on without such a folder.
  const closed = /could not open directory '(.*)': (.*)/.exec(stderr);
  if (closed) throw unreadable(join(folder, closed[1] ?? ""), "EACCES", closed[2] ?? "", stderr);
  if (code !== 0 || stdout.length === 0) return null;
  const listed: Listed = new Map();
  // `? path` is no file of the index, `H mode oid stage<tab>path` one.
  for (const line of stdout.toString().split("\0"))
    if (line.startsWith("? ")) listed.set(line.slice(2).replace(/\/$/, ""), true);
    else if (line !== "")
      listed.set(line.slice(line.indexOf("\t") + 1), line.startsWith("160000", 2));
  return listed;
}

/** Without git: .gitignore files by isomorphic-git's rules, and never what Trunkline and npm make. */
async function listByWalk(folder: string): Promise<Listed> {
  const ignored = await ignoreRules(folder);
  const listed: Listed = new Map();
  const pending = [""];
  for (let at = pending.pop(); at !== undefined && listed.size <= maxFiles; at = pending.pop()) {
    const entries = readFolder(join(folder, at));
    if (entries.some(({ name }) => name === ".gitignore")) ignored.exist();
    for (const entry of entries) {
      const path = joinPath(at, entry.name);
      if (entry.name === ".git" || made.has(entry.name)) continue;
      const isFolder = entry.isDirectory();
      if (await ignored.has(path, isFolder)) continue;
      if (!isFolder || entry.name.includes("\uFFFD")) listed.set(path, false);
      else if (existsSync(join(folder, path, ".git"))) listed.set(path, true);
      else pending.push(path);
    }
  }
  return listed;
}

const made: ReadonlySet<string> = new Set(["node_modules", ".trunkline"]);

async function ignoreRules(folder: string) {
  const { top, gitdir } = repositoryOf(folder);
  const above = relative(top, folder).split(sep).join("/");
  const fs = onceRead();
  let git: typeof import("isomorphic-git").default | undefined;
  const ignored = async (dir: string, filepath: string): Promise<boolean> => {
    // Only where there are rules: it takes 60 ms to load.
    git ??= (await import("isomorphic-git")).default;
    return git.isIgnored({ fs, dir, gitdir, filepath });
  };
  const alone = above !== "" && (await ignored(top, `${above}/`));
  const prefix = alone ? "" : above;
  // Rules above the folder, or in `.git/info/exclude`, hold from the start.
  let areThere = prefix !== "" || hasExcludes(gitdir);
  return {
    exist(): void {
      areThere = true;
    },
    /** isomorphic-git takes 0.1 ms for each, so it is asked only where there are rules at all. */
    has: async (path: string, isFolder: boolean): Promise<boolean> =>
      areThere && ignored(alone ? folder : top, joinPath(prefix, isFolder ? `${path}/` : path)),
  };
}

function repositoryOf(folder: string): { top: string; gitdir: string } {
  try {
    const { workTree, commonDir } = findLocalRepository(folder);
    if (workTree !== null) return { top: workTree, gitdir: commonDir };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  return { top: folder, gitdir: join(folder, ".git") };
}

/** `git init` makes the file with comments only. */
function hasExcludes(gitdir: string): boolean {
  try {
    return /^[^#\s]/m.test(readFileSync(join(gitdir, "info", "exclude"), "utf8"));
  } catch {
    return false;
  }
}

/** The file system for isomorphic-git, which reads each .gitignore again for each path: 2.4 s of 10,000, and 1 s so. */
function onceRead() {
  const texts = new Map<string, Promise<string>>();
  const readOnce = (path: string): Promise<string> =>
    texts.getOrInsertComputed(path, () => readFile(path, "utf8"));
  return { promises: { ...promises, readFile: readOnce } };
}

function readFolder(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    throw asUnreadable(path, cause);
  }
}

/** Undefined when nothing is there. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw asUnreadable(path, cause);
  }
}

/** Node's message is `EACCES: permission denied, scandir '/the/path'`. */
function asUnreadable(path: string, cause: unknown): GitError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  const reason = message.replace(`${code}: `, "").replace(/, \w+(?: '.*')?$/s, "");
  return unreadable(path, code, reason, cause);
}

const unreadable = (path: string, code: string, reason: string, cause: unknown): GitError =>
  code === "EACCES"
    ? new GitError("denied", `can't read ${path}: ${reason}`, "Let your user read it.", cause)
    : new GitError("missing", `can't read ${path}: ${reason}`, null, cause);

/** Git's mode for each type of file; the others are those of the file system. */
const submodule = "160000";
const symlink = "120000";

/** Null when it isn't there: deleted since the last commit, or a folder now, or below a link. */
function lookAt(
  folder: string,
  path: string,
  isRepository: boolean,
  isFolder: (path: string) => boolean,
): WorkingFile | null {
  // Nothing has this name, since other bytes were replaced by the mark.
  if (path.includes("\uFFFD")) return { path, mode: "100644", size: 0 };
  if (!isFolder(parent(path))) return null;
  const status = look(join(folder, path));
  if (!status) return null;
  if (status.isDirectory())
    return isRepository || existsSync(join(folder, path, ".git"))
      ? { path, mode: submodule, size: 0 }
      : null;
  return { path, mode: modeOf(status), size: status.size };
}

function modeOf(status: Stats): string {
  if (status.isFile()) return status.mode & 0o100 ? "100755" : "100644";
  if (status.isSymbolicLink()) return symlink;
  return (status.mode & 0o170000).toString(8);
}

const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Whether a path is a folder all the way: the index still knows files below what has become a link. */
function folderCheck(root: string): (path: string) => boolean {
  const known = new Map<string, boolean>([["", true]]);
  const isFolder = (path: string): boolean =>
    known.get(path) ?? (isFolder(parent(path)) && look(join(root, path))?.isDirectory() === true);
  return (path) => {
    const answer = isFolder(path);
    known.set(path, answer);
    return answer;
  };
}
