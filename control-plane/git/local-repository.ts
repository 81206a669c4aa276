// Finds the folders of a repository on this machine: bare or not, a linked worktree, with alternates.

import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { RefFolders } from "./objects/refs.ts";
import { GitError } from "./source.ts";

export interface LocalRepository extends RefFolders {
  /** `objects` folders: the repository's own, then its alternates'. */
  objectFolders: string[];
  /** The folder with the checked-out files; null for a bare repository. */
  workTree: string | null;
  /** `sha1` or `sha256`: how objects are named. */
  objectFormat: string;
  /** `files` or `reftable`: how refs are kept. */
  refFormat: string;
}

/** Looks in `path` and then upwards, as Git does. Throws GitError `missing`, or `denied` when it may not look. */
export function findLocalRepository(path: string): LocalRepository {
  const start = resolve(path);
  try {
    statSync(start);
  } catch (cause) {
    const denied = (cause as NodeJS.ErrnoException).code === "EACCES";
    throw new GitError(
      denied ? "denied" : "missing",
      `cannot open the folder ${start}${denied ? ": permission denied" : ": it does not exist"}`,
      denied ? "Give this user the right to read it." : "Check the path of the repository.",
      cause,
    );
  }
  for (let folder = start; ; folder = dirname(folder)) {
    const found = openAt(folder);
    if (found) return found;
    if (dirname(folder) === folder) break;
  }
  throw new GitError(
    "missing",
    `${start} is not a Git repository`,
    "Run `git init` and commit there, or give the path of a repository.",
  );
}

function openAt(folder: string): LocalRepository | null {
  const inside = join(folder, ".git");
  const gitDir = isGitDir(inside) ? inside : readGitFile(inside);
  if (gitDir) return describe(gitDir, folder);
  return isGitDir(folder) ? describe(folder, null) : null;
}

/** A `.git` file (worktree or submodule) names the real folder. */
function readGitFile(path: string): string | null {
  const target = /^gitdir: (.+)$/m.exec(readText(path) ?? "")?.[1];
  return target ? resolve(dirname(path), target.trim()) : null;
}

const isGitDir = (folder: string): boolean =>
  readText(join(folder, "HEAD")) !== null && isFolder(commonDirOf(folder), "objects");

function commonDirOf(gitDir: string): string {
  const text = readText(join(gitDir, "commondir"));
  return text === null ? gitDir : resolve(gitDir, text.trim());
}

function describe(gitDir: string, workTree: string | null): LocalRepository {
  const commonDir = commonDirOf(gitDir);
  const config = readText(join(commonDir, "config")) ?? "";
  return {
    gitDir,
    commonDir,
    workTree,
    objectFolders: withAlternates(join(commonDir, "objects")),
    objectFormat: /^\s*objectformat\s*=\s*(\w+)/im.exec(config)?.[1] ?? "sha1",
    refFormat: /^\s*refstorage\s*=\s*(\w+)/im.exec(config)?.[1] ?? "files",
  };
}

/** Alternates may have alternates; each folder once, so that a cycle ends. */
function withAlternates(objects: string): string[] {
  const folders = [objects];
  for (const folder of folders) {
    const lines = (readText(join(folder, "info", "alternates")) ?? "").split("\n");
    for (const line of lines) {
      if (line === "" || line.startsWith("#")) continue;
      const alternate = resolve(folder, line);
      if (!folders.includes(alternate)) folders.push(alternate);
    }
  }
  return folders;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function isFolder(...parts: string[]): boolean {
  try {
    return statSync(join(...parts)).isDirectory();
  } catch {
    return false;
  }
}
