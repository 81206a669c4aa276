// Folders merged file by file, beside what git makes of them.

import { afterEach, beforeEach, expect, test } from "vitest";
import { mergeTrees } from "#git/merge-trees.ts";
import { withObjects } from "#git/object-reader.ts";
import { openSource } from "#git/open.ts";
import type { GitSource } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import { type Files, TestRepository } from "#test/support/repository.ts";

let repository: TestRepository;
let source: GitSource;
beforeEach(async () => {
  repository = new TestRepository();
  source = await openSource({ repository: repository.path, cacheDir: "" });
});
afterEach(async () => {
  await source.close();
  repository[Symbol.dispose]();
});

async function merge(before: Files, ours: Files, theirs: Files) {
  repository.commit(before);
  const base = repository.tree();
  repository.branch("theirs");
  repository.commit(theirs);
  const branch = repository.tree();
  repository.branch("main");
  repository.commit(ours);
  const main = repository.tree();
  const merged = await mergeTrees(source, base, main, branch);
  const reader = withObjects(merged.objects, source);
  const { changes } = await readDiff(reader, null, merged.tree);
  return { ...merged, paths: changes.map(({ path }) => path) };
}

test("what one side has changed, added or removed is that side's: the tree that git makes", async () => {
  const merged = await merge(
    { "a/one": "1", "a/two": "2", "b/deep/x": "x", "b/deep/y": "y", keep: "k", "a.b": "dot" },
    { "a/one": "main", "b/deep/x": null, "new/main": "m", "a-b": "dash" },
    { "a/two": null, "b/deep/y": "branch", "new/branch": "b" },
  );
  repository.merge("theirs", "Merge");
  expect(merged.conflicts).toEqual([]);
  expect(merged.tree).toBe(repository.tree());
});

test("what both have changed is the branch's, and named; the same change is none", async () => {
  const merged = await merge(
    { "a/x": "1", "a/y": "1", "a/z": "1", both: "1" },
    { "a/x": "main", "a/y": null, "a/z": "main", both: "same" },
    { "a/x": "branch", "a/y": "branch", "a/z": null, both: "same" },
  );
  expect(merged.conflicts.toSorted()).toEqual(["a/x", "a/y", "a/z"]);
  expect(merged.paths).toEqual(["a/x", "a/y", "both"]);
});

test("a folder that both have emptied is gone, and a file where the other has a folder is a conflict", async () => {
  const merged = await merge(
    { "gone/a": "1", "gone/b": "1", rest: "1", thing: "1" },
    { "gone/a": null, thing: null, "thing/x": "1" },
    { "gone/b": null, thing: "2" },
  );
  expect(merged.paths).toEqual(["rest", "thing"]);
  expect(merged.conflicts).toEqual(["thing"]);
});
