// Ancestry, history and revision expressions over commits, for sources that have no native git to ask.

import { parseTree, treeMode } from "#core/tree.ts";
import { parseCommit } from "./commit.ts";
import type { ObjectStore } from "./objects/object-store.ts";
import { type RefFolders, readRef } from "./objects/refs.ts";
import { type Commit, GitError } from "./source.ts";

/** About 30 µs a commit: 3 s at the most, after which native git (with its commit graph) is the better tool. */
const maxCommits = 100_000;

/** Throws GitError `missing` when the store does not hold the commit. */
export function readCommit(store: ObjectStore, oid: string): Commit {
  const object = store.read(oid);
  if (object?.type !== "commit")
    throw new GitError("missing", `commit ${oid} is not in the repository`);
  return parseCommit(oid, object.content);
}

/** Walks newest first, since the deployed commit is almost always near the tip. */
export function isAncestor(store: ObjectStore, ancestor: string, descendant: string): boolean {
  const seen = new Set([descendant]);
  const open = [readCommit(store, descendant)];
  if (!store.has(ancestor)) return false;
  for (let commit = takeNewest(open); commit; commit = takeNewest(open)) {
    if (commit.oid === ancestor) return true;
    for (const parent of commit.parents) {
      if (seen.has(parent) || !store.has(parent)) continue;
      seen.add(parent);
      open.push(readCommit(store, parent));
    }
    if (seen.size > maxCommits) throw tooLong(descendant);
  }
  return false;
}

/** `open` holds one commit per line of development, so a scan costs less than a heap. */
function takeNewest(open: Commit[]): Commit | null {
  const first = open[0];
  if (!first) return null;
  let newest = 0;
  let at = first.committer.at.epochMilliseconds;
  for (let i = 1; i < open.length; i++) {
    const other = (open[i] as Commit).committer.at.epochMilliseconds;
    if (other > at) {
      newest = i;
      at = other;
    }
  }
  return open.splice(newest, 1)[0] ?? null;
}

const tooLong = (tip: string): GitError =>
  new GitError(
    "tooLarge",
    `the history of ${tip} is longer than ${maxCommits} commits`,
    "Install git: with it on PATH long histories are read by it.",
  );

/** First-parent commits, newest first, in which an entry at one of the paths differs from the parent's. */
export function history(
  store: ObjectStore,
  tip: string,
  paths: readonly string[],
  limit: number,
): Commit[] {
  const found: Commit[] = [];
  let commit: Commit | null = readCommit(store, tip);
  let entries = paths.map((path) => entryAt(store, commit?.tree ?? null, path));
  for (let walked = 0; commit && found.length < limit; walked++) {
    if (walked > maxCommits) throw tooLong(tip);
    const [first]: string[] = commit.parents;
    // A shallow repository ends before its root; what came before is unknown, so it counts as empty.
    const parent: Commit | null = first && store.has(first) ? readCommit(store, first) : null;
    const before =
      parent?.tree === commit.tree
        ? entries
        : paths.map((path) => entryAt(store, parent?.tree ?? null, path));
    if (entries.some((entry, i) => entry !== before[i])) found.push(commit);
    commit = parent;
    entries = before;
  }
  return found;
}

/** Mode and id of what is at a path, or null; "" is the tree itself. */
function entryAt(store: ObjectStore, tree: string | null, path: string): string | null {
  let at = tree === null ? null : `${treeMode} ${tree}`;
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (!at?.startsWith(`${treeMode} `)) return null;
    const object = store.read(at.slice(treeMode.length + 1));
    const entry = object && parseTree(object.content).find((candidate) => candidate.name === name);
    at = entry ? `${entry.mode} ${entry.oid}` : null;
  }
  return at;
}

const refPrefixes = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
const steps = /(?:~\d*|\^\d*)$/;

/** The commit that a branch, tag, id (4 digits or more), HEAD, or one of them with `~n` and `^n` names, or null. */
export function resolveRevision(
  store: ObjectStore,
  refs: RefFolders,
  revision: string,
): string | null {
  const step = steps.exec(revision)?.[0];
  if (step !== undefined) {
    const from = resolveRevision(store, refs, revision.slice(0, -step.length));
    return from && takeStep(store, from, step);
  }
  if (/^[0-9a-f]{40}$/.test(revision)) return peel(store, revision);
  for (const prefix of refPrefixes) {
    if (prefix === "" && !/^(refs\/|[A-Z_]+$)/.test(revision)) continue;
    const oid = readRef(refs, prefix + revision);
    if (oid) return peel(store, oid);
  }
  if (!/^[0-9a-f]{4,39}$/.test(revision)) return null;
  const commits = store.startingWith(revision).flatMap((oid) => peel(store, oid) ?? []);
  return commits.length === 1 ? (commits[0] ?? null) : null;
}

function takeStep(store: ObjectStore, from: string, step: string): string | null {
  const count = step.length > 1 ? Number(step.slice(1)) : 1;
  if (step.startsWith("^"))
    return count === 0 ? from : (readCommit(store, from).parents[count - 1] ?? null);
  let at: string | undefined = from;
  for (let i = 0; at && i < count; i++) at = readCommit(store, at).parents[0];
  return at ?? null;
}

/** Follows annotated tags to their commit; null for anything else. */
function peel(store: ObjectStore, oid: string): string | null {
  const object = store.read(oid);
  if (object?.type === "commit") return oid;
  if (object?.type !== "tag") return null;
  const target = /^object ([0-9a-f]{40})$/m.exec(new TextDecoder().decode(object.content))?.[1];
  return target ? peel(store, target) : null;
}
