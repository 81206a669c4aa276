import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-init-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const read = (file: string): string => readFileSync(path.join(cwd, file), "utf8");

test("makes a project in a Git repository, with schemas where the files look for them", async () => {
  const { code, stdout, stderr } = await trunklineHere(["init", "My Jobs"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("+ pipelines/hello.yaml written");
  expect(stderr).toContain("trunkline validate");
  expect(read("My Jobs/trunkline.yaml")).toContain("name: my-jobs");
  expect(JSON.parse(read("My Jobs/.trunkline/schemas/pipeline.schema.json"))).not.toHaveProperty(
    "$id",
  );
  const root = path.join(cwd, "My Jobs");
  expect(execFileSync("git", ["-C", root, "symbolic-ref", "HEAD"], { encoding: "utf8" })).toBe(
    "refs/heads/main\n",
  );
  const untracked = execFileSync("git", ["-C", root, "status", "--porcelain"], {
    encoding: "utf8",
  });
  expect(untracked).not.toContain(".trunkline");
});

test("never overwrites", async () => {
  writeFileSync(path.join(cwd, "trunkline.yaml"), "name: mine\n");
  const { code, stdout } = await trunklineHere(["init", "--output", "json"], { cwd });
  expect(code).toBe(0);
  const outcomes = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(outcomes).toEqual([
    { file: "trunkline.yaml", outcome: "kept" },
    { file: "pipelines/hello.yaml", outcome: "written" },
    { file: ".gitignore", outcome: "written" },
    { file: ".git", outcome: "written" },
  ]);
  expect(read("trunkline.yaml")).toBe("name: mine\n");
});

test("says why a project can't be made", async () => {
  writeFileSync(path.join(cwd, "file"), "");
  const { code, stderr } = await trunklineHere(["init", "file"], { cwd });
  expect(code).toBe(3);
  expect(stderr).toContain(`can't make a project in ${path.join(cwd, "file")}`);
});
