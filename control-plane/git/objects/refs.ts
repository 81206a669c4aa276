// Reads and writes refs as files: loose refs, packed-refs and symbolic HEADs, also those of a linked worktree.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";

export interface RefFolders {
  /** Of this worktree: HEAD is here. */
  gitDir: string;
  /** Shared by all worktrees: branches and tags are here. Equal to `gitDir` without worktrees. */
  commonDir: string;
}

const oidPattern = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
/** Git itself follows five symbolic refs, too. */
const maxSymbolic = 5;

/** Whether it is where a forge keeps the commits of a pull or merge request. */
export const isChangeRef = (ref: string): boolean =>
  /^refs\/(?:pull|merge-requests)\/\d{1,12}\/(?:head|merge)$/.test(ref);

/** The id a full ref name (`HEAD`, `refs/heads/main`) points to, or null. */
export function readRef(folders: RefFolders, name: string): string | null {
  let current = name;
  for (let hop = 0; hop <= maxSymbolic; hop++) {
    const text = readLoose(folders, current);
    if (text === null) return readPacked(folders.commonDir, current);
    if (!text.startsWith("ref: ")) return oidPattern.test(text) ? text : null;
    current = text.slice("ref: ".length).trim();
  }
  return null;
}

/** Points a ref to an id; the file appears whole or not at all. */
export function writeRef(gitDir: string, name: string, oid: string): void {
  const path = join(gitDir, name);
  mkdirSync(dirname(path), { recursive: true });
  // A name of ours, so that two processes that hold no common lock cannot share the temporary file.
  const temporary = `${path}.${process.pid}.lock`;
  writeFileSync(temporary, `${oid}\n`);
  renameSync(temporary, path);
}

function readLoose({ gitDir, commonDir }: RefFolders, name: string): string | null {
  if (name.includes("..")) return null;
  const folder = name.startsWith("refs/") ? commonDir : gitDir;
  try {
    return readFileSync(join(folder, name), "utf8").trim();
  } catch {
    return null;
  }
}

function readPacked(commonDir: string, name: string): string | null {
  const line = packedLines(commonDir).find((candidate) => candidate.slice(41) === name);
  return line?.slice(0, 40) ?? null;
}

/** Full names of the branches that have a file of their own, as all of a mirror's have; latest written first. */
export function listBranches(gitDir: string): string[] {
  const root = join(gitDir, "refs", "heads");
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, at: statSync(path).mtimeMs }))
    .sort((a, b) => b.at - a.at)
    .map(({ path }) => `refs/heads/${relative(root, path).replaceAll("\\", "/")}`);
}

/** Id by full name of all refs below a folder such as `refs/deployed`; a file of its own goes before the packed one. */
export function listRefs(gitDir: string, below: string): Map<string, string> {
  const refs = new Map<string, string>();
  for (const line of packedLines(gitDir)) {
    const name = line.slice(41);
    if (name.startsWith(`${below}/`)) refs.set(name, line.slice(0, 40));
  }
  const root = join(gitDir, below);
  if (!existsSync(root)) return refs;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(".lock")) continue;
    const name = `${below}/${relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/")}`;
    const oid = readRef({ gitDir, commonDir: gitDir }, name);
    if (oid !== null) refs.set(name, oid);
  }
  return refs;
}

function packedLines(commonDir: string): string[] {
  try {
    return readFileSync(join(commonDir, "packed-refs"), "utf8").split("\n");
  } catch {
    return [];
  }
}
