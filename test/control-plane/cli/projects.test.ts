// What people see of registered projects: in one table, in `status`, and while a process follows a control repository.

import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";
import { running } from "#test/support/up.ts";

const source = (path: string): string => `source: {repository: "${path}"}\n`;

test("a process with --control serves what is registered; `projects` and `status` show state, lag and reason", async () => {
  await using stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const repository = stack.use(new TestRepository());
  repository.commit({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: 'true'}}\n" });
  const control = stack.use(new TestRepository());
  control.commit({
    "projects/shop.yaml": `name: shop\nenvironment: prod\n${source(repository.path)}`,
    "projects/gone.yaml": `name: gone\n${source(repository.path)}`,
    "projects/bad.yaml": `name: bad\nsource: {repo: x}\n`,
    "teams.yaml": "teams: {}\n",
    "policies/open.cedar": '@id("open") permit (principal, action, resource);\n',
  });
  const { connectionString } = stack.use(await testDatabase());
  const env = { DATABASE_URL: connectionString, TRUNKLINE_STATE: state };
  const server = stack.use(
    running(["server", "--control", control.path, "--port", "0", "--poll", "1"], { env }),
  );
  await server.said("Serving gone, shop at");
  expect(server.printed()).toContain("Registered project shop");
  expect(server.printed()).toMatch(/projects\/bad\.yaml:2:10: error\[unknown-property\]/);

  control.commit({ "projects/gone.yaml": null });
  await server.said("gone: projects/gone.yaml is gone from the control repository");
  await server.said("Held gone@");
  const { stdout } = await trunklineHere(["projects"], { env });
  const lines = stdout.split("\n").map((line) => line.trimEnd());
  expect(lines[0]).toMatch(
    /^PROJECT +ENVIRONMENT +STATE +COMMIT +PIPELINES +IN ERROR +LAG +REASON$/,
  );
  expect(lines[1]).toMatch(
    /^gone +default +Held, unregistered +\w{12} +1 +\d+\w* +projects\/gone\.yaml is gone/,
  );
  expect(lines[2]).toMatch(/^shop +prod +Synced +\w{12} +1 +\d+s$/);
  const status = (await trunklineHere(["status"], { env })).stdout;
  expect(status).toContain("  file     projects/shop.yaml\n");
  expect(status).toMatch(/release {2}.*sync gone --confirm [0-9a-f]+/);
  expect(status).toMatch(
    /Control repository \S+, branch main, at \w{12}\n {2}projects\/bad\.yaml:2:/,
  );
  expect(status).toContain("policies/open.cedar:1:1: warning[policy-permits-all]: ");
  const release = /sync gone --confirm [0-9a-f]+/.exec(status)?.[0].split(" ") ?? [];
  expect(await trunklineHere(release, { env })).toMatchObject({ code: 0 });
  expect((await trunklineHere(["projects"], { env })).stdout).not.toContain("gone");
  // Its ceilings would go by a mistake.
  const again = await trunkline(["server", repository.path, "--name", "shop", "--port", "0"], {
    env,
  });
  expect(again).toMatchObject({ code: 3 });
  expect(again.stderr).toContain("project shop is registered by projects/shop.yaml");
});

test("up --control runs a pipeline of a project that it names", async () => {
  await using stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  using folder = temporaryFolder();
  const repository = stack.use(new TestRepository(`${folder.path}`));
  repository.commit({
    "estate/pipelines/p.yaml": "name: p\ntasks: {a: {run: 'true'}}\n",
    "control/projects/shop.yaml": `name: shop\n${source("../").replace("}", ", path: estate}")}`,
  });
  const { connectionString } = stack.use(await testDatabase());
  const env = { DATABASE_URL: connectionString };
  const words = ["up", "--control", folder.path, "--control-path", "control", "--state", state];
  const ended = await trunkline([...words, "--once", "--run", "shop/p"], { env });
  expect(ended.stderr).not.toContain("rror");
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Run 1 succeeded/) });
});

test.each([
  [["server"], "no repository is named"],
  [["server", "x", "--control", "y"], "REPOSITORY and --control don't go together"],
  [["server", "--control", ".", "--branch", "b"], "--branch and --control don't go together"],
  [["server", "x", "--control-branch", "b"], "need --control"],
  [
    ["server", "--control", "/", "--control-branch", "b"],
    "is a plain folder, which has no branches",
  ],
  [["up", "--control", "/", "--once", "--run", "p"], "does not say of which project"],
])("%j is refused", async (words, message) => {
  await using stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const { connectionString } = stack.use(await testDatabase());
  const env = { DATABASE_URL: connectionString, TRUNKLINE_STATE: state };
  const ended = await trunkline([...words, "--port", "0"], { env });
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});
