// All mirrors together stay below a limit: what grew is compacted, what was not used for the longest is emptied and fetched
// again when it is read, what can't be had again stays; and where that isn't enough only that repository is refused.

import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openMirror } from "#git/mirror.ts";
import { MirrorRoom } from "#git/mirrors/room.ts";
import { measureMirrors, mirrorBytes } from "#git/mirrors/sizes.ts";
import { openSource } from "#git/open.ts";
import { GitServer } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { expectGitError } from "../source.contract.ts";

const kb = 1000;
let seed = 1;

/** Bytes that don't compress, different each time. */
function noise(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    content[at] = seed >>> 24;
  }
  return content;
}

for (const transport of ["native", "isomorphic"] as const)
  describe(transport, () => {
    /** Repositories behind one server, and a folder of mirrors with so much room. */
    async function estate(limitBytes: number, { keepMs = 0 } = {}) {
      const stack = new AsyncDisposableStack();
      const root = stack.use(temporaryFolder());
      const cache = stack.use(temporaryFolder());
      const git = stack.use(await GitServer.start(root.path));
      const clock = { laterMs: 0 };
      const nowMs = () => Date.now() + clock.laterMs;
      const room = new MirrorRoom({ cacheDir: cache.path, limitBytes, keepMs, nowMs });
      return {
        ...{ git, room, clock, cacheDir: cache.path },
        async repository(name: string) {
          mkdirSync(`${root.path}/${name}`);
          const repository = new TestRepository(`${root.path}/${name}`);
          const url = git.url(`${name}/.git`);
          const source = await openSource({
            ...{ repository: url, cacheDir: cache.path, transport, room },
          });
          stack.defer(() => source.close());
          return { repository, source, url };
        },
        [Symbol.asyncDispose]: () => stack.disposeAsync(),
      };
    }

    it("empties what was used least recently, and has it again when it is read", async () => {
      await using all = await estate(800 * kb);
      const a = await all.repository("a");
      const first = a.repository.commit({ large: noise(500 * kb) });
      await a.source.fetch("main");
      await a.source.pin(`shop/${first}`, first);
      const second = a.repository.commit({ small: "x" });
      await a.source.fetch("main");
      const b = await all.repository("b");
      b.repository.commit({ large: noise(500 * kb) });
      const tip = await b.source.fetch("main");
      expect((await b.source.readCommit(tip)).oid).toBe(tip);
      expect(measureMirrors(all.cacheDir).bytes).toBeLessThan(800 * kb);

      // By id, without anybody saying that it has to be fetched.
      expect(await a.source.isAncestor(first, second)).toBe(true);
      expect(await a.source.resolve(`refs/deployed/shop/${first}`)).toBe(first);
      const read: string[] = [];
      for await (const { oid } of a.source.readObjects([first, second])) read.push(oid);
      expect(read.sort()).toEqual([first, second].sort());
      expect(all.room.totals()).toMatchObject({ mirrors: 2, limitBytes: 800 * kb });
      expect(all.room.totals().bytes).toBeLessThan(800 * kb);
    });

    it("never empties one with a deployed commit that the server has no more; that repository alone is refused, once", async () => {
      await using all = await estate(800 * kb);
      const a = await all.repository("a");
      const lost = a.repository.commit({ large: noise(500 * kb) });
      await a.source.fetch("main");
      await a.source.pin(`shop/${lost}`, lost);
      a.repository.git("checkout", "--quiet", "--orphan", "other");
      a.repository.commit({ large: null });
      a.repository.git("branch", "--quiet", "--force", "main");
      await a.source.fetch("main");

      const b = await all.repository("b");
      b.repository.commit({ large: noise(600 * kb) });
      const error = await expectGitError(b.source.fetch("main"), "full");
      expect(error.message).toContain(`the one of ${b.url} has`);
      expect(error.message).toContain("KiB that they may");
      expect(error.hint).toContain("--mirror-limit");
      expect((await a.source.readCommit(lost)).oid).toBe(lost);
      expect(all.room.totals().bytes).toBeLessThan(800 * kb);

      // Others go on, and what is in vain is not downloaded again and again.
      const c = await all.repository("c");
      const small = c.repository.commit({ small: "x" });
      expect(await c.source.fetch("main")).toBe(small);
      all.git.sent = 0;
      await expectGitError(b.source.fetch("main"), "full");
      expect(all.git.sent).toBe(0);
      all.clock.laterMs = 3_600_001;
      await expectGitError(b.source.fetch("main"), "full");
      expect(all.git.sent).toBeGreaterThan(0);
    });

    it("compacts what grew before anything is emptied: what nothing leads to any more goes", async () => {
      await using all = await estate(1500 * kb, { keepMs: 3_600_000 });
      const a = await all.repository("a");
      const first = a.repository.commit({ a: "one" });
      await a.source.fetch("main");
      a.repository.commit({ large: noise(900 * kb) });
      await a.source.fetch("main");
      a.repository.forceTo(first);
      a.repository.commit({ a: "two" });
      await a.source.fetch("main");
      const b = await all.repository("b");
      b.repository.commit({ large: noise(900 * kb) });
      const tip = await b.source.fetch("main");
      expect((await b.source.readCommit(tip)).oid).toBe(tip);
      expect((await a.source.readCommit(first)).oid).toBe(first);
      expect(all.room.totals().bytes).toBeLessThan(1000 * kb);
    });

    it("removes what no server has followed for two hours, and touches nothing that another one follows", async () => {
      await using all = await estate(800 * kb);
      const others = ["left", "followed"].map((name) =>
        openMirror(all.cacheDir, `https://git.example/${name}`, "native"),
      );
      for (const folder of others)
        writeFileSync(join(folder, "objects", "pack", "pack-0.pack"), noise(300 * kb));
      const [left = "", followed = ""] = others;
      const longAgo = Date.now() / 1000 - 3 * 3600;
      utimesSync(join(left, "trunkline.used"), longAgo, longAgo);
      const b = await all.repository("b");
      b.repository.commit({ large: noise(400 * kb) });
      await b.source.fetch("main");
      expect(existsSync(left)).toBe(false);
      expect(mirrorBytes(followed)).toBe(300 * kb);
      expect(readdirSync(all.cacheDir)).toHaveLength(2);
    });

    it("brings a folder below a limit that became narrower", async () => {
      await using all = await estate(5000 * kb);
      const a = await all.repository("a");
      const tip = a.repository.commit({ large: noise(500 * kb) });
      await a.source.fetch("main");
      const narrow = new MirrorRoom({ cacheDir: all.cacheDir, limitBytes: 300 * kb, keepMs: 0 });
      const again = await openSource({
        ...{ repository: a.url, cacheDir: all.cacheDir, transport, room: narrow },
      });
      await narrow.keep();
      expect(narrow.totals().bytes).toBe(0);
      // The one that doesn't fit says so; whoever has more room gets it.
      await expectGitError(again.readCommit(tip), "full");
      expect((await a.source.readCommit(tip)).oid).toBe(tip);
      await again.close();
    });
  });
