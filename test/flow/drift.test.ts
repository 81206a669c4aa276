// Rows that somebody changed by other means than a deployment: they are found and shown, by name.

import { expect, test } from "vitest";
import { driftOf } from "#store/projects.sql.ts";
import { many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

test("a changed spec, a moved pointer and a changed file are drift; deployments of every kind are not", async () => {
  await using project = await Project.make(many(5));
  await project.sync();
  await project.commit({
    "pipelines/p0.yaml": spec("p0", "false"),
    "pipelines/p1.yaml": null,
    "pipelines/team/p2.yaml": spec("p2"),
    "pipelines/p2.yaml": null,
    "pipelines/p3.yaml": "name: p3\ntusks: {}\n",
  });
  await project.commit({ "pipelines/p1.yaml": spec("p1") });
  const { pool } = project.database;
  const { id } = await project.row();
  const drift = () => driftOf(pool, { project: id });
  expect(await drift()).toEqual([]);
  await pool.query(
    "update trunkline.pipeline_revision set spec = replace(spec, 'true', 'evil') where id = (select pipeline_revision_id from trunkline.pipeline where name = 'p4')",
  );
  await pool.query(
    "update trunkline.pipeline set pipeline_revision_id = (select pipeline_revision_id from trunkline.pipeline where name = 'p2') where name = 'p0'",
  );
  await pool.query("update trunkline.pipeline set file = 'elsewhere.yaml' where name = 'p2'");
  expect(await drift()).toEqual([
    { name: "p0", what: "revision" },
    { name: "p2", what: "revision" },
    { name: "p4", what: "spec" },
  ]);
  // The next change deploys what Git has.
  await project.commit({
    "pipelines/p0.yaml": spec("p0", "echo 3"),
    "pipelines/p4.yaml": spec("p4", "echo 3"),
  });
  expect((await drift()).map(({ name }) => name)).toEqual(["p2"]);
});

test("since when a project is not Synced is kept until it is", async () => {
  await using project = await Project.make(many(1));
  const since = async () =>
    (await project.database.pool.query("select unsynced_at from trunkline.project")).rows[0]
      .unsynced_at;
  await project.sync();
  expect(await since()).toBeNull();
  await project.commit({ "pipelines/p0.yaml": null });
  const first = await since();
  expect(first).toBeInstanceOf(Date);
  await project.commit({ "README.md": "hello\n" });
  expect(await since()).toEqual(first);
  await project.commit({ "pipelines/p0.yaml": spec("p0") });
  expect(await since()).toBeNull();
});
