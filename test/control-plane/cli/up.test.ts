import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline } from "#test/support/trunkline.ts";
import { running } from "#test/support/up.ts";

/** `up REPOSITORY --once --run p` on a database of the test. */
async function once(run: string, words: string[]) {
  await using stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const repository = stack.use(new TestRepository());
  const { connectionString } = stack.use(await testDatabase());
  const commit = repository.commit({
    "pipelines/p.yaml": `name: p\ntasks: {a: {run: "${run}"}}\n`,
  });
  const ended = await trunkline(
    ["up", repository.path, "--state", state, "--once", "--run", "p", ...words],
    { env: { DATABASE_URL: connectionString } },
  );
  return { ...ended, commit };
}

test("--once --output json gives the run as `runs show` does", async () => {
  const { code, stdout, commit } = await once("true", ["--output", "json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    id: "1",
    pipeline: "p",
    state: "succeeded",
    slot: "m:1",
    generation: 1,
    revision: { commit, changedIn: commit, file: "pipelines/p.yaml", approvers: [] },
    traceId: expect.stringMatching(/^[\da-f]{32}$/),
    tasks: [{ name: "a", state: "succeeded", attempts: [{ attempt: 1, exitCode: 0 }] }],
  });
});

test("--quiet leaves the address, the result and what failed; steps are for a terminal only", async () => {
  const { code, stdout, stderr } = await once("exit 3", ["--quiet"]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toMatch(
    /^Trunkline is up at \S+: .*\nRun 1 failed, [\d.]+ s after the start\.\n {2}failed +a .*Exit code 3\.\n$/,
  );
});

test("the address that lets a browser in is in no log, but in a file that its owner alone can read", async () => {
  await using stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const repository = stack.use(new TestRepository());
  const { connectionString } = stack.use(await testDatabase());
  repository.commit({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const words = ["up", repository.path, "--state", state, "--run", "p"];
  const env = { DATABASE_URL: connectionString };
  // What ends with its run has no page to look at, and leaves no address of one.
  const { stdout, stderr } = await trunkline([...words, "--once"], { env });
  const file = join(state, "page");
  expect(stdout + stderr).not.toContain("Look at it");
  expect(existsSync(file)).toBe(false);
  const up = stack.use(running(words, { env }));
  await up.said(`Look at it: at the address in ${file}\n`);
  expect(up.printed()).not.toContain("key=");
  expect(readFileSync(file, "utf8")).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/login\/local\?key=\S+\n$/,
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a folder within a repository is not taken for all of it", async () => {
  using repository = new TestRepository();
  repository.commit({ "teams/etl/pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  await using state = temporaryDirectory();
  await using db = await testDatabase();
  const { code, stderr } = await trunkline(
    ["up", `${repository.path}/teams/etl`, "--state", state.path, "--once"],
    { env: { DATABASE_URL: db.connectionString } },
  );
  expect(code).toBe(2);
  expect(stderr).toContain("is a folder within a repository, not a repository");
  expect(stderr).toContain("--path teams/etl");
});
