// How many processes reading takes: each costs 2 ms, and ten times that in a server with a large heap.

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openMirror } from "#git/mirror.ts";
import { nativeReader } from "#git/native/reader.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A `git` before the real one that writes down what it is asked for. */
function countGit(folder: string): () => string[] {
  const log = join(folder, "asked");
  const path = process.env.PATH ?? "";
  writeFileSync(log, "");
  writeFileSync(
    join(folder, "git"),
    `#!/bin/sh\necho "$*" >> ${log}\nPATH='${path}' exec git "$@"\n`,
  );
  chmodSync(join(folder, "git"), 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${path}`);
  return () => readFileSync(log, "utf8").trimEnd().split("\n");
}

test("one process answers all questions about objects, asked one by one or many at once", async () => {
  using repository = new TestRepository();
  const first = repository.commit({ a: "1" });
  const second = repository.commit({ a: "2" });
  await using folder = temporaryDirectory();
  const asked = countGit(folder.path);
  const reader = nativeReader(join(repository.path, ".git"), false);
  const { tree } = await reader.readCommit(second);
  expect(await reader.resolve("main")).toBe(second);
  expect(await reader.isAncestor(first, second)).toBe(true);
  for await (const object of reader.readObjects([tree])) expect(object.type).toBe("tree");
  expect((await reader.readCommit(first)).oid).toBe(first);
  await reader.close();
  expect(asked()).toEqual([expect.stringContaining("cat-file --batch")]);
});

test("a commit is kept by a ref that git sees, without asking git for it", async () => {
  using repository = new TestRepository();
  const oid = repository.commit({ a: "1" });
  await using folder = temporaryDirectory();
  const mirror = openMirror(folder.path, repository.path, "native");
  repository.git("push", "--quiet", mirror, "main:refs/heads/main");
  const asked = countGit(folder.path);
  const reader = nativeReader(mirror, true);
  await reader.pin(`shop/${oid}`, oid);
  await expect(reader.pin("shop/none", "0".repeat(40))).rejects.toThrow("is not in the repository");
  await reader.close();
  expect(asked()).toHaveLength(1);
  expect(repository.git("-C", mirror, "for-each-ref", "refs/deployed")).toBe(
    `${oid} commit\trefs/deployed/shop/${oid}`,
  );
});
