import { expect, test } from "vitest";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import type { GitObject } from "#git/source.ts";
import { GitObjects } from "#test/support/git-objects.ts";

/** Reads from memory, counting trees. */
function readerOf(objects: GitObjects) {
  const asked: string[] = [];
  return {
    asked,
    async *readObjects(oids: readonly string[]): AsyncIterable<GitObject> {
      for (const oid of oids) {
        asked.push(oid);
        const { type, content } = objects.objects.get(oid) as GitObject;
        yield { oid, type, content };
      }
    },
  };
}

function project() {
  const objects = new GitObjects();
  const big = objects.tree({ "x.yaml": "x", "deep/y.yaml": "never made" });
  const inner = objects.treeOf(
    objects.entry("100644", "Case.yaml", objects.blob("1")),
    objects.entry("100644", "case.yaml", objects.blob("2")),
    objects.entry("120000", "link.yaml", objects.blob("Case.yaml")),
    objects.entry("160000", "module", "1".repeat(40)),
  );
  const root = objects.treeOf(
    objects.entry("40000", "Folder", inner),
    objects.entry("40000", "folder", big),
    objects.entry("100644", "trunkline.yaml", objects.blob("t")),
  );
  const reader = readerOf(objects);
  return { objects, reader, root, inner, tree: new ProjectTree(reader, root) };
}

test("files are found by path; folders, links and what differs in case only are none", async () => {
  const { tree, objects } = project();
  expect(await tree.blob("Folder/Case.yaml")).toBe(objects.blob("1"));
  expect(await tree.blob("trunkline.yaml")).toBe(objects.blob("t"));
  for (const path of ["Folder", "Folder/case.yaml", "Folder/link.yaml", "folder/x.yaml", "a/b", ""])
    expect(await tree.blob(path)).toBeNull();
  expect(await tree.files("Folder")).toEqual(["Folder/Case.yaml"]);
  expect(await tree.files("trunkline.yaml")).toEqual([]);
  expect((await tree.list("")).files.sort()).toEqual(["Folder/Case.yaml", "trunkline.yaml"]);
  expect((await tree.list("")).findings.map(({ path }) => path).sort()).toEqual([
    "Folder/case.yaml",
    "Folder/link.yaml",
    "Folder/module",
    "folder",
  ]);
});

test.each([
  ["Folder/link.yaml", "git-symlink"],
  ["Folder/link.yaml/below", "git-symlink"],
  ["Folder/module/a/b.yaml", "git-submodule"],
  ["Folder/case.yaml", "path-collision"],
  ["folder/x.yaml", "path-collision"],
  ["Folder/Case.yaml", undefined],
  ["Folder", undefined],
  ["Folder/none.yaml", undefined],
  ["none/none.yaml", undefined],
  ["trunkline.yaml/below", undefined],
])("%s is refused as %s", async (path, code) => {
  expect((await project().tree.refusal(path))?.code).toBe(code);
});

test("each tree is read once, and only those on the way", async () => {
  const { tree, reader, root, inner } = project();
  for (let n = 0; n < 3; n++) await tree.blob("Folder/Case.yaml");
  await tree.refusal("Folder/link.yaml");
  expect(reader.asked).toEqual([root, inner]);
});

test("the tree of a folder is found without screening; a file is no folder", async () => {
  const { reader, root, inner } = project();
  expect(await folderTree(reader, root, "")).toBe(root);
  expect(await folderTree(reader, root, "Folder/")).toBe(inner);
  expect(await folderTree(reader, root, "trunkline.yaml")).toBeNull();
  expect(await folderTree(reader, root, "Folder/module")).toBeNull();
  expect(await folderTree(reader, root, "no/such")).toBeNull();
});
