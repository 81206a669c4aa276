// An import in waves: a branch for each, upon the one before, that can be merged one after the other, and be made again.

import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { githubServer } from "#test/support/forges/github-server.ts";
import { giteaServer, gitlabServer } from "#test/support/forges/plain-servers.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const job = (name: string, application: string, condition = ""): string =>
  `insert_job: ${name}\njob_type: c\ncommand: /opt/${name}\nmachine: etl\napplication: ${application}\n` +
  (condition === ""
    ? 'date_conditions: 1\nstart_times: "02:00"\nrun_calendar: WORK\n'
    : `condition: ${condition}\n`) +
  "\n";

/** AP waits for GL, and FX and RX for each other. */
const estate =
  job("ap_pay", "AP", "s(gl_close)") +
  job("gl_close", "GL") +
  job("fx_a", "FX") +
  job("rx_a", "RX", "s(fx_a)") +
  job("fx_b", "FX", "s(rx_a)");

let repository: TestRepository;
let origin: TestRepository;
let exports: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  for (const who of ["AUTHOR", "COMMITTER"]) {
    vi.stubEnv(`GIT_${who}_NAME`, "Ada");
    vi.stubEnv(`GIT_${who}_EMAIL`, "ada@example.com");
  }
  origin = new TestRepository();
  origin.commit({ "README.md": "shop\n" });
  repository = new TestRepository();
  repository.git("remote", "add", "origin", origin.path);
  repository.git("pull", "--quiet", "origin", "main");
  exports = temporaryFolder();
  write("params.yaml", "timezone: UTC\ncalendars: {WORK: {dates: [2026-01-02, 2026-01-05]}}\n");
  write("estate.jil", estate);
});
afterEach(() => {
  vi.unstubAllEnvs();
  repository[Symbol.dispose]();
  origin[Symbol.dispose]();
  exports[Symbol.dispose]();
});

const write = (file: string, text: string): void =>
  writeFileSync(path.join(exports.path, file), text);
const run = (...words: string[]) =>
  trunklineHere(
    [
      ...["import", "autosys", "estate.jil", "--params", "params.yaml", "--out", "jobs"],
      ...["--repository", repository.path, ...words],
    ],
    { cwd: exports.path, env: { TRUNKLINE_FORGE_TOKEN: token } },
  );
let token = "";
const waves = (...words: string[]) => run("--branch", "imp", "--waves", ...words);
const branches = ["imp-gl", "imp-ap", "imp-fx"];
const namesIn = (from: string, to: string): string[] =>
  repository.git("diff", "--name-only", from, to).replaceAll("jobs/", "").split("\n");

test("a branch for each wave upon the one before, those that wait for each other at once", async () => {
  expect((await run("--branch", "whole")).code).toBe(0);
  const { code, stdout } = await waves("--output", "json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout).changes).toEqual([
    expect.objectContaining({ branch: "imp-gl", onto: "main", waves: ["gl"] }),
    expect.objectContaining({ branch: "imp-ap", onto: "imp-gl", waves: ["ap"] }),
    expect.objectContaining({ branch: "imp-fx", onto: "imp-ap", waves: ["fx", "rx"] }),
  ]);
  expect(namesIn("main", "imp-gl")).toEqual([
    ...["calendars/work.yaml", "import.base.gz", "import.json", "ledger.ndjson", "mapping.yaml"],
    ...[
      "migration/names.yaml",
      "migration/shared-names.yaml",
      "migration/waves/gl.yaml",
      "pipelines/gl-close.yaml",
    ],
    ...["report.html", "report.json", "report.md", "trunkline.yaml"],
  ]);
  expect(namesIn("imp-gl", "imp-ap")).toEqual([
    ...["import.base.gz", "import.json", "migration/waves/ap.yaml", "pipelines/ap-pay.yaml"],
  ]);
  // Together they are the import as one commit has it.
  expect(repository.tip("imp-fx^{tree}")).toBe(repository.tip("whole^{tree}"));
  for (const branch of branches) {
    using folder = temporaryFolder();
    repository.git("worktree", "add", "--quiet", "--detach", `${folder.path}/tree`, branch);
    const judged = await trunklineHere(["validate", "jobs"], { cwd: `${folder.path}/tree` });
    expect([branch, judged.code, judged.stdout]).toEqual([branch, 0, expect.anything()]);
    // Of what isn't there yet nothing says that it was removed.
    const again = await trunklineHere(
      [
        ...["import", "autosys", "estate.jil", "--params", "params.yaml"],
        ...["--out", `${folder.path}/tree/jobs`],
      ],
      { cwd: exports.path },
    );
    expect([branch, again.code, again.stderr]).toEqual([
      ...[branch, 0, expect.not.stringContaining("was removed")],
    ]);
  }
  const trailers = "--format=%(trailers:key=Import-waves)";
  expect(branches.map((one) => repository.git("log", "-1", trailers, one))).toEqual([
    ...["Import-waves: gl", "Import-waves: ap", "Import-waves: fx rx"],
  ]);
});

test("cut short and given again it goes on; merged one after the other nothing is left", async () => {
  const hook = path.join(repository.path, ".git/hooks/pre-push");
  writeFileSync(hook, "#!/bin/sh\nexit 1\n");
  chmodSync(hook, 0o755);
  expect((await waves("--open-change")).code).toBe(1);
  const made = branches.map((one) => repository.tip(one));
  expect(origin.git("branch", "--format=%(refname:short)")).toBe("main");
  writeFileSync(hook, "#!/bin/sh\n");
  repository.git("branch", "-D", "imp-fx");
  expect((await waves("--open-change")).code).toBe(0);
  expect(branches.slice(0, 2).map((one) => origin.tip(one))).toEqual(made.slice(0, 2));
  const last = origin.tip("imp-fx");
  expect((await waves("--open-change")).code).toBe(0);
  expect(origin.tip("imp-fx")).toBe(last);
  for (const [index, branch] of branches.entries()) {
    origin.git("merge", "--quiet", "--no-ff", "--message", "Merge", branch);
    origin.git("branch", "-D", branch);
    repository.git("branch", "-D", branch);
    const { stderr } = await waves();
    const open = branches.slice(index + 1);
    for (const one of branches)
      expect(stderr.includes(`on branch ${one}`)).toBe(open.includes(one));
    // What is open stays as it is.
    for (const one of open) expect(repository.tip(one)).toBe(origin.tip(one));
  }
});

test("branches of the import alone move on with what was merged; those that people have changed are left", async () => {
  await waves("--open-change");
  // Squashed, with an edit: what is open has another history now.
  origin.git("merge", "--quiet", "--squash", "imp-gl");
  const file = "jobs/pipelines/gl-close.yaml";
  const edited = `# Ours\n${origin.git("show", `imp-gl:${file}`)}\n`;
  origin.commit({ [file]: edited });
  const [before, merged] = [origin.tip("imp-ap"), origin.tip("main")];
  expect((await waves("--open-change")).code).toBe(0);
  expect(origin.git("log", "-1", "--format=%P", "imp-ap")).toBe(`${before} ${merged}`);
  expect(origin.git("show", `imp-ap:${file}`)).toBe(edited.trimEnd());
  expect(origin.git("diff", "--name-only", "main", "imp-ap")).not.toContain("gl-close");
  origin.git("merge", "--quiet", "--no-ff", "--message", "Merge", "imp-ap");
  origin.git("switch", "--quiet", "imp-fx");
  origin.commit({ "jobs/pipelines/fx-a.yaml": "name: fx-a\n" });
  origin.git("switch", "--quiet", "main");
  const theirs = origin.tip("imp-fx");
  const { code, stderr } = await waves("--open-change");
  expect([code, stderr]).toEqual([1, expect.stringContaining("imp-fx has commits that no import")]);
  expect(origin.tip("imp-fx")).toBe(theirs);
});

test("what changes pipelines that are there comes first, with all that it needs", async () => {
  await run("--branch", "whole");
  origin.git("fetch", "--quiet", repository.path, "whole");
  origin.git("merge", "--quiet", "--ff-only", "FETCH_HEAD");
  write(
    "estate.jil",
    estate.replace("condition: s(gl_close)", "condition: s(gl_close) & s(tx_a)") +
      job("tx_a", "TX") +
      job("ux_a", "UX", "s(tx_a)"),
  );
  const { stdout } = await waves("--output", "json");
  expect(JSON.parse(stdout).changes).toMatchObject([
    { branch: expect.any(String), waves: expect.arrayContaining(["ap", "tx"]) },
    { branch: "imp-ux", waves: ["ux"] },
  ]);
});

test.each(["github", "gitlab", "gitea"] as const)(
  "merges are asked for at %s once, each into the one before",
  async (kind) => {
    await using forge =
      kind === "github"
        ? await githubServer()
        : kind === "gitlab"
          ? await gitlabServer()
          : await giteaServer();
    token = forge.token;
    const place = kind === "gitlab" ? "acme/eu/finance" : "acme/finance";
    const words = [
      "--open-change",
      "--forge",
      kind,
      "--forge-api",
      forge.url,
      "--forge-repository",
      place,
    ];
    const { code, stderr } = await waves(...words);
    expect([code, stderr]).toEqual([0, expect.stringContaining("asked for:")]);
    expect((await waves(...words)).code).toBe(0);
    const asked =
      "pulls" in forge
        ? forge.pulls.map(({ branch, base, title, body }) => ({ branch, base, title, body }))
        : forge.changes.map((one) => ({
            ...{ title: one.title, body: one.body ?? one.description },
            branch: one.source_branch ?? one.head.ref,
            base: one.target_branch ?? one.base.ref,
          }));
    expect(asked).toEqual([
      expect.objectContaining({
        branch: "imp-gl",
        base: "main",
        title: "Import from autosys: gl (1 of 3)",
      }),
      expect.objectContaining({
        branch: "imp-ap",
        base: "imp-gl",
        body: expect.stringContaining("after it"),
      }),
      expect.objectContaining({ branch: "imp-fx", base: "imp-ap" }),
    ]);
    expect(forge.violations).toEqual([]);
  },
);

test("--waves is for --branch", async () => {
  const { code, stderr } = await run("--waves");
  expect([code, stderr]).toEqual([2, expect.stringContaining("--waves")]);
});
