// What only happens with a server: bytes, credentials, redirects, faults, limits and several fetches at once.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSource } from "#git/open.ts";
import type { SourceOptions } from "#git/options.ts";
import type { GitSource } from "#git/source.ts";
import { type GitServer, serveRepository } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { contents, expectGitError } from "./source.contract.ts";

/** Text that does not compress, so that bytes on the wire tell what was sent. */
const noise = (bytes: number): string => {
  let state = 1;
  let text = "";
  while (text.length < bytes) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += state.toString(36);
  }
  return text.slice(0, bytes);
};

for (const transport of ["native", "isomorphic"] as const)
  describe(transport, () => {
    let repository: TestRepository;
    let cache: ReturnType<typeof temporaryFolder>;
    let server: GitServer;
    let url: string;
    let opened: GitSource[];

    const open = async (options: Partial<SourceOptions> = {}): Promise<GitSource> => {
      const source = await openSource({
        repository: url,
        transport,
        cacheDir: cache.path,
        ...options,
      });
      opened.push(source);
      return source;
    };

    beforeEach(async () => {
      repository = new TestRepository();
      repository.commit({ "large.txt": noise(300_000), a: "0" });
      cache = temporaryFolder();
      opened = [];
      ({ server, url } = await serveRepository(repository.path));
    });
    afterEach(async () => {
      for (const source of opened) await source.close();
      await server[Symbol.asyncDispose]();
      cache[Symbol.dispose]();
      repository[Symbol.dispose]();
    });

    const bytesOf = async (work: () => Promise<unknown>): Promise<number> => {
      server.sent = 0;
      await work();
      return server.sent;
    };

    it("isomorphic-git #1454: fetches only what is new: next commits, another branch, a forced push, after a restart", async () => {
      let source = await open();
      expect(await bytesOf(() => source.fetch("main"))).toBeGreaterThan(150_000);
      for (const a of ["1", "2", "3"]) {
        repository.commit({ a });
        expect(await bytesOf(() => source.fetch("main"))).toBeLessThan(10_000);
      }
      repository.branch("feature");
      repository.commit({ b: "1" });
      expect(await bytesOf(() => source.fetch("feature"))).toBeLessThan(10_000);
      await source.close();
      source = await open();
      repository.branch("main");
      repository.forceTo("HEAD~1");
      repository.commit({ a: "forced" });
      expect(await bytesOf(() => source.fetch("main"))).toBeLessThan(10_000);
    });

    it("polls in a few kilobytes, and asks for no pack when the tip is known", async () => {
      const source = await open();
      await source.fetch("main");
      for (let i = 0; i < 30; i++) repository.git("update-ref", `refs/heads/b${i}`, "HEAD");
      // Native git asks for all refs (60 bytes each), isomorphic-git for those that start with the branch's name.
      const limit = transport === "native" ? 3_000 : 1_000;
      expect(await bytesOf(() => source.remoteTip("b7"))).toBeLessThan(limit);
      const requests = server.requests.length;
      await source.fetch("main");
      const posts = server.requests.slice(requests).filter((r) => r.endsWith("git-upload-pack"));
      expect(posts.filter((request) => request.startsWith("POST")).length).toBeLessThanOrEqual(1);
    });

    it("follows a branch whose name turns into a folder and back", async () => {
      const source = await open();
      repository.git("branch", "team");
      await source.fetch("team");
      repository.deleteBranch("team");
      repository.git("branch", "team/etl");
      expect(await source.fetch("team/etl")).toBe(repository.tip());
      repository.deleteBranch("team/etl");
      repository.git("branch", "team");
      expect(await source.fetch("team")).toBe(repository.tip());
    });

    it("keeps a pinned commit as a ref of the mirror", async () => {
      const source = await open();
      const oid = await source.fetch("main");
      await source.pin("shop/7", oid);
      const [mirror = ""] = readdirSync(cache.path);
      const ref = join(cache.path, mirror, "refs", "deployed", "shop", "7");
      expect(readFileSync(ref, "utf8").trim()).toBe(oid);
    });

    it("serves many fetches at once, from several sources of one mirror", async () => {
      const sources = await Promise.all([open(), open(), open()]);
      const tip = repository.commit({ a: "many" });
      const tips = await Promise.all([...sources, ...sources].map((s) => s.fetch("main")));
      expect(new Set(tips)).toEqual(new Set([tip]));
      for (const source of sources) expect((await source.readCommit(tip)).oid).toBe(tip);
    });

    it("sends the token for its host only, and shows it nowhere", async () => {
      server.options.token = "s3cret-token";
      const asked: string[] = [];
      const good = await open({
        credentials: (host) => {
          asked.push(host);
          return "s3cret-token";
        },
      });
      expect(await good.fetch("main")).toBe(repository.tip());
      expect(asked).toEqual([server.host]);
      const bad = await open({ credentials: () => "wr0ng-token" });
      const none = await open();
      for (const source of [bad, none]) {
        for (const work of [() => source.remoteTip("main"), () => source.fetch("main")]) {
          const error = await expectGitError(work(), "denied");
          expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toMatch(
            /wr0ng-token|d3Iwbmct|Basic/,
          );
        }
      }
      const [mirror = ""] = readdirSync(cache.path);
      expect(readFileSync(join(cache.path, mirror, "config"), "utf8")).not.toContain("token");
    });

    it.each([
      [403, "denied"],
      [404, "missing"],
      [500, "unreachable"],
    ] as const)("understands status %i as %s", async (status, kind) => {
      server.options.fault = () => ({ status });
      await expectGitError((await open()).remoteTip("main"), kind);
      await expectGitError((await open()).fetch("main"), kind);
    });

    it("isomorphic-git #671: does not follow a redirect, and names where it leads", async () => {
      server.options.fault = () => ({ redirect: "http://user:S3cret@new.example/x" });
      const source = await open();
      for (const work of [() => source.remoteTip("main"), () => source.fetch("main")]) {
        const error = await expectGitError(work(), "redirected");
        expect(error.message).toContain("http://new.example/x/");
        expect(error.message).not.toContain("S3cret");
      }
    });

    it("says that nobody listens", async () => {
      const source = await open({ repository: "http://127.0.0.1:1/x.git" });
      await expectGitError(source.remoteTip("main"), "unreachable");
      const error = await expectGitError(source.fetch("main"), "unreachable");
      expect(error.message).toContain("127.0.0.1:1");
    });

    it("gives up on a server that hangs, and can fetch again", async () => {
      for (const method of ["GET", "POST"]) {
        server.options.fault = (request) => (request.method === method ? { hang: true } : null);
        const source = await open({ timeoutMs: 700 });
        const started = performance.now();
        await expectGitError(source.fetch("main"), "timeout");
        expect(performance.now() - started).toBeLessThan(5_000);
      }
      server.options.fault = () => null;
      expect(await (await open()).fetch("main")).toBe(repository.tip());
    });

    it.each([
      ["cut off, connection broken", { truncateTo: 100_000, connection: "breaks" as const }],
      ["cut off, ended as if whole", { truncateTo: 100_000 }],
      ["damaged in the middle", { damage: true as const }],
    ])("refuses a pack that is %s, and can fetch again", async (_, fault) => {
      server.options.fault = () => fault;
      const source = await open({ timeoutMs: 10_000 });
      const error = await source.fetch("main").catch((thrown) => thrown);
      expect(error.kind, error.message).toBe("corrupt");
      expect(await source.resolve("main")).toBeNull();
      const [mirror = ""] = readdirSync(cache.path);
      const stored = readdirSync(join(cache.path, mirror, "objects", "pack"));
      expect(stored.filter((name) => /^pack-/.test(name))).toEqual([]);
      server.options.fault = () => null;
      const tip = await source.fetch("main");
      expect((await contents(source, [repository.tip("HEAD:a")]))[0]).toBe("0");
      expect(tip).toBe(repository.tip());
    });

    it("isomorphic-git #1205, #2298, #32: stops a fetch beyond the byte limit, before memory does", async () => {
      repository.commit({ "huge.txt": noise(2_000_000) });
      const error = await expectGitError(
        (await open({ maxBytes: 50_000 })).fetch("main"),
        "tooLarge",
      );
      expect(error.message).toContain("50000");
    });

    it("stops when it is told to", async () => {
      const abort = new AbortController();
      server.options.fault = () => {
        abort.abort();
        return { hang: true };
      };
      const error = await expectGitError(
        (await open({ signal: abort.signal })).fetch("main"),
        "timeout",
      );
      expect(error.message).toContain("cancelled");
    });
  });
