// Where the history of one commit left that of another.

import { commitsBetween, rawCommit } from "./commit-range.ts";
import type { Commit, GitReader } from "./source.ts";

/** Far more than a change that people review has. */
const most = 10_000;

/** The newest commit that both lead to, and what leads to `head` alone, newest first. @throws GitError `missing`, `tooLarge`. */
export async function branchedFrom(
  reader: Pick<GitReader, "readObjects">,
  head: string,
  other: string,
): Promise<{ base: string | null; own: Commit[] }> {
  const own = (await commitsBetween({ reader, base: other, head, path: "", most })).map(
    ({ commit }) => commit,
  );
  if (own.length === 0) return { base: head, own };
  const inside = new Set(own.map(({ oid }) => oid));
  const edges = new Set(own.flatMap(({ parents }) => parents.filter((one) => !inside.has(one))));
  const commits = [];
  for (const oid of edges) commits.push((await rawCommit(reader, oid)).commit);
  commits.sort((a, b) => b.committer.at.epochMilliseconds - a.committer.at.epochMilliseconds);
  return { base: commits[0]?.oid ?? null, own };
}
