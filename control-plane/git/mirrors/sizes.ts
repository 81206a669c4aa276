// What mirrors take on the disk: their objects. Refs and marks beside them are a few kilobytes.

import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usedMark } from "../mirror.ts";

const mirrorFolder = /^[0-9a-f]{16}-(?:native|isomorphic)\.git$/;

/** When this file was last changed tells when somebody last fetched into the mirror or read it. */
const readMark = "trunkline.read";
/** Has the bytes that were left when it was last compacted. */
const compactedMark = "trunkline.compacted";

/** Of the mirrors in a cache folder; none where nothing was fetched yet. */
export function listMirrors(cacheDir: string): string[] {
  try {
    return readdirSync(cacheDir)
      .filter((name) => mirrorFolder.test(name))
      .map((name) => join(cacheDir, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Bytes of its packs, loose objects and what is being received. */
export function mirrorBytes(gitDir: string): number {
  const root = join(gitDir, "objects");
  try {
    let bytes = 0;
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    return bytes;
  } catch (error) {
    // Another process removes it right now.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}

export interface MirrorTotals {
  mirrors: number;
  bytes: number;
}

export function measureMirrors(cacheDir: string): MirrorTotals {
  const folders = listMirrors(cacheDir);
  return {
    mirrors: folders.length,
    bytes: folders.reduce((sum, folder) => sum + mirrorBytes(folder), 0),
  };
}

/** @param nowMs Milliseconds since 1970. */
export function markRead(gitDir: string, nowMs: number): void {
  const file = join(gitDir, readMark);
  try {
    utimesSync(file, nowMs / 1000, nowMs / 1000);
  } catch {
    writeFileSync(file, "");
  }
}

/** Where a version before marked nothing, when somebody had it open. */
export const lastReadMs = (gitDir: string): number =>
  timeOf(join(gitDir, readMark)) ?? lastOpenMs(gitDir);

/** When a process last said that it follows the repository. */
export const lastOpenMs = (gitDir: string): number => timeOf(join(gitDir, usedMark)) ?? 0;

const timeOf = (file: string): number | null =>
  statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;

export function markCompacted(gitDir: string): void {
  writeFileSync(join(gitDir, compactedMark), `${mirrorBytes(gitDir)}\n`);
}

/** Null for one that never was. */
export function compactedBytes(gitDir: string): number | null {
  try {
    return Number(readFileSync(join(gitDir, compactedMark), "utf8"));
  } catch {
    return null;
  }
}
