import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const spec = (name: string, timeout: string) =>
  `name: ${name}\ntasks: {a: {run: ./bin/${name}.sh, timeout: ${timeout}}}\n`;

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository();
  repository.git("config", "user.name", "Ada");
  repository.git("config", "user.email", "ada@example.com");
  const estate = (folder: string, timeout: string, zone: string) => ({
    [`${folder}/trunkline.yaml`]: `name: shop-${folder}\ntimezone: ${zone}\n`,
    [`${folder}/pipelines/a.yaml`]: spec("a", timeout),
    [`${folder}/pipelines/b.yaml`]: spec("b", timeout),
    [`${folder}/bin/a.sh`]: { run: `#!/bin/sh\necho ${timeout}\n` },
  });
  repository.commit({ ...estate("staging", "2h", "UTC"), ...estate("prd", "1h", "Europe/Berlin") });
  repository.commit({
    "prd/pipelines/old.yaml": spec("old", "1h"),
    "staging/pipelines/new.yaml": spec("new", "1h"),
  });
});
afterEach(() => repository[Symbol.dispose]());

const promote = (...words: string[]) =>
  trunklineHere(["promote", ...words], { cwd: repository.path });
const folders = ["--from", "main:staging", "--to", "main:prd"];

test("shows the files and the plan, and writes nothing", async () => {
  const { stdout, stderr, code } = await promote(...folders);
  expect(code).toBe(0);
  expect(stdout.split("\n").slice(0, 6)).toEqual([
    "copied   bin/a.sh",
    "copied   pipelines/a.yaml",
    "copied   pipelines/b.yaml",
    "copied   pipelines/new.yaml",
    "removed  pipelines/old.yaml",
    "",
  ]);
  expect(stdout).toContain("timeout: 1h → 2h");
  expect(stdout).toContain("script bin/a.sh changed");
  expect(stdout).toContain("1 to add, 2 to change, 1 to remove.");
  expect(stderr).toContain("--branch NAME");
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(repository.git("branch", "--format=%(refname:short)")).toBe("main");
});

test("the patch is what git apply takes; applied, there is nothing left to promote", async () => {
  const { stdout } = await promote(...folders, "--patch");
  execFileSync("git", ["-C", repository.path, "apply", "-"], { input: stdout });
  repository.commit({});
  const files = (folder: string) =>
    repository.git("ls-tree", "-r", `HEAD:${folder}`).replace(/^.*trunkline.yaml\n?/m, "");
  expect(files("prd")).toBe(files("staging"));
  expect(repository.git("show", "HEAD:prd/trunkline.yaml")).toContain("shop-prd");
  const again = await promote(...folders);
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("already")]);
});

test("chosen pipelines bring what they are made of, and a branch gets one commit", async () => {
  const { code, stderr } = await promote("a", ...folders, "--branch", "promote-a");
  expect([code, stderr]).toEqual([0, expect.stringContaining("git push origin promote-a")]);
  expect(repository.git("diff", "--name-only", "main", "promote-a").split("\n")).toEqual([
    "prd/bin/a.sh",
    "prd/pipelines/a.yaml",
  ]);
  const message = repository.git("log", "-1", "--format=%B", "promote-a");
  expect(message).toContain("Promote main:staging of a to main:prd");
  expect(message).toContain(`Promoted-from: ${repository.tip("main")}`);
  expect(repository.git("rev-parse", "promote-a~1")).toBe(repository.tip("main"));
  const twice = await promote("a", ...folders, "--branch", "promote-a");
  expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining("a branch promote-a")]);
  const gone = await promote("old", ...folders, "--output", "json");
  expect(JSON.parse(gone.stdout).files).toEqual([
    { path: "pipelines/old.yaml", action: "removed" },
  ]);
});

test("between branches, onto what origin has; pushed only when told", async () => {
  using origin = temporaryFolder();
  execFileSync("git", ["init", "--quiet", "--bare", origin.path]);
  repository.git("remote", "add", "origin", origin.path);
  repository.branch("production");
  repository.commit({ "staging/pipelines/a.yaml": spec("a", "5h") });
  repository.git("push", "--quiet", "origin", "production");
  repository.branch("main");
  const words = ["--from", "main:staging", "--to", "production:staging"];
  const listed = () =>
    execFileSync("git", ["-C", origin.path, "branch", "--format=%(refname:short)"], {
      encoding: "utf8",
    });
  await promote(...words, "--branch", "quiet");
  expect(listed()).toBe("production\n");
  const { code } = await promote(...words, "--branch", "loud", "--push");
  expect([code, listed()]).toEqual([0, "loud\nproduction\n"]);
  expect(repository.git("diff", "--name-only", "origin/production", "loud")).toBe(
    "staging/pipelines/a.yaml",
  );
});

test("what is not there, or makes no sense, is said", async () => {
  const said = async (...words: string[]) => {
    const { code, stderr } = await promote(...words);
    return [code, stderr];
  };
  expect(await said("--from", "main:staging")).toEqual([2, expect.stringContaining("--to")]);
  expect(await said(...folders, "--push")).toEqual([2, expect.stringContaining("--branch")]);
  expect(await said("c", ...folders)).toEqual([1, expect.stringContaining('no pipeline "c"')]);
  expect(await said("--from", "v9:staging", "--to", "main:prd")).toEqual([
    1,
    expect.stringContaining("v9 of v9:staging is not in this repository"),
  ]);
  const oops = ["--to", "main:prd", "--branch", "oops"];
  expect(await said("--from", "main:stagin", ...oops)).toEqual([
    1,
    expect.stringContaining("has no stagin/"),
  ]);
  for (const place of ["main:prd/../staging", "main:./staging", "main:a//b"])
    expect(await said("--from", place, ...oops)).toEqual([
      2,
      expect.stringContaining("names no folder"),
    ]);
  expect(await said("--from", "main:staging/pipelines/a.yaml", ...oops)).toEqual([
    1,
    expect.any(String),
  ]);
  expect(repository.git("branch", "--format=%(refname:short)")).toBe("main");
  expect(await said("--from", "main:staging", "--to", "main:test")).toEqual([
    0,
    expect.stringContaining("main:test is new: there is no test/ on main yet"),
  ]);
  repository.commit({ "staging/pipelines/a.yaml": "name: a\ntaks: {}\n" });
  expect(await said("a", ...folders)).toEqual([1, expect.stringContaining("a is in error")]);
});
