// The working folder as Git objects, compared with what git itself would commit.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { GitError } from "#git/source.ts";
import { snapshotWorkingTree } from "#git/working-tree.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

for (const transport of ["native", "isomorphic"] as const)
  it(`gives the tree that git would commit, ${transport}`, async () => {
    using repository = new TestRepository();
    repository.commit({
      ".gitignore": "build/\n*.log\n!keep.log\n",
      "a.yaml": "a",
      "a/b.yaml": "b",
      "a-b": "sorted between a and a/ by some",
      "bin/run.sh": { run: "#!/bin/sh\n" },
      "gone.yaml": "deleted later",
    });
    const committed = await snapshotWorkingTree(repository.path, transport);
    expect(committed.tree).toBe(repository.tree());
    repository.write({
      "a.yaml": "changed",
      "gone.yaml": null,
      "new/ünïcode file.yaml": "untracked",
      "build/out.txt": "ignored",
      "x.log": "ignored",
      "keep.log": "kept",
      ".env": "kept",
    });
    const changed = await snapshotWorkingTree(repository.path, transport);
    const status = repository.git("status", "--porcelain");
    repository.git("add", "--all");
    expect(changed.tree).toBe(repository.git("write-tree"));
    expect(status).toContain("gone.yaml");
    expect(changed.files.map(({ path }) => path)).toEqual([
      ".env",
      ".gitignore",
      "a-b",
      "a.yaml",
      "a/b.yaml",
      "bin/run.sh",
      "keep.log",
      "new/ünïcode file.yaml",
    ]);
    const oids = new Set(changed.objects.map(({ oid }) => oid));
    expect(oids.size).toBe(changed.objects.length);
    for (const { oid } of changed.files) expect(oids.has(oid)).toBe(true);
  });

it("leaves out links and repositories within, and says so", async () => {
  using repository = new TestRepository();
  repository.commit({ a: "1" });
  repository.write({ link: { link: "/etc/passwd" }, "inner/.keep": "" });
  execFileSync("git", ["init", "--quiet", join(repository.path, "nested")]);
  writeFileSync(join(repository.path, "nested", "f"), "x");
  execFileSync("git", [
    "-C",
    join(repository.path, "nested"),
    "-c",
    "user.name=x",
    "-c",
    "user.email=x@x",
    "commit",
    "--quiet",
    "--allow-empty",
    "-m",
    "x",
  ]);
  const { files, findings } = await snapshotWorkingTree(repository.path);
  expect(files.map(({ path }) => path)).toEqual(["a", "inner/.keep"]);
  expect(findings.map(({ code, path }) => [code, path])).toEqual([
    ["git-symlink", "link"],
    ["git-submodule", "nested"],
  ]);
});

it("lets the repository's own settings start nothing", async () => {
  using repository = new TestRepository();
  using folder = temporaryFolder();
  repository.commit({ a: "1" });
  const mark = join(folder.path, "started");
  repository.write({ ".git/hook": { run: `#!/bin/sh\ntouch ${mark}\n` } });
  repository.git("config", "core.fsmonitor", join(repository.path, ".git/hook"));
  await snapshotWorkingTree(repository.path, "native");
  expect(existsSync(mark)).toBe(false);
  // Git without our settings does start it, so the test can fail.
  repository.git("status");
  expect(existsSync(mark)).toBe(true);
});

it("reads a folder below the repository's root, relative to it", async () => {
  using repository = new TestRepository();
  repository.commit({ "prd/a.yaml": "1", "dev/a.yaml": "2" });
  const { tree, files } = await snapshotWorkingTree(join(repository.path, "prd"));
  expect(files.map(({ path }) => path)).toEqual(["a.yaml"]);
  expect(tree).toBe(repository.git("rev-parse", "HEAD:prd"));
});

it("reads a folder that is in no repository, without node_modules", async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "node_modules"));
  writeFileSync(join(folder.path, "node_modules", "x"), "x");
  writeFileSync(join(folder.path, "a"), "x");
  expect((await snapshotWorkingTree(folder.path)).files.map(({ path }) => path)).toEqual(["a"]);
});

it("says that a folder cannot be read", async () => {
  await expect(snapshotWorkingTree("/nowhere/at/all")).rejects.toThrow(GitError);
});
