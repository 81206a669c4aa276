// A mirror gives its room back: what it held is fetched again when somebody needs it. It keeps on record which branches it
// had and which commits were deployed, so that they are kept from Git's tidying again afterwards.

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listRefs, writeRef } from "../objects/refs.ts";
import type { GitReader, GitRemote } from "../source.ts";

const emptiedMark = "trunkline.emptied";

interface Emptied {
  /** Branches that it had. */
  branches: string[];
  /** Id by name of a ref below refs/deployed. */
  pins: Record<string, string>;
}

const heads = "refs/heads/";

export const isEmptied = (gitDir: string): boolean => existsSync(join(gitDir, emptiedMark));

/**
 * Whether the server has everything that must not be lost: each deployed commit is on a branch whose tip is there as it is
 * here. What nobody deployed can go in any case. @throws GitError when the server can't be asked.
 */
export async function canBeFetchedAgain(
  gitDir: string,
  source: Pick<GitRemote, "remoteTips"> & Pick<GitReader, "isAncestor">,
): Promise<boolean> {
  const here = listRefs(gitDir, "refs/heads");
  const there = await source.remoteTips([...here.keys()].map((ref) => ref.slice(heads.length)));
  const tips = [...here].flatMap(([ref, oid]) =>
    there.get(ref.slice(heads.length)) === oid ? [oid] : [],
  );
  // One that changed is about to be fetched from where it is.
  if (tips.length < there.size) return false;
  for (const pin of new Set(listRefs(gitDir, "refs/deployed").values()))
    if (!(await isOnOne(tips, pin, source))) return false;
  return true;
}

async function isOnOne(
  tips: readonly string[],
  commit: string,
  { isAncestor }: Pick<GitReader, "isAncestor">,
): Promise<boolean> {
  for (const tip of tips) if (await isAncestor(commit, tip)) return true;
  return false;
}

/** The caller holds the mirror's lock. A crash in between leaves an empty mirror, or some of what it had beside the record. */
export function emptyMirror(gitDir: string): void {
  const record: Emptied = {
    branches: [...listRefs(gitDir, "refs/heads").keys()].map((ref) => ref.slice(heads.length)),
    pins: Object.fromEntries(listRefs(gitDir, "refs/deployed")),
  };
  const mark = join(gitDir, emptiedMark);
  // One that was emptied and not filled since knows of more.
  if (!existsSync(mark)) {
    writeFileSync(`${mark}.tmp`, JSON.stringify(record));
    renameSync(`${mark}.tmp`, mark);
  }
  // Refs first: one that leads to nothing would have every fetch fail.
  rmSync(join(gitDir, "packed-refs"), { force: true });
  for (const folder of ["refs", "objects"]) clear(join(gitDir, folder), 1);
}

/** The folders of a bare repository stay: without them it is none to git, which may read it right now. */
function clear(folder: string, depth: number): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (depth > 0 && entry.isDirectory() && skeleton.includes(entry.name)) clear(path, depth - 1);
    else rmSync(path, { recursive: true, force: true });
  }
}

const skeleton = ["heads", "tags", "pack", "info"];

/**
 * Fetches what an emptied mirror had, and keeps the deployed commits again. Branches that are gone from the server stay
 * gone. @throws GitError as fetching does.
 */
export async function fillMirror(
  gitDir: string,
  source: Pick<GitRemote, "fetch" | "remoteTips"> & Pick<GitReader, "readCommit">,
): Promise<void> {
  const { branches, pins } = recordOf(gitDir);
  for (const branch of (await source.remoteTips(branches)).keys()) await source.fetch(branch);
  for (const [name, oid] of Object.entries(pins)) {
    const isThere = await source.readCommit(oid).then(
      () => true,
      () => false,
    );
    if (isThere) writeRef(gitDir, name, oid);
  }
  rmSync(join(gitDir, emptiedMark), { force: true });
}

/** Of one that is damaged nothing is known: an ordinary fetch fills the mirror. */
function recordOf(gitDir: string): Emptied {
  try {
    return JSON.parse(readFileSync(join(gitDir, emptiedMark), "utf8"));
  } catch {
    return { branches: [], pins: {} };
  }
}
