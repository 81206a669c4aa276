// The difference of two Git trees by object id. It yields the ids of the trees that it must look into, one
// level of folders at a time, so that whoever reads them can read a whole batch at once.

import { joinPath, screenTree, type TreeEntry, type TreeFinding, treeMode } from "./tree.ts";

export interface FileChange {
  /** Relative to the prefix. */
  path: string;
  action: "added" | "removed" | "changed";
  before: string | null;
  after: string | null;
  /** Mode after the change; for a removed file the mode it had. */
  mode: string;
}

export interface TreeDiff {
  /** Sorted by path. */
  changes: FileChange[];
  /** Of the trees that differ on the after side; equal subtrees were screened when they came in. */
  findings: TreeFinding[];
}

export interface TreeDiffLimits {
  /** Most files and folders looked at. Trees nest by reference, so 10 small objects can name 10^10 files. */
  entries: number;
  depth: number;
}

/** 200,000 files a project and as many folders; far deeper than any build tool can open on Windows. */
export const treeDiffLimits: TreeDiffLimits = { entries: 400_000, depth: 64 };

/** Trees by id, for every id of the batch that was yielded. */
export type TreeBatch = ReadonlyMap<string, readonly TreeEntry[]>;

interface Pair {
  path: string;
  before: string | null;
  after: string | null;
}

interface Side {
  oid: string;
  mode: string;
}

/**
 * Changes from tree `before` to tree `after` within the folder `prefix` ("" is the whole tree). Null means an
 * empty side, so a first sync lists every file. A prefix that is missing on a side is empty there as well.
 * Beyond the limits the answer holds no changes and one finding `tree-too-large`.
 */
export function* diffTrees(
  before: string | null,
  after: string | null,
  prefix = "",
  limits: TreeDiffLimits = treeDiffLimits,
): Generator<string[], TreeDiff, TreeBatch> {
  const folders = prefix.split("/").filter((name) => name !== "");
  const root = folders.join("/");
  let level = [yield* enterPrefix({ path: "", before, after }, folders)];
  const diff: TreeDiff = { changes: [], findings: [] };
  let entries = 0;
  for (let depth = 0; level.length > 0; depth++) {
    const pairs = level.filter((pair) => pair.before !== pair.after);
    const trees = yield* readLevel(pairs);
    level = [];
    for (const pair of pairs) {
      const size = sizeOf(trees, pair.before) + sizeOf(trees, pair.after);
      entries += size;
      if (entries > limits.entries || depth > limits.depth) return tooLarge(root, limits);
      comparePair(pair, root, trees, diff, level);
    }
  }
  diff.changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return diff;
}

const sizeOf = (trees: TreeBatch, oid: string | null): number =>
  oid === null ? 0 : (trees.get(oid)?.length ?? 0);

function* readLevel(pairs: readonly Pair[]): Generator<string[], TreeBatch, TreeBatch> {
  const oids = new Set<string>();
  for (const { before, after } of pairs) {
    if (before !== null) oids.add(before);
    if (after !== null) oids.add(after);
  }
  return oids.size === 0 ? new Map() : yield [...oids];
}

/** Walks down to the prefix; equal ids end the walk at once, since what is below them is equal too. */
function* enterPrefix(
  root: Pair,
  folders: readonly string[],
): Generator<string[], Pair, TreeBatch> {
  let pair = root;
  for (const name of folders) {
    if (pair.before === pair.after) return pair;
    const trees = yield* readLevel([pair]);
    const enter = (oid: string | null): string | null =>
      entriesOf(trees, oid).find((e) => e.name === name && e.mode === treeMode)?.oid ?? null;
    pair = { path: "", before: enter(pair.before), after: enter(pair.after) };
  }
  return pair;
}

function entriesOf(trees: TreeBatch, oid: string | null): readonly TreeEntry[] {
  if (oid === null) return [];
  const entries = trees.get(oid);
  if (!entries) throw new Error(`tree ${oid} was asked for and not given`);
  return entries;
}

function comparePair(
  pair: Pair,
  prefix: string,
  trees: TreeBatch,
  diff: TreeDiff,
  next: Pair[],
): void {
  const before = screenTree("", entriesOf(trees, pair.before)).accepted;
  const screened = screenTree(
    [prefix, pair.path].filter((part) => part !== "").join("/"),
    entriesOf(trees, pair.after),
  );
  diff.findings.push(...screened.findings);
  const old = new Map(before.map((entry) => [entry.name, entry]));
  for (const entry of screened.accepted) {
    compareEntry(joinPath(pair.path, entry.name), old.get(entry.name), entry, diff, next);
    old.delete(entry.name);
  }
  for (const entry of old.values())
    compareEntry(joinPath(pair.path, entry.name), entry, undefined, diff, next);
}

function compareEntry(
  path: string,
  before: Side | undefined,
  after: Side | undefined,
  diff: TreeDiff,
  next: Pair[],
): void {
  if (before?.oid === after?.oid && before?.mode === after?.mode) return;
  const folder = (side: Side | undefined) => (side?.mode === treeMode ? side.oid : null);
  const file = (side: Side | undefined) => (side && side.mode !== treeMode ? side : null);
  if (folder(before) !== null || folder(after) !== null)
    next.push({ path, before: folder(before), after: folder(after) });
  const was = file(before);
  const is = file(after);
  if (is)
    diff.changes.push({
      path,
      action: was ? "changed" : "added",
      before: was?.oid ?? null,
      after: is.oid,
      mode: is.mode,
    });
  else if (was)
    diff.changes.push({ path, action: "removed", before: was.oid, after: null, mode: was.mode });
}

const tooLarge = (prefix: string, limits: TreeDiffLimits): TreeDiff => ({
  changes: [],
  findings: [
    {
      code: "tree-too-large",
      path: prefix,
      message: `more than ${limits.entries} files and folders, or more than ${limits.depth} folders deep`,
      help: "Point the project's `path` at a smaller folder of the repository.",
    },
  ],
});
