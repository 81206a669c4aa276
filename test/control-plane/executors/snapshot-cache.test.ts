import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SnapshotCache } from "#executors/snapshot-cache.ts";
import { type Files, GitObjects } from "#test/support/git-objects.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const mebibyte = 1024 ** 2;

async function cacheFor(git: GitObjects, maxBytes = 100 * mebibyte) {
  const directory = temporaryDirectory();
  const open = () =>
    SnapshotCache.open({ directory: directory.path, readObjects: git.read, maxBytes });
  return {
    cache: await open(),
    directory: directory.path,
    reopen: open,
    objects: () => readdirSync(join(directory.path, "objects")),
    trees: () => readdirSync(join(directory.path, "trees")),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

const project: Files = {
  "README.md": "hello",
  "run.sh*": "#!/bin/sh",
  sql: { "a.sql": "select 1", deep: { "b.sql": "select 2" } },
};

test("a snapshot has the files of the tree, read-only", async () => {
  const git = new GitObjects();
  await using it = await cacheFor(git);
  const { path } = await it.cache.use(git.tree(project));
  expect(readdirSync(path, { recursive: true }).sort()).toEqual(
    ["README.md", "run.sh", "sql", "sql/a.sql", "sql/deep", "sql/deep/b.sql"].sort(),
  );
  expect(readFileSync(join(path, "sql/deep/b.sql"), "utf8")).toBe("select 2");
  const mode = (name: string) => (statSync(join(path, name)).mode & 0o777).toString(8);
  expect(["README.md", "run.sh", "sql", "."].map(mode)).toEqual(["444", "555", "555", "555"]);
});

test("one content as a script and as a plain file keeps both permissions", async () => {
  const git = new GitObjects();
  await using it = await cacheFor(git);
  const { path } = await it.cache.use(git.tree({ a: "same", "b*": "same" }));
  const modes = ["a", "b"].map((name) => statSync(join(path, name)).mode & 0o777);
  expect(modes).toEqual([0o444, 0o555]);
});

test("callers at the same time share one build, and later ones ask for nothing", async () => {
  const git = new GitObjects();
  await using it = await cacheFor(git);
  const tree = git.tree(project);
  const [first, second] = await Promise.all([it.cache.use(tree), it.cache.use(tree)]);
  expect(first.path).toBe(second.path);
  const { asked } = git;
  expect(asked).toBe(3 + 4);
  await it.cache.use(tree);
  await (await it.reopen()).use(tree);
  expect(git.asked).toBe(asked);
});

test("a commit that changes one file of a thousand writes one file", async () => {
  const git = new GitObjects();
  await using it = await cacheFor(git);
  const files = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, `${n}`]));
  const before = await it.cache.use(git.tree({ data: files }));
  git.asked = 0;
  const after = await it.cache.use(git.tree({ data: { ...files, f7: "changed" } }));
  expect(git.asked).toBe(3);
  expect(it.objects()).toHaveLength(1_001);
  const inode = ({ path }: { path: string }, name: string) => lstatSync(join(path, name)).ino;
  expect(inode(after, "data/f8")).toBe(inode(before, "data/f8"));
  expect(readFileSync(join(before.path, "data/f7"), "utf8")).toBe("7");
  expect(readFileSync(join(after.path, "data/f7"), "utf8")).toBe("changed");
});

describe("what a project may not contain is left out", () => {
  test("links, submodules and names that lead elsewhere", async () => {
    const git = new GitObjects();
    await using it = await cacheFor(git);
    const blob = git.blob("x");
    const tree = git.treeOf(
      git.entry("100644", "good", blob),
      git.entry("120000", "link", git.blob("/etc/passwd")),
      git.entry("160000", "module", "f".repeat(40)),
      git.entry("100644", "../escape", blob),
      git.entry("100644", "..", blob),
      git.entry("100644", ".git", blob),
      git.entry("100644", "a/b", blob),
    );
    const { path } = await it.cache.use(tree);
    expect(readdirSync(path)).toEqual(["good"]);
    expect(it.trees()).toEqual([tree]);
  });
});

describe("bad objects are refused and nothing of them stays", () => {
  test.each<[string, (git: GitObjects) => string, RegExp]>([
    [
      "a missing file",
      (git) => git.treeOf(git.entry("100644", "a", "a".repeat(40))),
      /a{40} is missing/,
    ],
    ["a missing tree", () => "b".repeat(40), /b{40} is missing/],
    ["no tree id", () => "../../etc", /no Git tree id/],
    ["a file in place of a tree", (git) => git.blob("x"), /not what its id says/],
    [
      "content that isn't what the id says",
      (git) => {
        const oid = git.blob("good");
        git.objects.set(oid, { type: "blob", content: Buffer.from("evil") });
        return git.treeOf(git.entry("100644", "a", oid));
      },
      /not what its id says/,
    ],
  ])("%s", async (_, make, message) => {
    const git = new GitObjects();
    await using it = await cacheFor(git);
    await expect(it.cache.use(make(git))).rejects.toThrow(message);
    expect([it.trees(), it.objects()]).toEqual([[], []]);
  });

  test("a tree that failed is tried again", async () => {
    const git = new GitObjects();
    await using it = await cacheFor(git);
    const tree = git.tree(project);
    const oid = git.blob("hello");
    const object = git.objects.get(oid);
    git.objects.delete(oid);
    await expect(it.cache.use(tree)).rejects.toThrow("missing");
    if (object) git.objects.set(oid, object);
    expect(readdirSync((await it.cache.use(tree)).path)).toHaveLength(3);
  });
});

describe("room", () => {
  const large = (letter: string): Files => ({ shared: "s", [letter]: letter.repeat(mebibyte) });

  test("a tree larger than the cache is refused with both sizes in reach", async () => {
    const git = new GitObjects();
    await using it = await cacheFor(git, mebibyte);
    await expect(it.cache.use(git.tree(large("a")))).rejects.toThrow(
      /take more than the 1 MiB that snapshots may/,
    );
    expect([it.trees(), it.objects()]).toEqual([[], []]);
  });

  test("the least recently used goes first, what is in use never", async () => {
    const git = new GitObjects();
    await using it = await cacheFor(git, 2.5 * mebibyte);
    const [a, b, c, d] = ["a", "b", "c", "d"].map((letter) => git.tree(large(letter))) as [
      string,
      string,
      string,
      string,
    ];
    const inUse = await it.cache.use(a);
    (await it.cache.use(b)).release();
    (await it.cache.use(c)).release();
    expect(it.trees().sort()).toEqual([a, c].sort());
    expect(it.objects()).toHaveLength(3);
    inUse.release();
    inUse.release();
    (await it.cache.use(d)).release();
    expect(it.trees().sort()).toEqual([c, d].sort());
    expect(existsSync(inUse.path)).toBe(false);
  });

  test("a reopened cache removes what was not finished", async () => {
    const git = new GitObjects();
    await using it = await cacheFor(git);
    const tree = git.tree(project);
    await it.cache.use(tree);
    writeFileSync(join(it.directory, "trees", `${"a".repeat(40)}.part`), "");
    await it.reopen();
    expect(it.trees()).toEqual([tree]);
  });

  test("after a reboot nothing is trusted", async () => {
    const git = new GitObjects();
    await using it = await cacheFor(git);
    await it.cache.use(git.tree(project));
    writeFileSync(join(it.directory, "boot"), "another");
    await it.reopen();
    expect([it.trees(), it.objects()]).toEqual([[], []]);
  });
});
