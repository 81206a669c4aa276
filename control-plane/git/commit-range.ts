// The commits that a revision brings: what the new tip leads to and the deployed commit doesn't.

import { parseCommit } from "./commit.ts";
import { folderTree } from "./project-tree.ts";
import { type Commit, GitError, type GitReader } from "./source.ts";

export interface RawCommit {
  commit: Commit;
  /** As Git has it, for its signature. */
  content: Uint8Array;
}

export interface RangeInput {
  reader: Pick<GitReader, "readObjects">;
  base: string;
  head: string;
  /** Commits that leave this folder as it was are passed over; "": none are. */
  path: string;
  /** More is an error. */
  most: number;
}

/**
 * Newest first. Walks from both ends at once, so it costs what lies between them; where clocks were wrong it may name
 * commits that the base leads to, so ask `isAncestor` before one of them counts against anybody.
 * @throws GitError `missing` for a base that is gone, `tooLarge`.
 */
export async function commitsBetween(input: RangeInput): Promise<RawCommit[]> {
  const { reader, base, head, most } = input;
  const known = new Set([base]);
  const open: RawCommit[] = [await rawCommit(reader, head)];
  if (head !== base) open.push(await rawCommit(reader, base));
  const seen = new Set([head, base]);
  const found: RawCommit[] = [];
  while (open.some(({ commit }) => !known.has(commit.oid))) {
    const one = takeNewest(open);
    const { oid, parents } = one.commit;
    const isKnown = known.has(oid);
    const passed = !isKnown && (await leavesFolder(input, one.commit));
    if (!isKnown && !passed) found.push(one);
    if (found.length > most)
      throw new GitError(
        "tooLarge",
        `more than ${most} commits came in since ${base.slice(0, 12)}`,
        "Let the project be registered anew, which begins with what is there.",
      );
    // What a merge didn't take of its other sides is not deployed.
    for (const parent of passed ? parents.slice(0, 1) : parents) {
      if (isKnown) known.add(parent);
      if (seen.has(parent)) continue;
      seen.add(parent);
      open.push(await rawCommit(reader, parent));
    }
  }
  return found.filter(({ commit }) => !known.has(commit.oid));
}

/** @throws GitError `missing`. */
export async function rawCommit(
  reader: Pick<GitReader, "readObjects">,
  oid: string,
): Promise<RawCommit> {
  for await (const object of reader.readObjects([oid])) {
    const content = object.content.slice();
    if (object.type === "commit") return { commit: parseCommit(oid, content), content };
  }
  throw new GitError("missing", `commit ${oid} is not in the repository`);
}

/** The folder is as its first parent has it. */
async function leavesFolder({ reader, path }: RangeInput, commit: Commit): Promise<boolean> {
  const [first] = commit.parents;
  if (path === "" || first === undefined) return false;
  const before = (await rawCommit(reader, first)).commit.tree;
  if (before === commit.tree) return true;
  const [was, is] = [
    await folderTree(reader, before, path),
    await folderTree(reader, commit.tree, path),
  ];
  return was === is;
}

function takeNewest(open: RawCommit[]): RawCommit {
  let newest = 0;
  for (let at = 1; at < open.length; at++)
    if (timeOf(open[at] as RawCommit) > timeOf(open[newest] as RawCommit)) newest = at;
  return open.splice(newest, 1)[0] as RawCommit;
}

const timeOf = ({ commit }: RawCommit): number => commit.committer.at.epochMilliseconds;
