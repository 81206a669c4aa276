// An import on a branch: one commit upon the default branch, merged with what people have edited there.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { giteaServer } from "#test/support/forges/plain-servers.ts";
import { serveRepository } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

let repository: TestRepository;
let exports: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  for (const who of ["AUTHOR", "COMMITTER"]) {
    vi.stubEnv(`GIT_${who}_NAME`, "Ada");
    vi.stubEnv(`GIT_${who}_EMAIL`, "ada@example.com");
  }
  repository = new TestRepository();
  repository.commit({ "README.md": "shop\n" });
  exports = temporaryFolder();
  write("params.yaml", "dialect: debian\ntimezone: UTC\n");
  write("crontab", "0 1 * * * /opt/load.sh\n0 2 * * * /opt/report.sh\n");
});
afterEach(() => {
  vi.unstubAllEnvs();
  repository[Symbol.dispose]();
  exports[Symbol.dispose]();
});

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(exports.path, file)), { recursive: true });
  writeFileSync(path.join(exports.path, file), text);
};
const run = (...words: string[]) =>
  trunklineHere(["import", "cron", "crontab", "--params", "params.yaml", ...words], {
    cwd: exports.path,
  });
const branch = (name: string, ...words: string[]) =>
  run("--out", "jobs", "--branch", name, "--repository", repository.path, ...words);

test("one commit upon the default branch, with what it was made of; nothing is checked out", async () => {
  const before = repository.tip();
  repository.branch("work");
  repository.write({ "jobs/mine.txt": "not committed" });
  repository.git("symbolic-ref", "HEAD", "refs/heads/main");
  const { code, stderr, stdout } = await branch("import-cron");
  expect([code, stderr]).toEqual([0, expect.stringContaining("on branch import-cron")]);
  expect(stdout).toContain("2 of 2 jobs are in jobs");
  expect(repository.git("status", "--porcelain")).toBe("?? jobs/");
  expect(repository.tip("import-cron~1")).toBe(before);
  const files = repository.git("diff", "--name-only", "main", "import-cron").split("\n");
  expect(files).toEqual([
    "jobs/import.base.gz",
    "jobs/import.json",
    "jobs/ledger.ndjson",
    "jobs/migration/names.yaml",
    "jobs/migration/waves/cron.yaml",
    "jobs/pipelines/crontab-load.yaml",
    "jobs/pipelines/crontab-report.yaml",
    "jobs/report.html",
    "jobs/report.json",
    "jobs/report.md",
    "jobs/trunkline.yaml",
  ]);
  expect(repository.git("show", "import-cron:jobs/trunkline.yaml")).toContain("name: jobs");
  const message = repository.git("log", "-1", "--format=%B", "import-cron");
  expect(message).toMatch(/^Import 2 jobs from cron into jobs\n\n2 of 2 jobs run unedited/);
  const trailers = repository
    .git("log", "-1", "--format=%(trailers:only)", "import-cron")
    .split("\n");
  expect(trailers).toEqual([
    "Import-source: cron",
    expect.stringMatching(/^Import-file: sha256:[0-9a-f]{64} crontab$/),
    expect.stringMatching(/^Import-file: sha256:[0-9a-f]{64} params.yaml$/),
    "Import-jobs: input=2 translated=2 refused=0",
    expect.stringMatching(/^Import-attributes: exact=\d+ /),
  ]);
});

test("again on a new branch: edits that were merged stay, conflicts are marked and end with 1", async () => {
  await branch("first");
  repository.git("merge", "--quiet", "first");
  expect((await branch("second")).stderr).toContain("main has it all already");
  const file = "jobs/pipelines/crontab-load.yaml";
  const edited = readFileSync(path.join(repository.path, file), "utf8").replace("0 1 *", "0 7 *");
  repository.commit({ [file]: edited });
  write("crontab", "0 1 * * * /opt/load.sh\n0 5 * * * /opt/report.sh\n");
  expect((await branch("third")).code).toBe(0);
  expect(repository.git("show", `third:${file}`)).toBe(edited.trimEnd());
  expect(repository.git("show", "third:jobs/pipelines/crontab-report.yaml")).toContain("0 5 * * *");
  write("crontab", "0 8 * * * /opt/load.sh\n");
  const conflict = await branch("fourth", "--output", "json");
  expect(conflict.code).toBe(1);
  expect(JSON.parse(conflict.stdout)).toMatchObject({
    ...{ branch: "fourth", commit: repository.tip("fourth"), pushed: false, url: null },
    conflicts: [{ file: "pipelines/crontab-load.yaml", line: expect.any(Number) }],
  });
  expect(repository.git("show", `fourth:${file}`)).toContain("<<<<<<< edited here");
  expect(repository.git("ls-tree", "--name-only", "fourth:jobs/pipelines")).toBe(
    "crontab-load.yaml",
  );
  expect(repository.git("log", "-1", "--format=%B", "fourth")).toContain("1 conflicts are");
});

test.each(["estate/jobs", "jobs"])(
  "imports beside %s that have the same work are told, as without a branch",
  async (folder) => {
    await run("--out", folder, "--branch", "one", "--repository", repository.path);
    repository.git("merge", "--quiet", "one");
    const other = folder.replace("jobs", "other");
    await run("--out", other, "--branch", "two", "--repository", repository.path);
    const report = JSON.parse(repository.git("show", `two:${other}/report.json`));
    const same = report.risks.find(({ kind }: { kind: string }) => kind === "other-system");
    expect(same?.examples[0]).toMatch(
      /^crontab:1 \(jobs: crontab:1; 7\d\d times at the same minute/,
    );
    const changed = repository.git("diff", "--name-only", "one", "two").split("\n");
    expect(changed.filter((file) => !file.startsWith(`${other}/`))).toEqual([]);
  },
);

test("two folders of one repository, and its root's name where the folder is the root", async () => {
  await branch("one");
  repository.git("merge", "--quiet", "one");
  expect(
    (await run("--out", "other", "--branch", "two", "--repository", repository.path)).code,
  ).toBe(0);
  expect(repository.git("diff", "--name-only", "main", "two")).not.toMatch(/^jobs/m);
});

test("pushed to a server by its address, and to the origin of a checkout; the branch is not there twice", async () => {
  repository.git("config", "http.receivepack", "true");
  const { server, url } = await serveRepository(repository.path);
  await using _ = server;
  // In a process of its own: git is waited for, and the server is in this one.
  const run = (...words: string[]) =>
    trunkline(["import", "cron", "crontab", "--params", "params.yaml", ...words], {
      cwd: exports.path,
    });
  const words = ["--out", "jobs", "--repository", url];
  const { code, stderr } = await run(...words, "--branch", "import-cron");
  expect([code, stderr]).toEqual([0, expect.stringContaining("which is pushed")]);
  expect(repository.git("show", "import-cron:jobs/pipelines/crontab-load.yaml")).toContain(
    "/opt/load.sh",
  );
  const twice = await run(...words, "--branch", "import-cron");
  expect([twice.code, twice.stderr]).toEqual([
    1,
    expect.stringContaining("a branch import-cron already"),
  ]);
  using checkout = temporaryFolder();
  repository.git("clone", "--quiet", repository.path, checkout.path);
  repository.git("-C", checkout.path, "remote", "set-url", "origin", url);
  // What was committed there since is what the branch begins at, though nobody has fetched it.
  const tip = repository.commit({ "NEWS.md": "new\n" });
  const local = await run(
    "--out",
    "jobs",
    "--branch",
    "next",
    "--open-change",
    "--repository",
    checkout.path,
  );
  expect([local.code, local.stderr]).toEqual([
    0,
    expect.stringContaining("ask for a merge into main"),
  ]);
  expect(repository.tip("next~1")).toBe(tip);
});

test("its merge is asked for at the forge, with the report's headline; what the forge refuses is told", async () => {
  await using gitea = await giteaServer();
  using checkout = temporaryFolder();
  repository.git("clone", "--quiet", repository.path, checkout.path);
  const env = { TRUNKLINE_FORGE_TOKEN: gitea.token };
  const ask = (name: string, given: NodeJS.ProcessEnv) =>
    trunklineHere(
      [
        ...["import", "cron", "crontab", "--params", "params.yaml", "--out", "jobs"],
        ...["--branch", name, "--repository", checkout.path, "--open-change"],
        ...["--forge", "gitea", "--forge-api", gitea.url, "--forge-repository", "acme/finance"],
      ],
      { cwd: exports.path, env: given },
    );
  const { code, stderr } = await ask("import-cron", env);
  const [change] = gitea.changes;
  expect([code, stderr]).toEqual([0, expect.stringContaining(`asked for: ${change.html_url}`)]);
  expect(change).toMatchObject({
    ...{ title: "Import from cron", head: { ref: "import-cron" }, base: { ref: "main" } },
    body: expect.stringContaining("**2 of 2 jobs run unedited**"),
  });
  const none = await ask("unknown", {});
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("TRUNKLINE_FORGE_TOKEN")]);
  // Nothing is made where nobody could be asked.
  expect(repository.git("branch", "--list", "unknown")).toBe("");
  const wrong = await ask("refused", { TRUNKLINE_FORGE_TOKEN: "another-token" });
  expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining("answered 401")]);
  expect(wrong.stdout).toContain("2 of 2 jobs are in jobs");
  expect(repository.git("branch", "--list", "refused")).not.toBe("");
  expect(gitea.violations).toEqual([]);
});

test.each([
  [["--out", "jobs", "--branch", "b", "--forge", "gitea"], 2, "are for --open-change"],
  [["--out", "jobs", "--open-change"], 2, "are for --branch"],
  [["--out", "../jobs", "--branch", "b"], 2, "is no folder by its path"],
  [["--out", "/jobs", "--branch", "b"], 2, "is no folder by its path"],
  [["--out", "jobs", "--branch", "a..b"], 2, "can't be a branch's name"],
  [["--out", ".", "--branch", "b"], 3, "the repository has files that no import has written"],
  [["--out", "jobs", "--branch", "main"], 1, "there is a branch main already"],
] as const)("%s ends with %i", async (words, code, text) => {
  const place = (words as readonly string[]).includes("--branch")
    ? ["--repository", repository.path]
    : [];
  const ended = await run(...words, ...place);
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(text)]);
  expect(repository.git("branch", "--format=%(refname:short)")).toBe("main");
});

test("a folder that is in no repository, and one without a commit, are told", async () => {
  const nowhere = await run("--out", "jobs", "--branch", "b");
  expect([nowhere.code, nowhere.stderr]).toEqual([
    1,
    expect.stringContaining("not a git repository"),
  ]);
  using empty = new TestRepository();
  const { code, stderr } = await run("--out", "jobs", "--branch", "b", "--repository", empty.path);
  expect([code, stderr]).toEqual([1, expect.stringContaining("has no commit yet")]);
});
