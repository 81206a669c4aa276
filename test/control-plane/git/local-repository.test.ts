// Repositories on this machine in all their forms, read in place by both transports.

import { execFileSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSource } from "#git/open.ts";
import type { GitSource } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { expectGitError } from "./source.contract.ts";

/** Names, sizes and times of everything in a folder: equal before and after means nothing was written. */
const fingerprint = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map(
      (name) =>
        `${name} ${statSync(join(folder, name)).size} ${statSync(join(folder, name)).mtimeMs}`,
    )
    .sort();

for (const transport of ["native", "isomorphic"] as const)
  describe(transport, () => {
    let repository: TestRepository;
    let folder: ReturnType<typeof temporaryFolder>;
    let tip: string;

    beforeEach(() => {
      repository = new TestRepository();
      repository.commit({ a: "1", "sub/b": "1" });
      tip = repository.commit({ a: "2" });
      folder = temporaryFolder();
    });
    afterEach(() => {
      repository[Symbol.dispose]();
      folder[Symbol.dispose]();
    });

    const at = (path: string) => join(folder.path, path);

    /** Reads everything from a repository at an address. */
    async function readAll(address: string, branch = "main"): Promise<string> {
      const source = await openSource({ repository: address, transport, cacheDir: at("cache") });
      try {
        const oid = await source.fetch(branch);
        await source.pin("1", oid);
        const { changes } = await readDiff(source, null, (await source.readCommit(oid)).tree);
        let read = 0;
        for await (const { type } of source.readObjects(
          changes.map(({ after }) => after as string),
        ))
          if (type === "blob") read++;
        expect(read).toBe(new Set(changes.map(({ after }) => after)).size);
        return oid;
      } finally {
        await source.close();
      }
    }

    it("reads a working folder, a folder within it, file:// and a bare repository", async () => {
      repository.git("clone", "--quiet", "--bare", ".", at("bare.git"));
      expect(await readAll(repository.path)).toBe(tip);
      expect(await readAll(join(repository.path, "sub"))).toBe(tip);
      expect(await readAll(pathToFileURL(repository.path).href)).toBe(tip);
      expect(await readAll(at("bare.git"))).toBe(tip);
    });

    it("writes nothing: not into the repository, not into the cache", async () => {
      const before = fingerprint(repository.path);
      await readAll(repository.path);
      expect(fingerprint(repository.path)).toEqual(before);
      expect(existsSync(at("cache"))).toBe(false);
    });

    it("reads packs, deltas, packed refs, tags and objects that came later", async () => {
      for (let i = 0; i < 30; i++)
        repository.commit({ a: `line\n`.repeat(200) + i, [`f${i}`]: `${"x".repeat(99)}${i}` });
      const source = await openSource({
        repository: repository.path,
        transport,
        cacheDir: at("c"),
      });
      await source.fetch("main");
      repository.git("tag", "-a", "v1", "-m", "one");
      repository.git("gc", "--quiet", "--aggressive", "--prune=now");
      expect(await source.resolve("v1")).toBe(repository.tip());
      expect(await source.resolve("refs/tags/v1")).toBe(repository.tip());
      expect(await source.resolve("HEAD")).toBe(repository.tip());
      const later = repository.commit({ later: "1" });
      expect(await source.fetch("main")).toBe(later);
      await source.close();
      expect(await readAll(repository.path)).toBe(later);
    });

    it("reads a linked worktree, also a detached one", async () => {
      repository.git("worktree", "add", "--quiet", "-b", "side", at("tree"));
      execFileSync("git", ["-C", at("tree"), "checkout", "--quiet", "--detach", "HEAD~1"]);
      expect(await readAll(at("tree"))).toBe(tip);
      const source = await openSource({ repository: at("tree"), transport, cacheDir: at("c") });
      expect(await source.resolve("HEAD")).toBe(repository.tip("HEAD~1"));
      expect(await source.remoteTip("side")).toBe(tip);
      await source.close();
    });

    it("reads a clone that borrows its objects", async () => {
      repository.git("clone", "--quiet", "--shared", ".", at("shared"));
      expect(await readAll(at("shared"))).toBe(tip);
    });

    it("reads a shallow clone, whose history begins late", async () => {
      repository.git("clone", "--quiet", "--depth=1", `file://${repository.path}`, at("shallow"));
      expect(await readAll(at("shallow"))).toBe(tip);
      const source = await openSource({ repository: at("shallow"), transport, cacheDir: at("c") });
      expect(await source.isAncestor(repository.tip("HEAD~1"), tip)).toBe(false);
      expect(await source.history(tip, ["a"], 5)).toHaveLength(1);
      await source.close();
    });

    it("reads a repository that belongs to someone else", async ({ skip }) => {
      if (process.getuid?.() !== 0) return skip("only root can give files to another user");
      const path = at("theirs");
      cpSync(repository.path, path, { recursive: true });
      for (const name of ["", ...readdirSync(path, { recursive: true, encoding: "utf8" })])
        chownSync(join(path, name), 65534, 65534);
      expect(await readAll(path)).toBe(tip);
    });

    it("lets the repository's own settings start nothing", async () => {
      const touch = `touch ${at("pwned")}`;
      for (const [key, value] of [
        ["core.fsmonitor", touch],
        ["core.sshCommand", touch],
        ["core.pager", touch],
        ["core.hooksPath", repository.path],
        ["diff.external", touch],
        ["uploadpack.packObjectsHook", touch],
        ["extensions.partialClone", "origin"],
        ["remote.origin.url", `ext::sh -c "${touch}"`],
        ["remote.origin.promisor", "true"],
      ] as const)
        repository.git("config", key, value);
      const source = await openSource({
        repository: repository.path,
        transport,
        cacheDir: at("c"),
      });
      await source.fetch("main");
      await expectGitError(source.readCommit("0".repeat(40)), "missing");
      await source.history(tip, ["a"], 5);
      await source.close();
      expect(existsSync(at("pwned"))).toBe(false);
    });

    it("says when there is no repository", async () => {
      mkdirSync(at("plain"));
      for (const address of [at("plain"), at("nowhere")]) {
        const opening = openSource({ repository: address, transport, cacheDir: at("c") });
        expect((await expectGitError(opening, "missing")).message).toContain(address);
      }
    });

    it("refuses formats that it cannot read, by name", async () => {
      execFileSync("git", ["init", "--quiet", "--object-format=sha256", at("sha256")]);
      const opening = openSource({ repository: at("sha256"), transport, cacheDir: at("c") });
      expect((await expectGitError(opening, "corrupt")).message).toContain("SHA-256");
      // As git 2.45 and later write it; the git here may be older and not know the format itself.
      repository.git("config", "extensions.refStorage", "reftable");
      if (transport === "native") return;
      const reftable = openSource({ repository: repository.path, transport, cacheDir: at("c") });
      expect((await expectGitError(reftable, "corrupt")).hint).toContain("Install git");
    });

    it("says which object is damaged", async () => {
      const path = join(repository.path, ".git/objects", tip.slice(0, 2), tip.slice(2));
      execFileSync("chmod", ["u+w", path]);
      writeFileSync(path, "not zlib");
      const source: GitSource = await openSource({
        repository: repository.path,
        transport,
        cacheDir: at("c"),
      });
      const error = await source.readCommit(tip).catch((thrown) => thrown);
      expect(["corrupt", "missing"]).toContain(error.kind);
      expect(error.message).toMatch(transport === "native" ? /git|commit/ : new RegExp(tip));
      await source.close();
    });
  });
