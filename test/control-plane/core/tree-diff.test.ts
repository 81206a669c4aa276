// The tree diff against trees that are built from literals, and against the plain comparison of path lists.

import fc from "fast-check";
import { expect, it } from "vitest";
import type { TreeEntry } from "#core/tree.ts";
import { diffTrees, type TreeDiff, type TreeDiffLimits } from "#core/tree-diff.ts";

/** Files are texts (their id is derived from it), `{ x }` are executables, other objects are folders. */
type Literal = { [name: string]: string | Executable | Literal };
class Executable {
  readonly content: string;
  constructor(content: string) {
    this.content = content;
  }
}

/** A store of trees by id; equal folders have equal ids, as in Git. */
class Trees {
  readonly trees = new Map<string, TreeEntry[]>();
  reads: string[][] = [];

  add(literal: Literal): string {
    const entries = Object.entries(literal).map(([name, value]): TreeEntry => {
      if (typeof value === "string") return { mode: "100644", name, oid: `blob ${value}` };
      if (value instanceof Executable)
        return { mode: "100755", name, oid: `blob ${value.content}` };
      return { mode: "40000", name, oid: this.add(value) };
    });
    const oid = `tree ${JSON.stringify(entries)}`;
    this.trees.set(oid, entries);
    return oid;
  }

  diff(
    before: Literal | null,
    after: Literal | null,
    prefix = "",
    limits?: TreeDiffLimits,
  ): TreeDiff {
    this.reads = [];
    const side = (literal: Literal | null) => (literal === null ? null : this.add(literal));
    return this.run(side(before), side(after), prefix, limits);
  }

  run(before: string | null, after: string | null, prefix = "", limits?: TreeDiffLimits): TreeDiff {
    const steps = diffTrees(before, after, prefix, limits);
    let step = steps.next();
    while (!step.done) {
      this.reads.push(step.value);
      step = steps.next(new Map(step.value.map((oid) => [oid, this.trees.get(oid) ?? []])));
    }
    return step.value;
  }
}

const summary = ({ changes }: TreeDiff) => changes.map(({ path, action }) => `${action} ${path}`);

it("lists added, removed and changed files with their ids and modes", () => {
  const before = { "a.yaml": "1", dir: { "b.sh": "1", "c.yaml": "1" } };
  const after = { "a.yaml": "2", dir: { "b.sh": new Executable("1"), "d.yaml": "1" } };
  expect(new Trees().diff(before, after).changes).toEqual([
    { path: "a.yaml", action: "changed", before: "blob 1", after: "blob 2", mode: "100644" },
    { path: "dir/b.sh", action: "changed", before: "blob 1", after: "blob 1", mode: "100755" },
    { path: "dir/c.yaml", action: "removed", before: "blob 1", after: null, mode: "100644" },
    { path: "dir/d.yaml", action: "added", before: null, after: "blob 1", mode: "100644" },
  ]);
});

it("takes a file that becomes a folder for a removal and additions, and the reverse", () => {
  const file = { x: "1" };
  const folder = { x: { y: "1" } };
  expect(summary(new Trees().diff(file, folder))).toEqual(["removed x", "added x/y"]);
  expect(summary(new Trees().diff(folder, file))).toEqual(["added x", "removed x/y"]);
});

it("reads only folders that differ, a level at once", () => {
  const same = { deep: { deeper: { f: "1" } } };
  const trees = new Trees();
  expect(
    trees.diff({ same, a: { f: "1" }, b: { g: "1" } }, { same, a: { f: "2" }, b: { g: "2" } })
      .changes,
  ).toHaveLength(2);
  expect(trees.reads.map((batch) => batch.length)).toEqual([2, 4]);
  trees.diff({ same }, { same });
  expect(trees.reads).toEqual([]);
});

it("keeps to a prefix, with paths relative to it; a missing one is empty", () => {
  const before = { prd: { etl: { a: "1" } }, dev: { a: "1" } };
  const after = { prd: { etl: { a: "2", b: "1" } }, dev: { a: "9" } };
  const trees = new Trees();
  expect(summary(trees.diff(before, after, "prd/etl"))).toEqual(["changed a", "added b"]);
  expect(summary(trees.diff(before, after, "/prd/"))).toEqual(["changed etl/a", "added etl/b"]);
  expect(summary(trees.diff(null, after, "dev"))).toEqual(["added a"]);
  expect(summary(trees.diff(before, {}, "dev"))).toEqual(["removed a"]);
  expect(summary(trees.diff(before, after, "nowhere"))).toEqual([]);
  expect(summary(trees.diff(before, after, "prd/etl/a"))).toEqual([]);
});

it("names findings by their place in the repository, and leaves those files out", () => {
  const diff = new Trees().diff(
    null,
    { prd: { "A.yaml": "1", "a.yaml": "2", sub: { "..": "3" } } },
    "prd",
  );
  expect(summary(diff)).toEqual(["added A.yaml"]);
  expect(diff.findings.map(({ code, path }) => [code, path])).toEqual([
    ["path-collision", "prd/a.yaml"],
    ["path-unsafe", "prd/sub/.."],
  ]);
});

it("stops at a tree that names more files than it has bytes", () => {
  const trees = new Trees();
  let oid = trees.add({ f: "1" });
  for (let level = 0; level < 10; level++) {
    const inner = oid;
    oid = `bomb ${level}`;
    trees.trees.set(
      oid,
      Array.from({ length: 10 }, (_, i) => ({ mode: "40000", name: `d${i}`, oid: inner })),
    );
  }
  const diff = trees.run(null, oid, "", { entries: 5_000, depth: 64 });
  expect(diff).toMatchObject({ changes: [], findings: [{ code: "tree-too-large" }] });
  const deep = trees.run(null, oid, "", { entries: 1e9, depth: 2 });
  expect(deep.findings[0]?.code).toBe("tree-too-large");
});

const { tree } = fc.letrec<{ tree: Literal }>((tie) => ({
  tree: fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("1", "2"),
      fc.constantFrom("1", "2").map((text) => new Executable(text)),
      tie("tree"),
    ),
  ) as fc.Arbitrary<Literal>,
}));

function flatten(literal: Literal, folder = ""): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, value] of Object.entries(literal)) {
    if (typeof value === "string") files.set(folder + name, `blob ${value} 100644`);
    else if (value instanceof Executable) files.set(folder + name, `blob ${value.content} 100755`);
    else for (const entry of flatten(value, `${folder}${name}/`)) files.set(...entry);
  }
  return files;
}

it("gives the second tree when applied to the first, whatever both are", () => {
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      const files = flatten(before);
      for (const change of new Trees().diff(before, after).changes) {
        expect(files.has(change.path)).toBe(change.action !== "added");
        if (change.action === "removed") files.delete(change.path);
        else files.set(change.path, `${change.after} ${change.mode}`);
      }
      expect(files).toEqual(flatten(after));
    }),
  );
});
