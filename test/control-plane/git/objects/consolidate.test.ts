// Many small packs become one, which git itself finds sound and which holds every object.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { consolidate } from "#git/objects/consolidate.ts";
import { ObjectStore } from "#git/objects/object-store.ts";
import { openSource } from "#git/open.ts";
import { serveRepository } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

it("joins the packs of many fetches and keeps rewritten commits", async () => {
  using repository = new TestRepository();
  using cache = temporaryFolder();
  const { server, url } = await serveRepository(repository.path);
  await using _ = server;
  const source = await openSource({
    repository: url,
    transport: "isomorphic",
    cacheDir: cache.path,
  });
  const commits: string[] = [];
  for (let i = 0; i < 6; i++) {
    if (i === 4) repository.forceTo("HEAD~2");
    commits.push(repository.commit({ a: `${"same line\n".repeat(100)}${i}`, [`b${i}`]: "x" }));
    await source.fetch("main");
  }
  const [mirror = ""] = readdirSync(cache.path);
  const gitDir = join(cache.path, mirror);
  const packs = () => readdirSync(join(gitDir, "objects/pack")).filter((n) => n.endsWith(".pack"));
  expect(packs()).toHaveLength(6);
  expect(consolidate(gitDir, 7)).toBe(false);
  expect(consolidate(gitDir, 6)).toBe(true);
  expect(packs()).toHaveLength(1);

  const pack = join(gitDir, "objects/pack", packs()[0] ?? "");
  execFileSync("git", ["verify-pack", pack.replace(/pack$/, "idx")], { stdio: "pipe" });
  const store = new ObjectStore([join(gitDir, "objects")]);
  for (const oid of commits) expect(store.read(oid)?.type).toBe("commit");
  store.close();
  // The source that was open all the time, with the old packs in hand, goes on.
  for (const oid of commits) expect((await source.readCommit(oid)).oid).toBe(oid);
  commits.push(repository.commit({ a: "after" }));
  expect(await source.fetch("main")).toBe(commits.at(-1));
  await source.close();
});
