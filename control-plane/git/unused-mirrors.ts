// Removes mirrors of repositories that nothing follows any more: what was deployed from them is in the database.

import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { abandonedMs } from "#core/mirror-choice.ts";
import { parseLocation } from "./location.ts";
import { withLock } from "./lock.ts";
import { markUsed, mirrorName, usedMark } from "./mirror.ts";
import { GitError } from "./source.ts";

/** Whoever has one open marks it much more often. */
export const unusedMs = 86_400_000;

/**
 * Marks the mirrors of these repositories as used, and removes those that nobody has marked for a day.
 * @param used Addresses. @param nowMs Milliseconds since 1970. @returns the folders that it removed.
 */
export async function removeUnusedMirrors(
  cacheDir: string,
  used: readonly string[],
  nowMs: number,
): Promise<string[]> {
  const kept = new Set(used.flatMap(mirrorOf));
  const removed: string[] = [];
  for (const name of foldersIn(cacheDir)) {
    const folder = join(cacheDir, name);
    const [, mirror = "", isLeftover] =
      /^([0-9a-f]{16})-(?:native|isomorphic)\.git(\.gone)?$/.exec(name) ?? [];
    if (mirror === "") continue;
    if (isLeftover) rmSync(folder, { recursive: true, force: true });
    else if (kept.has(mirror) || markOf(folder) === null) markUsed(folder, nowMs);
    else if (isUnused(folder, nowMs, unusedMs) && (await remove(folder, nowMs, unusedMs)))
      removed.push(folder);
  }
  return removed;
}

/** Null for a mirror of a version that marked none: its day begins now. */
const markOf = (folder: string): number | null =>
  statSync(join(folder, usedMark), { throwIfNoEntry: false })?.mtimeMs ?? null;

const isUnused = (folder: string, nowMs: number, afterMs: number): boolean =>
  nowMs - (markOf(folder) ?? nowMs) > afterMs;

/** Sooner, where its room is needed: one that nobody has marked for two hours. False where somebody fetches into it. */
export const removeAbandoned = (folder: string, nowMs: number): Promise<boolean> =>
  remove(folder, nowMs, abandonedMs);

/** False where somebody fetches into it, or has opened it meanwhile. */
async function remove(folder: string, nowMs: number, afterMs: number): Promise<boolean> {
  try {
    return await withLock(join(folder, "trunkline.lock"), 0, async () => {
      if (!isUnused(folder, nowMs, afterMs)) return false;
      // At once for everybody else; a process that dies here leaves what the next look removes.
      renameSync(folder, `${folder}.gone`);
      rmSync(`${folder}.gone`, { recursive: true, force: true });
      return true;
    });
  } catch (error) {
    if (error instanceof GitError && error.kind === "timeout") return false;
    throw error;
  }
}

function mirrorOf(repository: string): string[] {
  try {
    const location = parseLocation(repository);
    return location.kind === "local" ? [] : [mirrorName(location.url)];
  } catch {
    // Whoever opens it says what is wrong.
    return [];
  }
}

function foldersIn(cacheDir: string): string[] {
  try {
    return readdirSync(cacheDir);
  } catch (error) {
    // Nothing was fetched yet.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
