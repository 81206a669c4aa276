// The folder that holds what was fetched from one remote repository: a bare repository, for all its branches.

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** When this file was last changed tells when somebody last had the mirror open. */
export const usedMark = "trunkline.used";

/** @param nowMs Milliseconds since 1970. */
export function markUsed(gitDir: string, nowMs: number): void {
  const file = join(gitDir, usedMark);
  if (!existsSync(file)) writeFileSync(file, "");
  utimesSync(file, nowMs / 1000, nowMs / 1000);
}

/** Of an address, without the transport. */
export const mirrorName = (url: string): string =>
  createHash("sha256").update(url).digest("hex").slice(0, 16);

/**
 * Creates the mirror of `url` when it is missing and returns its folder. The two transports keep apart:
 * each tidies its packs in its own way.
 */
export function openMirror(cacheDir: string, url: string, transport: string): string {
  const gitDir = join(cacheDir, `${mirrorName(url)}-${transport}.git`);
  for (const folder of ["objects/pack", "objects/info", "refs/heads", "refs/tags"])
    mkdirSync(join(gitDir, folder), { recursive: true, mode: 0o700 });
  // HEAD comes last: a folder with it is a repository to every tool.
  const files: [string, string][] = [
    ["config", config(url)],
    ["HEAD", "ref: refs/heads/main\n"],
  ];
  for (const [file, text] of files)
    if (!existsSync(join(gitDir, file))) writeFileSync(join(gitDir, file), text);
  markUsed(gitDir, Date.now());
  return gitDir;
}

/** The address is written for people who look around; `fetch` is what isomorphic-git insists on. */
const config = (url: string): string =>
  `[core]
	repositoryformatversion = 0
	bare = true
[remote "origin"]
	url = ${JSON.stringify(url)}
	fetch = +refs/heads/*:refs/remotes/origin/*
`;

/** Names of the files with objects in a mirror: packs, their indexes, and what is still being received. */
export const listPackFiles = (gitDir: string): string[] => readdirSync(packFolder(gitDir));

/** Bytes of the files that were not there `before`, whole or still being received. */
export function receivedBytes(gitDir: string, before: ReadonlySet<string>): number {
  let bytes = 0;
  for (const name of listPackFiles(gitDir))
    if (!before.has(name))
      bytes += statSync(join(packFolder(gitDir), name), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}

/** Takes back a fetch that was refused. */
export function removeReceived(gitDir: string, before: ReadonlySet<string>): void {
  for (const name of listPackFiles(gitDir))
    if (!before.has(name)) rmSync(join(packFolder(gitDir), name), { force: true });
}

/** What a fetch leaves that was killed, or for which there was no room. The caller holds the mirror's lock. */
export function removeLeftovers(gitDir: string): void {
  const names = new Set(listPackFiles(gitDir));
  for (const name of names) {
    const isWhole = !name.endsWith(".pack") || names.has(name.replace(/pack$/, "idx"));
    if (name.startsWith("tmp_") || name.endsWith(".tmp") || !isWhole)
      rmSync(join(packFolder(gitDir), name), { force: true });
  }
}

const packFolder = (gitDir: string): string => join(gitDir, "objects", "pack");

/**
 * Removes refs that stand in the way of a branch: after `team` was deleted on the server, `team/etl` may come,
 * and a file cannot be a folder. Both cannot exist at once there, so the ones removed here are gone there.
 */
export function clearRefConflicts(gitDir: string, branch: string): void {
  for (const root of ["refs/heads", "refs/remotes/origin"]) {
    const parts = branch.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const path = join(gitDir, root, ...parts.slice(0, depth));
      if (statSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path);
    }
    const path = join(gitDir, root, branch);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) rmSync(path, { recursive: true });
  }
}

/** Of closed requests most of all; one that is still open is fetched again when it is looked at. */
const oldChangeMs = 86_400_000;

/** Forgets commits of pull and merge requests that were fetched over a day ago. The caller holds the mirror's lock. */
export function dropOldChangeRefs(gitDir: string, nowMs: number): void {
  for (const folder of ["refs/pull", "refs/merge-requests"]) {
    const root = join(gitDir, folder);
    if (!existsSync(root)) continue;
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && nowMs - statSync(path).mtimeMs > oldChangeMs) rmSync(path);
    }
  }
}
