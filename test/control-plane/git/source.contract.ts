// What every Git source must do, whichever transport reads it and wherever the repository is.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSource } from "#git/open.ts";
import { GitError, type GitErrorKind, type GitSource } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import { type GitServer, serveRepository } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

export type Transport = GitSource["transport"];
export type Place = "local" | "http";

const zeros = "0".repeat(40);

export async function expectGitError(
  promise: Promise<unknown>,
  kind: GitErrorKind,
): Promise<GitError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GitError);
  expect((error as GitError).kind, (error as GitError).message).toBe(kind);
  return error as GitError;
}

export async function contents(source: GitSource, oids: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const object of source.readObjects(oids))
    found.push(new TextDecoder().decode(object.content));
  return found;
}

export function describeSource(transport: Transport, place: Place): void {
  describe(`${transport}, ${place}`, () => {
    let repository: TestRepository;
    let cache: ReturnType<typeof temporaryFolder>;
    let server: GitServer | null;
    let address: string;
    let source: GitSource;

    beforeEach(async () => {
      repository = new TestRepository();
      cache = temporaryFolder();
      server = null;
      address = repository.path;
      if (place === "http") ({ server, url: address } = await serveRepository(repository.path));
      source = await openSource({ repository: address, transport, cacheDir: cache.path });
    });
    afterEach(async () => {
      await source.close();
      await server?.[Symbol.asyncDispose]();
      cache[Symbol.dispose]();
      repository[Symbol.dispose]();
    });

    it("reads the tip, its commit, its files and their contents", async () => {
      const oid = repository.commit(
        { "trunkline.yaml": "name: p\n", "bin/run.sh": { run: "#!/bin/sh\n" } },
        { message: "First\n\nWhy it is so.", author: "Zoë <zoe@example.com>" },
      );
      expect(await source.remoteTip("main")).toBe(oid);
      expect(await source.fetch("main")).toBe(oid);
      const commit = await source.readCommit(oid);
      expect(commit).toMatchObject({
        oid,
        tree: repository.tree(),
        parents: [],
        author: { name: "Zoë", email: "zoe@example.com" },
        committer: { name: "Grace Hopper", email: "grace@example.com" },
        message: "First\n\nWhy it is so.\n",
      });
      expect(commit.author.at.toString()).toBe("2026-01-01T00:01:00Z");
      const { changes } = await readDiff(source, null, commit.tree);
      expect(changes.map(({ path, mode }) => [path, mode])).toEqual([
        ["bin/run.sh", "100755"],
        ["trunkline.yaml", "100644"],
      ]);
      expect(await contents(source, [changes[1]?.after as string])).toEqual(["name: p\n"]);
    });

    it("answers null for the tip of a missing branch, and refuses to fetch it", async () => {
      repository.commit({ a: "1" });
      expect(await source.remoteTip("other")).toBeNull();
      expect(await source.remoteTips(["main", "other", "main", "..", "refs/heads/main"])).toEqual(
        new Map([["main", await source.remoteTip("main")]]),
      );
      const error = await expectGitError((async () => source.fetch("other"))(), "missing");
      expect(error.message).toContain("other");
    });

    it("answers null for the tip of an empty repository", async () => {
      expect(await source.remoteTip("main")).toBeNull();
      await expectGitError((async () => source.fetch("main"))(), "missing");
    });

    it("fetches a change that isn't merged, anew when it moves, and refuses other refs", async () => {
      repository.commit({ a: "1" });
      repository.branch("feature");
      const change = repository.commit({ a: "2" });
      repository.git("update-ref", "refs/pull/7/head", change);
      repository.branch("main");
      repository.deleteBranch("feature");
      await source.fetch("main");
      expect(await source.fetchChange("refs/pull/7/head")).toBe(change);
      expect((await source.readCommit(change)).message).toBe("Change\n");
      const next = repository.commit({ a: "3" });
      repository.git("update-ref", "refs/pull/7/head", next);
      repository.forceTo("HEAD~1");
      expect(await source.fetchChange("refs/pull/7/head")).toBe(next);
      for (const ref of ["refs/pull/8/head", "refs/heads/main", "refs/pull/7/../head", "HEAD"])
        await expectGitError((async () => source.fetchChange(ref))(), "missing");
    });

    it("keeps reading after the branch was deleted", async () => {
      const oid = repository.commit({ a: "1" });
      repository.branch("etl");
      repository.commit({ a: "2" });
      await source.fetch("main");
      const tips = { main: oid, etl: repository.tip() };
      expect(await source.remoteTips(["etl", "main"])).toEqual(new Map(Object.entries(tips)));
      repository.deleteBranch("main");
      expect(await source.remoteTip("main")).toBeNull();
      expect((await source.readCommit(oid)).oid).toBe(oid);
    });

    it("shows a forced push by ancestry and still reads the old commit", async () => {
      const base = repository.commit({ a: "1" });
      const old = repository.commit({ a: "old" });
      await source.fetch("main");
      await source.pin("1", old);
      repository.forceTo(base);
      const fresh = repository.commit({ a: "new" });
      expect(await source.fetch("main")).toBe(fresh);
      expect(await source.isAncestor(old, fresh)).toBe(false);
      expect(await source.isAncestor(base, fresh)).toBe(true);
      expect(await source.isAncestor(fresh, fresh)).toBe(true);
      expect(await source.isAncestor(fresh, base)).toBe(false);
      expect((await source.readCommit(old)).message).toBe("Change\n");
    });

    it("walks ancestry through merges, and calls an unknown commit no ancestor", async () => {
      const base = repository.commit({ a: "1" });
      repository.branch("side");
      const side = repository.commit({ b: "1" });
      repository.branch("main");
      repository.commit({ a: "2" });
      const merge = repository.merge("side", "Merge side");
      await source.fetch("main");
      expect(await source.isAncestor(side, merge)).toBe(true);
      expect(await source.isAncestor(base, side)).toBe(true);
      expect(await source.isAncestor(zeros, merge)).toBe(false);
      await expectGitError(source.isAncestor(base, zeros), "missing");
    });

    it("names the object that is missing", async () => {
      const oid = repository.commit({ a: "1" });
      await source.fetch("main");
      const error = await expectGitError(contents(source, [oid, zeros]), "missing");
      expect(error.message).toContain(zeros);
      await expectGitError(source.readCommit(zeros), "missing");
      await expectGitError(source.readCommit(repository.tree()), "missing");
    });

    it("finds the first-parent commits that changed a path", async () => {
      const first = repository.commit({ "a.yaml": "1", "s/x.sh": "1" });
      repository.commit({ "b.yaml": "1" });
      repository.branch("side");
      repository.commit({ "s/x.sh": "2" });
      repository.branch("main");
      repository.commit({ "b.yaml": "2" });
      const merge = repository.merge("side", "Merge side");
      const tip = repository.commit({ "a.yaml": null });
      await source.fetch("main");
      const touched = async (paths: string[], limit = 10) =>
        (await source.history(tip, paths, limit)).map(({ oid }) => oid);
      expect(await touched(["a.yaml"])).toEqual([tip, first]);
      expect(await touched(["s"])).toEqual([merge, first]);
      expect(await touched(["s/x.sh", "a.yaml"])).toEqual([tip, merge, first]);
      expect(await touched(["s/x.sh", "a.yaml"], 1)).toEqual([tip]);
      expect(await touched([""])).toHaveLength(5);
      expect(await touched(["*.yaml"])).toEqual([]);
    });

    it("resolves branches, ids, their first digits and steps back", async () => {
      const first = repository.commit({ a: "1" });
      const second = repository.commit({ a: "2" });
      await source.fetch("main");
      const resolved: Record<string, string | null> = {
        main: second,
        "refs/heads/main": second,
        [second]: second,
        [second.slice(0, 9)]: second,
        "main~1": first,
        "main^": first,
        "main~2": null,
        "main^2": null,
        nothing: null,
        "": null,
        "--all": null,
        [repository.tree()]: null,
      };
      for (const [revision, oid] of Object.entries(resolved))
        expect([revision, await source.resolve(revision)]).toEqual([revision, oid]);
    });

    it("reads branches with odd names", async () => {
      repository.commit({ a: "1" });
      for (const name of ["team/etl-v2", "ünïcode", "it's-a;rm-$(x)", "-b"]) {
        const oid = repository.commit({ a: name });
        repository.git("update-ref", `refs/heads/${name}`, oid);
        expect([name, await source.remoteTip(name)]).toEqual([name, oid]);
        expect([name, await source.fetch(name)]).toEqual([name, oid]);
      }
      for (const name of ["", "../x", "a b", "x.lock", "--upload-pack=touch /tmp/x", "a\nb", "*"])
        expect([name, await source.remoteTip(name)]).toEqual([name, null]);
    });

    it("reads while commits arrive", async () => {
      const first = repository.commit({ a: "1" });
      const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, `${i}`]));
      repository.commit(files);
      const fetched = await source.fetch("main");
      const { changes } = await readDiff(source, null, (await source.readCommit(fetched)).tree);
      const seen: string[] = [];
      for await (const { oid } of source.readObjects(changes.map(({ after }) => after as string))) {
        if (seen.length === 0) {
          const next = repository.commit({ a: "3" });
          expect(await source.fetch("main")).toBe(next);
          expect((await source.readCommit(first)).oid).toBe(first);
        }
        seen.push(oid);
      }
      expect(new Set(seen).size).toBe(new Set(changes.map(({ after }) => after)).size);
    });

    it("can be asked again after a reader stopped early", async () => {
      const oid = repository.commit({ a: "1".repeat(200_000), b: "2".repeat(200_000) });
      await source.fetch("main");
      const { changes } = await readDiff(source, null, (await source.readCommit(oid)).tree);
      const oids = changes.map(({ after }) => after as string);
      for await (const object of source.readObjects(oids)) {
        expect(object.type).toBe("blob");
        break;
      }
      expect((await contents(source, oids)).map((text) => text.length)).toEqual([200_000, 200_000]);
    });

    it("reads an empty list, empty files, binary files and large ones", async () => {
      const large = Buffer.alloc(3_000_000, "0123456789abcdef");
      const oid = repository.commit({ empty: "", binary: Buffer.from([0, 10, 255, 0]), large });
      await source.fetch("main");
      expect(await contents(source, [])).toEqual([]);
      const { changes } = await readDiff(source, null, (await source.readCommit(oid)).tree);
      const byPath: Record<string, Buffer> = {};
      for await (const object of source.readObjects(changes.map(({ after }) => after as string)))
        for (const { path, after } of changes)
          if (after === object.oid) byPath[path] = Buffer.from(object.content);
      expect(byPath.empty?.length).toBe(0);
      expect([...(byPath.binary ?? [])]).toEqual([0, 10, 255, 0]);
      expect(byPath.large?.equals(large)).toBe(true);
    });
  });
}
