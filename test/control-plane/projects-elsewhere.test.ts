// A repository whose projects are in folders, named by its root: whoever did learns of --path.

import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { TestRepository } from "#test/support/repository.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline } from "#test/support/trunkline.ts";
import { running } from "#test/support/up.ts";

const stages = {
  "prod/pipelines/a.yaml": spec("a"),
  "teams/gl/staging/trunkline.yaml": "name: gl\n",
  "README.md": "hello\n",
};
const said =
  "the repository has neither trunkline.yaml nor pipelines/ at its root, but in prod, teams/gl/staging: choose a folder by --path, or `path` in its registration";

test("folders that look like projects are named with the sync, at every look, until something is deployed", async () => {
  await using project = await SyncedProject.make(stages);
  const { pool } = project.database;
  const reason = async () => (await pool.query("select sync_reason from trunkline.project")).rows;
  expect(await project.sync()).toMatchObject({ state: "Synced", reason: said });
  expect(await project.sync()).toMatchObject({ state: "Synced", reason: said });
  expect(await reason()).toEqual([{ sync_reason: said }]);
  expect(await project.commit({ "README.md": "bye\n" })).toMatchObject({ reason: said });
  const outcome = await project.commit({ "pipelines/b.yaml": spec("b") });
  expect(outcome).not.toHaveProperty("reason");
  expect(await reason()).toEqual([{ sync_reason: null }]);
});

test.each([
  ["a project without pipelines", { "trunkline.yaml": "name: shop\n", ...stages }],
  ["a repository without any project", { "README.md": "hello\n" }],
  ["a project beside others", { "pipelines/b.yaml": spec("b"), ...stages }],
])("%s is told nothing", async (_, files) => {
  await using project = await SyncedProject.make(files);
  expect(await project.sync()).not.toHaveProperty("reason");
});

test("up and status say so", async () => {
  using repository = new TestRepository();
  await using state = temporaryDirectory();
  await using database = await testDatabase();
  repository.commit(stages);
  const env = { DATABASE_URL: database.connectionString };
  await using up = running(["up", repository.path, "--state", state.path, "--port", "0"], { env });
  await up.said("choose a folder by --path");
  await up.said("Trunkline is up");
  const status = await trunkline(["status", "--state", state.path], { env });
  expect(status.stdout).toContain(`reason   ${said}`);
});
