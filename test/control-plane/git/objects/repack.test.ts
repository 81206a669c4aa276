// A mirror without native git is written anew: git itself finds it sound, what refs lead to is there once, the rest is gone.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mirrorBytes } from "#git/mirrors/sizes.ts";
import { ObjectStore } from "#git/objects/object-store.ts";
import { reachableFrom } from "#git/objects/reachable.ts";
import { listRefs } from "#git/objects/refs.ts";
import { repack } from "#git/objects/repack.ts";
import { openSource } from "#git/open.ts";
import { serveRepository } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

it("keeps what refs lead to, deltas as deltas, and drops what a forced push left", async () => {
  using repository = new TestRepository();
  using cache = temporaryFolder();
  const { server, url } = await serveRepository(repository.path);
  await using _ = server;
  const settings = { repository: url, transport: "isomorphic", cacheDir: cache.path } as const;
  const source = await openSource(settings);
  const lines = Array.from({ length: 3000 }, (_, n) => `${n * 7919}`);
  const commits: string[] = [];
  for (let i = 0; i < 8; i++) {
    lines[i * 100] = `changed ${i}`;
    commits.push(repository.commit({ a: lines.join("\n"), [`deep/er/b${i}`]: `${i}` }));
    // So that packs have chains of deltas.
    repository.git("gc", "--quiet");
    await source.fetch("main");
  }
  await source.pin("shop/4", commits[3] as string);
  repository.forceTo("HEAD~6");
  commits.push(repository.commit({ c: "after" }));
  await source.fetch("main");

  const [name = ""] = readdirSync(cache.path);
  const gitDir = join(cache.path, name);
  const before = mirrorBytes(gitDir);
  const store = new ObjectStore([join(gitDir, "objects")]);
  const wanted = await reachableFrom(store, listRefs(gitDir, "refs").values());
  store.close();
  expect(await repack(gitDir, wanted)).toBe(true);
  expect(mirrorBytes(gitDir)).toBeLessThan(before);
  const packs = readdirSync(join(gitDir, "objects", "pack"));
  expect(packs).toHaveLength(2);
  execFileSync("git", ["--git-dir", gitDir, "fsck", "--full", "--strict"], { stdio: "pipe" });
  const after = new ObjectStore([join(gitDir, "objects")]);
  for (const commit of [...commits.slice(0, 4), commits[8] as string])
    expect(after.read(commit)?.type).toBe("commit");
  for (const commit of commits.slice(4, 8)) expect(after.read(commit)).toBeNull();
  after.close();
  // The source that was open all the time goes on, also fetching.
  commits.push(repository.commit({ a: "more" }));
  expect(await source.fetch("main")).toBe(commits.at(-1));
  expect((await source.readCommit(commits[0] as string)).oid).toBe(commits[0]);
  await source.close();
});

it("refuses to lose anything: an object that is nowhere leaves all packs as they are", async () => {
  using repository = new TestRepository();
  using cache = temporaryFolder();
  repository.commit({ a: "one" });
  const { server, url } = await serveRepository(repository.path);
  await using _ = server;
  const settings = { repository: url, transport: "isomorphic", cacheDir: cache.path } as const;
  const source = await openSource(settings);
  const tip = await source.fetch("main");
  const [name = ""] = readdirSync(cache.path);
  const gitDir = join(cache.path, name);
  const before = readdirSync(join(gitDir, "objects", "pack"));
  await expect(repack(gitDir, new Set([tip, "0".repeat(40)]))).rejects.toThrow("is in no pack");
  expect(readdirSync(join(gitDir, "objects", "pack"))).toEqual(before);
  await source.close();
});
