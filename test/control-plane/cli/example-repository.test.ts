// The example's repository as its user goes on with it, by native git.

import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleRepository } from "#cli/example-repository.ts";
import { readChange } from "#core/change.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

const gitIn = (folder: string, ...args: string[]): string =>
  execFileSync(
    "git",
    ["-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args],
    { encoding: "utf8", env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1", HOME: folder } },
  ).trim();

test("an executable is committed as one, and a file that differs in case as another", async () => {
  using state = temporaryFolder();
  const folder = await exampleRepository(state.path);
  expect(gitIn(folder, "status", "--porcelain")).toBe("");
  const script = readFileSync(join(folder, "README.md"), "utf8");
  chmodSync(join(folder, "README.md"), 0o755);
  writeFileSync(join(folder, "tool.sh"), "#!/bin/sh\n", { mode: 0o755 });
  writeFileSync(join(folder, "readme.md"), script);
  gitIn(folder, "add", "--all");
  gitIn(folder, "commit", "--quiet", "-m", "Executable");
  const modes = gitIn(folder, "ls-tree", "HEAD", "README.md", "readme.md", "tool.sh");
  expect(modes.replaceAll(/ blob \w+\t/g, " ").split("\n")).toEqual([
    "100755 README.md",
    "100644 readme.md",
    "100755 tool.sh",
  ]);
});

test("its settings are those that git's own `init` makes here", async () => {
  using state = temporaryFolder();
  using native = new TestRepository();
  const folder = await exampleRepository(state.path);
  for (const [name, absent] of [
    ["filemode", "true"],
    ["symlinks", "true"],
    ["ignorecase", "false"],
  ] as const) {
    const of = (path: string) =>
      gitIn(path, "config", "--local", "--default", absent, "--bool", `core.${name}`);
    expect([name, of(folder)]).toEqual([name, of(native.path)]);
  }
});

test("the example is one commit that names no change, and stays as its user left it", async () => {
  using state = temporaryFolder();
  const folder = await exampleRepository(state.path);
  const message = gitIn(folder, "log", "--format=%B");
  expect(message).toBe("Retail estate");
  expect(readChange(message).change).toBeNull();
  writeFileSync(join(folder, "mine"), "");
  expect(await exampleRepository(state.path)).toBe(folder);
  expect(gitIn(folder, "status", "--porcelain")).toBe("?? mine");
});
