// A control repository as it is read: from a branch by either transport, and from a plain folder.

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isRepositoryRoot, openControl } from "#git/control-source.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path);

describe.each(["native", "isomorphic"] as const)("with %s git", (transport) => {
  test("a branch: what is committed below projects/, in order, and what can't be read", async () => {
    using repository = new TestRepository();
    using cache = temporaryFolder();
    const first = repository.commit({
      "fleet/projects/b.yaml": "name: b\n",
      "fleet/projects/a.yaml": "name: a\n",
      "fleet/projects/link.yaml": { link: "a.yaml" },
      "fleet/README.md": "x\n",
    });
    const settings = { repository: repository.path, branch: "main", path: "fleet" };
    const source = await openControl(settings, { cacheDir: cache.path, transport });
    repository.write({ "fleet/projects/c.yaml": "name: c\n" });
    const { files, diagnostics, commit } = await source.read();
    expect(paths(files)).toEqual(["projects/a.yaml", "projects/b.yaml"]);
    expect(diagnostics).toMatchObject([{ file: "projects/link.yaml", severity: "error" }]);
    expect([commit, await source.tip()]).toEqual([first, first]);
    const second = repository.commit({});
    expect(await source.isOlder(first, second)).toBe(true);
    expect(await source.isOlder(second, first)).toBe(false);
    expect(await source.isOlder(second, "f".repeat(40))).toBe(false);
    expect(source.place("../estate")).toBe(`${repository.path}/estate`);
    await source.close();
  });

  test("what isn't there is said to be missing, and every project stays", async () => {
    using repository = new TestRepository();
    using cache = temporaryFolder();
    repository.commit({ "README.md": "x\n" });
    const read = async (branch: string, path: string) => {
      const settings = { repository: repository.path, branch, path };
      const source = await openControl(settings, { cacheDir: cache.path, transport });
      const error = await source.read().catch((error: unknown) => error);
      await source.close();
      return error;
    };
    const hint = "Every project stays as it is registered.";
    expect(await read("main", "")).toMatchObject({
      message: expect.stringContaining("projects/*.yaml"),
      hint,
    });
    expect(await read("main", "fleet")).toMatchObject({
      message: expect.stringContaining("folder fleet is missing"),
      hint,
    });
    expect(await read("other", "")).toMatchObject({ message: expect.stringContaining("other") });
  });
});

test("a plain folder: the files as they are, under another name whenever one of them changes", async () => {
  using folder = temporaryFolder();
  mkdirSync(`${folder.path}/projects`);
  const write = (text: string) => writeFileSync(`${folder.path}/projects/a.yaml`, text);
  write("name: a\n");
  expect(isRepositoryRoot(folder.path)).toBe(false);
  const settings = { repository: folder.path, branch: "", path: "" };
  const source = await openControl(settings, { cacheDir: folder.path });
  const first = await source.tip();
  expect(await source.tip()).toBe(first);
  write("name: b\n");
  const second = await source.tip();
  expect(second).not.toBe(first);
  symlinkSync("a.yaml", `${folder.path}/projects/link.yaml`);
  const { files, diagnostics, commit } = await source.read();
  expect(commit).not.toBe(second);
  expect(paths(files)).toEqual(["projects/a.yaml"]);
  expect(diagnostics).toMatchObject([{ file: "projects/link.yaml" }]);
  expect(source.place("estate")).toBe(`${folder.path}/estate`);
  rmSync(`${folder.path}/projects`, { recursive: true });
  await expect(source.read()).rejects.toMatchObject({ kind: "missing" });
});
