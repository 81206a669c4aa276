// The GitHub Action, the GitLab template and the pre-commit hooks, run as those systems run them: their own steps in bash,
// with the variables that they document, against a checkout of a repository.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const actionPath = path.join(root, ".github/actions/plan");
const action = parse(readFileSync(path.join(actionPath, "action.yml"), "utf8"));

const spec = (hour: string) =>
  `name: load\ntriggers: [{schedule: "0 ${hour} * * *"}]\ntasks: {a: {run: "true"}}\n`;

let repository: TestRepository;
let folder: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  repository = new TestRepository();
  repository.commit({ "prd/trunkline.yaml": "name: shop\n", "prd/pipelines/load.yaml": spec("6") });
  repository.git("checkout", "--quiet", "-b", "change");
  repository.commit({ "prd/pipelines/load.yaml": spec("7") });
  repository.git("checkout", "--quiet", "main");
  folder = temporaryDirectory();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
  repository[Symbol.dispose]();
});

/** As actions/checkout leaves a pull request: one commit deep, detached, at the merge. */
function checkoutMerge(): string {
  repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "change");
  const workspace = path.join(folder.path, "work space");
  const url = pathToFileURL(repository.path).href;
  execFileSync("git", ["clone", "--quiet", "--depth=1", url, workspace]);
  return workspace;
}

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  summary: string;
  outputs: string;
}

/** Runs the steps of the Action that have a `run`; what `${{ }}` gives is given as the runner does. */
function runAction(
  workspace: string,
  inputs: Record<string, string>,
  event: Record<string, string>,
): Ran {
  const file = (name: string) => path.join(folder.path, name);
  const steps = action.runs.steps as {
    run?: string;
    shell?: string;
    env?: Record<string, string>;
  }[];
  const value = (text: string) =>
    text.replace(/\$\{\{ (.+?) \}\}/, (_, expression: string) => {
      const [, input] = /^inputs\.(.+)$/.exec(expression) ?? [];
      if (input !== undefined) return inputs[input] ?? action.inputs[input].default;
      expect(expression).toBe("github.event.before");
      return event.before ?? "";
    });
  let ran = { code: 0, stdout: "", stderr: "" };
  for (const { run, shell, env = {} } of steps) {
    if (run === undefined) continue;
    expect(shell).toBe("bash");
    // Nothing from outside is ever a part of a script.
    expect(run).not.toContain("${{");
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", run],
      {
        cwd: workspace,
        encoding: "utf8",
        env: {
          ...{ PATH: process.env.PATH, HOME: folder.path, CI: "true", GITHUB_ACTIONS: "true" },
          ...{ GITHUB_WORKSPACE: workspace, GITHUB_ACTION_PATH: actionPath },
          ...{ RUNNER_TEMP: folder.path, GITHUB_EVENT_NAME: event.name },
          ...{ GITHUB_OUTPUT: file("outputs"), GITHUB_STEP_SUMMARY: file("summary.md") },
          ...Object.fromEntries(Object.entries(env).map(([key, text]) => [key, value(text)])),
        },
      },
    );
    ran = { code: status ?? -1, stdout, stderr };
  }
  const text = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), "utf8") : "");
  return { ...ran, summary: text("summary.md"), outputs: text("outputs") };
}

describe("the Action", () => {
  test("of a pull request plans what its merge changes, from a checkout of one commit", () => {
    const workspace = checkoutMerge();
    const ran = runAction(workspace, { directory: "prd" }, { name: "pull_request" });
    expect(ran).toMatchObject({ code: 0, stdout: "0 to add, 1 to change, 0 to remove.\n" });
    expect(ran.summary).toContain("schedule: at 06:00 → 07:00 every day, UTC");
    expect(ran.outputs).toMatch(/^changes=true\nmarkdown=(.+)\n$/);
    const [, markdown = ""] = /markdown=(.+)/.exec(ran.outputs) ?? [];
    expect(ran.summary).toBe(readFileSync(markdown, "utf8"));
  });

  test("annotates mistakes at their lines, writes SARIF, and fails", () => {
    repository.git("checkout", "--quiet", "change");
    repository.commit({ "prd/pipelines/load.yaml": "name: load\ntasks: 3\n" });
    repository.git("checkout", "--quiet", "main");
    const workspace = checkoutMerge();
    const inputs = { directory: "prd", sarif: "findings.sarif" };
    const ran = runAction(workspace, inputs, { name: "pull_request" });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^::error file=prd\/pipelines\/load\.yaml,line=2,/);
    expect(ran.outputs).toContain("changes=false");
    const sarif = JSON.parse(readFileSync(path.join(workspace, "findings.sarif"), "utf8"));
    expect(sarif.runs[0].results).toHaveLength(1);
    const never = runAction(workspace, { ...inputs, "fail-on": "never" }, { name: "pull_request" });
    expect(never.code).toBe(0);
  });

  test("of a push compares with what was there before, of a new branch with the parent", () => {
    const before = repository.tip();
    const workspace = checkoutMerge();
    const pushed = runAction(workspace, { directory: "prd" }, { name: "push", before });
    expect(pushed.stdout).toContain("1 to change");
    const branch = { name: "push", before: "0".repeat(40) };
    expect(runAction(workspace, { directory: "prd" }, branch).stdout).toContain("1 to change");
    const none = { directory: "prd", from: "HEAD", "fail-on": "changes" };
    expect(runAction(workspace, none, { name: "push" })).toMatchObject({
      ...{ code: 0, stdout: "No changes.\n" },
    });
    const changes = runAction(workspace, { ...none, from: before }, { name: "push" });
    expect(changes.code).toBe(1);
  });

  test("says what is wrong with its inputs, and takes no input for an option or a command", () => {
    const workspace = checkoutMerge();
    const event = { name: "push", before: repository.tip() };
    expect(runAction(workspace, { "fail-on": "sometimes" }, event)).toMatchObject({
      ...{
        code: 2,
        stdout: "::error title=trunkline plan::fail-on is one of errors, changes, never\n",
      },
    });
    const missing = runAction(workspace, { directory: "prd", from: "nowhere" }, event);
    expect(missing.code).toBe(2);
    expect(missing.stdout).toContain("neither here nor at origin");
    const hostile = runAction(workspace, { directory: '--help"; touch x; "' }, event);
    expect(hostile.code).toBe(1);
    expect(existsSync(path.join(workspace, "x"))).toBe(false);
  });
});

test("the GitLab job writes Markdown, Code Quality and JUnit, and ends as the plan does", () => {
  const { "trunkline-plan": job } = parse(
    readFileSync(path.join(root, ".ci/gitlab-plan.yml"), "utf8"),
  );
  const base = repository.tip();
  const workspace = checkoutMerge();
  const script = (job.script as string[])
    // The clone of a published revision is this checkout.
    .map((line) => (line.startsWith("git clone") ? 'ln -s "$CHECKOUT" .trunkline-source' : line))
    .join("\n");
  const run = () =>
    spawnSync("bash", ["-eo", "pipefail", "-c", script], {
      cwd: workspace,
      encoding: "utf8",
      env: {
        ...{ PATH: process.env.PATH, HOME: folder.path, CI: "true", CHECKOUT: root },
        ...{ CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_COMMIT_SHA: "HEAD" },
        ...{ ...job.variables, TRUNKLINE_DIRECTORY: "prd" },
      },
    });
  execFileSync("git", ["-C", workspace, "fetch", "--quiet", "--unshallow"]);
  const ran = run();
  expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining("06:00 → 07:00") });
  const read = (name: string) => readFileSync(path.join(workspace, name), "utf8");
  expect(read("plan.md")).toContain("### Plan for `shop`");
  expect(JSON.parse(read("plan-quality.json"))).toEqual([]);
  expect(read("plan-junit.xml")).toContain('<testcase name="changed load"');
  expect(job.artifacts.paths).toEqual(["plan.md"]);
});

describe("the pre-commit hooks", () => {
  const hooks = parse(readFileSync(path.join(root, ".pre-commit-hooks.yaml"), "utf8")) as {
    id: string;
    entry: string;
    language: string;
  }[];

  test.each(hooks)("$id", ({ id, entry, language }) => {
    // The entry is run from the root of the repository that is committed to, by its path in the hooks' own clone.
    expect(language).toBe("script");
    const [program = "", ...words] = entry.split(" ");
    const run = () =>
      spawnSync(path.join(root, program), [...words, "prd"], {
        ...{ cwd: repository.path, encoding: "utf8" },
        env: { PATH: process.env.PATH, HOME: folder.path },
      });
    expect(run()).toMatchObject({ status: 0 });
    repository.write({ "prd/pipelines/load.yaml": spec("7") });
    expect(run()).toMatchObject({
      status: 0,
      stdout: id === "trunkline-plan" ? expect.stringContaining("06:00 → 07:00") : "",
    });
    repository.write({ "prd/pipelines/load.yaml": "name: load\ntasks: 3\n" });
    expect(run()).toMatchObject({ status: 1 });
  });

  // It clones and installs, which takes a minute: what it would run then is run above.
  test("are what pre-commit itself accepts", (context) => {
    const validate = ["validate-manifest", path.join(root, ".pre-commit-hooks.yaml")];
    const { error, status, stdout } = spawnSync("pre-commit", validate, { encoding: "utf8" });
    if (error) context.skip("pre-commit is not installed");
    expect([status, stdout]).toEqual([0, ""]);
  });
});
