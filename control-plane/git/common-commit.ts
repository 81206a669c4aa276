// Finds where two branches parted: the newest commit that both have.

import type { Commit, GitSource } from "./source.ts";

/** Branches that parted longer ago are not compared. */
const mostCommits = 5_000;

/**
 * Null when they have nothing in common, or parted very long ago. By dates of commits, as far as these can be trusted:
 * for showing what a branch changes, not for deciding anything.
 */
export async function newestCommon(
  source: Pick<GitSource, "readCommit">,
  one: string,
  other: string,
): Promise<string | null> {
  const seenBy = new Map<string, number>();
  const open: Commit[] = [];
  const reach = async (oid: string, side: number): Promise<void> => {
    const before = seenBy.get(oid);
    seenBy.set(oid, (before ?? 0) | side);
    if (before === undefined) open.push(await source.readCommit(oid));
  };
  await reach(one, 1);
  await reach(other, 2);
  for (let looked = 0; looked < mostCommits; looked++) {
    const newest = takeNewest(open);
    if (newest === null) return null;
    const sides = seenBy.get(newest.oid) ?? 0;
    if (sides === 3) return newest.oid;
    for (const parent of newest.parents) await reach(parent, sides);
  }
  return null;
}

function takeNewest(open: Commit[]): Commit | null {
  const times = open.map(({ committer }) => committer.at.epochMilliseconds);
  const at = times.indexOf(Math.max(...times));
  return at < 0 ? null : (open.splice(at, 1)[0] ?? null);
}
