import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-validate-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function write(file: string, content: string | Uint8Array): void {
  const full = path.join(cwd, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, content);
}

const good = "name: good\ntasks: {a: {run: 'true'}}\n";
const bad = "name: bad\ntasks:\n  a: {run: 'true', needs: [b]}\n  c: {runn: 'true'}\n";

test("what `init` makes is valid", async () => {
  await trunklineHere(["init"], { cwd });
  const { code, stdout, stderr } = await trunklineHere(["validate"], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toBe("1 pipeline: 0 errors, 0 warnings\n");
});

test("records of an import are read, with the place of what is wrong in them", async () => {
  write("pipelines/good.yaml", good);
  const job = { legacy: "GOOD", times: "0".repeat(64), rules: "0".repeat(64), starts: -1 };
  const record = { from: "2026-01-01", to: "2027-01-01", jobs: { good: { ...job, equal: true } } };
  write("migration/simulation.json", JSON.stringify(record, null, 2));
  write("migration/backtest.json", '{\n  "logs": []\n  "jobs": {}\n}\n');
  const { code, stdout } = await trunklineHere(["validate"], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain(
    "migration/simulation.json:9:17: error[explanation-invalid]: the record can't be read: /jobs/good/starts must be >= 0\n",
  );
  expect(stdout).toContain(
    "migration/backtest.json:3:3: error[explanation-invalid]: the record can't be read: is no JSON\n",
  );
  // What has room for many thousands of jobs is no specification that is too large.
  const many = Array.from({ length: 3_000 }, (_, n) => [
    `j${n}`,
    { ...job, starts: 1, equal: true },
  ]);
  write("migration/simulation.json", JSON.stringify({ ...record, jobs: Object.fromEntries(many) }));
  write("migration/backtest.json", '{"logs": [], "jobs": {}}');
  expect((await trunklineHere(["validate"], { cwd })).stdout).toBe("");
});

test("every mistake is one JSON object with its place", async () => {
  write("pipelines/good.yaml", good);
  write("pipelines/bad.yaml", bad);
  write("pipelines/three.yaml", "name: three\ntasks: 3\n");
  const { code, stdout } = await trunklineHere(["validate", "--output", "json"], { cwd });
  expect(code).toBe(1);
  const found = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(found.length).toBeGreaterThan(1);
  expect(found).toContainEqual(
    expect.objectContaining({ severity: "error", file: "pipelines/bad.yaml", line: 3, column: 28 }),
  );
  for (const each of found) {
    expect(each).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    expect(each.help === null || typeof each.help === "string").toBe(true);
  }
  expect(new Set(found.map(({ help }) => help === null))).toEqual(new Set([true, false]));
});

test("people see the line and what to do", async () => {
  write("pipelines/bad.yaml", bad);
  const { stdout, stderr } = await trunklineHere(["validate", cwd]);
  expect(stdout).toContain("pipelines/bad.yaml:3:28: error[unknown-task]");
  expect(stdout).toMatch(/3 \| {3}a: \{run: 'true', needs: \[b\]\}\n +\| +\^\n/);
  expect(stderr).toMatch(/^1 pipeline: \d errors/);
});

test("files of other programs and what .gitignore names are not read", async () => {
  write("pipelines/good.yaml", good);
  write("node_modules/x/pipelines/bad.yaml", bad);
  write(".trunkline/pipelines/bad.yaml", bad);
  write("other.yaml", "a: [");
  write(".gitignore", "generated\n*.local.yaml\n");
  write("pipelines/generated/bad.yaml", bad);
  write("pipelines/mine.local.yaml", bad);
  symlinkSync("/etc/hostname", path.join(cwd, "pipelines", "link.local.yaml"));
  const nothing = { code: 0, stdout: "" };
  expect(await trunklineHere(["validate"], { cwd })).toMatchObject(nothing);
  // In a repository by native git, outside by our own reading of .gitignore.
  execFileSync("git", ["init", "--quiet", cwd]);
  expect(await trunklineHere(["validate"], { cwd })).toMatchObject(nothing);
});

test("a link is no pipeline, in a repository or outside", async () => {
  write("pipelines/good.yaml", good);
  symlinkSync("good.yaml", path.join(cwd, "pipelines", "hello.yaml"));
  const outside = await trunklineHere(["validate"], { cwd });
  expect(outside).toMatchObject({ code: 1, stderr: "1 pipeline: 1 error, 0 warnings\n" });
  expect(outside.stdout).toContain(
    'pipelines/hello.yaml:1:1: error[git-entry-refused]: "pipelines/hello.yaml" is a symbolic link',
  );
  execFileSync("git", ["init", "--quiet", cwd]);
  expect(await trunklineHere(["validate"], { cwd })).toEqual(outside);
});

test("a folder that its repository ignores is checked for itself", async () => {
  execFileSync("git", ["init", "--quiet", cwd]);
  write(".gitignore", "build/\n");
  write("build/pipelines/bad.yaml", bad);
  expect((await trunklineHere(["validate", "build"], { cwd })).stderr).toMatch(
    /^1 pipeline: \d err/,
  );
});

test.each([
  ["a file of 2 MB", Buffer.alloc(2_000_000, "# long\n")],
  ["a binary file", Buffer.from([0, 255, 254, 128, 10])],
])("%s is one finding, and the rest is still checked", async (_, content) => {
  write("pipelines/hostile.yaml", content);
  write("pipelines/bad.yaml", bad);
  const { code, stdout } = await trunklineHere(["validate", "--output", "json"], { cwd });
  expect(code).toBe(1);
  const files = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).file);
  expect(files.filter((file) => file === "pipelines/hostile.yaml")).toHaveLength(1);
  expect(files).toContain("pipelines/bad.yaml");
});

test("a folder that is no project fails instead of passing", async () => {
  const empty = await trunklineHere(["validate"], { cwd });
  expect(empty.code).toBe(1);
  expect(empty.stderr).toContain("is no project");
});

test("formats of CI systems tell the same mistakes", async () => {
  write("pipelines/bad.yaml", bad);
  const as = async (format: string) =>
    (await trunklineHere(["validate", "--output", format], { cwd })).stdout;
  expect(await as("github")).toMatch(/^::error file=pipelines\/bad.yaml,line=3,endLine=3,col=\d+/);
  expect(await as("markdown")).toContain("| error | `pipelines/bad.yaml:3` |");
  expect(JSON.parse(await as("sarif")).runs[0].results).toHaveLength(3);
  expect(await as("junit")).toContain(
    '<testsuite name="trunkline validate" tests="1" failures="1"',
  );
  expect(JSON.parse(await as("codequality"))).toHaveLength(3);
});

const control = {
  good: "name: finance\nsource: {repository: https://git.example/finance.git}\nallow: {runsOn: [etl]}\n",
  bad: "name: sales\nsource: {repositry: x}\n",
};

test("a control repository is checked file by file, all errors at once", async () => {
  write("projects/finance.yaml", control.good);
  const fine = await trunklineHere(["validate"], { cwd });
  expect({ code: fine.code, stderr: fine.stderr }).toEqual({
    code: 0,
    stderr: "1 registration: 0 errors, 0 warnings\n",
  });
  write("projects/sales.yaml", control.bad);
  const { code, stdout, stderr } = await trunklineHere(["validate"], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain("projects/sales.yaml:2:10: error[unknown-property]");
  expect(stdout).toContain('help: did you mean "repository"?');
  expect(stdout).toContain("projects/sales.yaml:2:1: error[missing-property]");
  expect(stderr).toBe("2 registrations: 2 errors, 0 warnings\n");
});

test("a project is checked against its registration, whose own errors count too", async () => {
  write("control/projects/finance.yaml", control.good);
  write("finance/pipelines/load.yaml", "name: load\ntasks: {a: {run: 'true', runsOn: [gpu]}}\n");
  const words = ["validate", "finance", "--registration", "control/projects/finance.yaml"];
  const { code, stdout } = await trunklineHere(words, { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain("pipelines/load.yaml:2:35: error[ceiling-exceeded]");
  expect(stdout).toContain("projects/finance.yaml:3:17 in the control repository allows");
  expect((await trunklineHere(["validate", "finance"], { cwd })).code).toBe(0);
  write("control/projects/finance.yaml", control.bad);
  const broken = await trunklineHere(words, { cwd });
  expect(broken.code).toBe(1);
  expect(broken.stdout).toContain("  2 | source: {repositry: x}");
  const none = await trunklineHere([...words.slice(0, 3), "control/projects/none.yaml"], { cwd });
  expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining("ENOENT") });
});

test("secrets in Git: a value in clear fails and is never shown; a name is missing only where nothing else is asked", async () => {
  const armored =
    "|\n  -----BEGIN AGE ENCRYPTED FILE-----\n  YWdl\n  -----END AGE ENCRYPTED FILE-----\n";
  const spec = (name: string) =>
    `name: p\ntasks: {a: {run: 'true', secrets: [${name}], secretFiles: {KEY: ssh/key}}}\n`;
  write("finance/pipelines/p.yaml", spec("db/reader"));
  write("finance/secrets/prod.yaml", `ssh/key: ${armored}`);
  write("finance/secrets/recipients", "age1qqqq\n");
  const registration = (from: string) =>
    `name: finance\nenvironment: prod\nsource: {repository: https://git.example/f.git}\nsecrets: [{names: ["**"], from: [${from}]}]\n`;
  const words = ["validate", "finance", "--registration", "control/projects/finance.yaml"];
  for (const from of ["vault", "age, vault"]) {
    write("control/projects/finance.yaml", registration(from));
    expect(await trunklineHere(words, { cwd })).toMatchObject({ code: 0, stdout: "" });
  }
  expect(await trunklineHere(["validate", "finance"], { cwd })).toMatchObject({ code: 0 });
  write("control/projects/finance.yaml", registration("age"));
  const missing = await trunklineHere(words, { cwd });
  expect(missing.code).toBe(1);
  expect(missing.stdout).toMatch(/p.yaml:2:\d+: error\[secret-missing\].*"db\/reader"/);
  write("finance/secrets/prod.yaml", `ssh/key: ${armored}db/reader: hunter22\n`);
  for (const output of ["text", "json", "sarif", "github", "junit"]) {
    const clear = await trunklineHere(["validate", "finance", "--output", output], { cwd });
    expect(clear.code).toBe(1);
    expect(clear.stdout).toContain("secret-in-clear");
    expect(clear.stdout + clear.stderr).not.toContain("hunter22");
  }
});
