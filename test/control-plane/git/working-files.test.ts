// What of a folder Git would commit, with native git and without.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listWorkingFiles } from "#git/working-files.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

const modes = async (folder: string, transport: "native" | "isomorphic") =>
  Object.fromEntries(
    (await listWorkingFiles(folder, transport)).map(({ path, mode }) => [path, mode]),
  );

for (const transport of ["native", "isomorphic"] as const)
  describe(`with ${transport}`, () => {
    test("files, links and repositories within have Git's modes, and a link is not followed", async () => {
      using repository = new TestRepository();
      repository.commit({ "g/a.yaml": "1", run: { run: "" }, "was-a-file": "1" });
      using other = temporaryFolder();
      writeFileSync(join(other.path, "a.yaml"), "elsewhere");
      repository.write({ g: null, "was-a-file": null, link: { link: "run" } });
      symlinkSync(other.path, join(repository.path, "g"));
      repository.write({ "was-a-file/now-a-folder": "1" });
      mkdirSync(join(repository.path, "nested"));
      new TestRepository(join(repository.path, "nested")).commit({ x: "1" });
      expect(await modes(repository.path, transport)).toEqual({
        g: "120000",
        link: "120000",
        nested: "160000",
        run: "100755",
        "was-a-file/now-a-folder": "100644",
      });
    });

    test("rules of .gitignore hold from the repository's root down", async () => {
      using repository = new TestRepository();
      repository.write({
        ".gitignore": "*.log\n/prd/build/\n",
        ".git/info/exclude": "secret\n",
        "prd/.gitignore": "!keep.log\n",
        "prd/a.yaml": "1",
        "prd/b.log": "1",
        "prd/keep.log": "1",
        "prd/secret": "1",
        "prd/build/x": "1",
      });
      expect(Object.keys(await modes(join(repository.path, "prd"), transport))).toEqual([
        ".gitignore",
        "a.yaml",
        "keep.log",
      ]);
    });

    test("an ignored folder and one in no repository are taken for themselves", async () => {
      using repository = new TestRepository();
      repository.write({ ".gitignore": "build/\n", "build/a.yaml": "1" });
      expect(await modes(join(repository.path, "build"), transport)).toEqual({
        "a.yaml": "100644",
      });
      using folder = temporaryFolder();
      execFileSync("mkfifo", [join(folder.path, "pipe")]);
      writeFileSync(join(folder.path, ".gitignore"), "x\n");
      writeFileSync(join(folder.path, "x"), "");
      expect(await modes(folder.path, transport)).toEqual({
        ".gitignore": "100644",
        pipe: "10000",
      });
    });

    test("a folder that may not be read is named, not passed over", async ({ skip }) => {
      if (process.getuid?.() === 0) return skip("root reads every folder");
      using repository = new TestRepository();
      repository.commit({ "tracked/a.yaml": "1" });
      repository.write({ "new/b.yaml": "1" });
      for (const name of ["new", "tracked"]) {
        const closed = join(repository.path, name);
        chmodSync(closed, 0);
        const error = await listWorkingFiles(repository.path, transport).catch((thrown) => thrown);
        chmodSync(closed, 0o755);
        expect(error).toMatchObject({ kind: "denied", hint: "Let your user read it." });
        expect(error.message.toLowerCase()).toContain(`can't read ${closed.toLowerCase()}`);
      }
    });
  });
