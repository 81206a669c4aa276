// A full disk under the mirrors, on a small file system of its own: only root may mount one.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { saysFull } from "#git/disk.ts";
import { openSource } from "#git/open.ts";
import { serveRepository } from "#test/support/git-server.ts";
import { TestRepository } from "#test/support/repository.ts";
import { smallDisk } from "#test/support/small-disk.ts";

test("knows a full disk by a code, or by what git and SQLite print", () => {
  expect(saysFull(Object.assign(new Error("write"), { code: "ENOSPC" }))).toBe(true);
  expect(saysFull("fatal: write error: No space left on device")).toBe(true);
  expect(saysFull(new Error("database or disk is full"))).toBe(true);
  expect(saysFull(new Error("the host is away"))).toBe(false);
});

const noise = (bytes: number): Buffer => {
  const content = Buffer.alloc(bytes);
  let state = 1;
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    content[at] = state >>> 24;
  }
  return content;
};

test.for(["native", "isomorphic"] as const)(
  "with %s git a fetch without room says so, leaves nothing of it, and goes on when there is room",
  async (transport, context) => {
    const disk = smallDisk("2m");
    if (typeof disk === "string") return context.skip(disk);
    await using _ = disk;
    using repository = new TestRepository();
    repository.commit({ a: "one" });
    const { server, url } = await serveRepository(repository.path);
    await using __ = server;
    const source = await openSource({ repository: url, cacheDir: disk.path, transport });
    try {
      const first = await source.fetch("main");
      const said = {
        kind: "full",
        message: expect.stringContaining(`the disk with ${disk.path}`),
        hint: expect.stringContaining("Make room there"),
      };
      const [mirror = ""] = readdirSync(disk.path).filter((name) => name.endsWith(".git"));
      const packs = () => readdirSync(join(disk.path, mirror, "objects", "pack"));
      const before = packs();
      // A pack that does not fit gives its room back.
      repository.branch("large");
      repository.commit({ large: noise(3_000_000) });
      await expect(source.fetch("large")).rejects.toMatchObject(said);
      expect(packs()).toEqual(before);
      repository.branch("main");
      repository.commit({ b: "two" });
      disk.fill();
      await expect(source.fetch("main")).rejects.toMatchObject(said);
      expect((await source.readCommit(first)).oid).toBe(first);
      disk.free();
      const second = await source.fetch("main");
      expect(second).toBe(repository.tip());
      expect((await source.readCommit(second)).parents).toEqual([first]);
    } finally {
      await source.close();
    }
  },
);
