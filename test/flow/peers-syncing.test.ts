// Traps that users of other tools reported, each with its number: docs/decisions/sync-traps.md says where the others are tried.

import { describe, expect, test } from "vitest";
import { createRun, day, newRun } from "#test/support/engine.ts";
import { changes, many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

const runs = async (project: Project) =>
  (
    await project.database.pool.query(
      `select r.id, p.name, v.commit_oid, r.state, r.cancel_at is not null as cancelled,
              exists (select from trunkline.hold h where h.run_id = r.id) as held
         from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
         join trunkline.revision v on v.id = r.revision_id order by r.id`,
    )
  ).rows;

describe("what a run is made of", () => {
  test("airflow #70003, bitnami/charts #23377: a pipeline whose file is broken runs as in its last good commit, scripts included", async () => {
    await using project = await Project.make({
      "pipelines/a.yaml": spec("a", "sh scripts/a.sh"),
      "scripts/a.sh": "echo one\n",
      ...many(1),
    });
    await project.sync();
    const good = project.repository.tip();
    const { a, p0 } = (await project.ids()) as { a: number; p0: number };
    const { pool } = project.database;
    await project.commit({
      "pipelines/a.yaml": "name: a\ntusks: {}\n",
      "scripts/a.sh": "echo two, for the spec that is broken\n",
    });
    const broken = project.repository.tip();
    await newRun(pool, a, day(1));
    await newRun(pool, p0, day(1));
    // It stays so with every further commit.
    await project.commit({ "README.md": "hello\n" });
    await newRun(pool, a, day(2));
    await project.commit({ "pipelines/a.yaml": spec("a", "sh scripts/a.sh") });
    const repaired = project.repository.tip();
    await newRun(pool, a, day(3));
    expect((await runs(project)).map(({ name, commit_oid }) => [name, commit_oid])).toEqual([
      ["a", good],
      ["p0", broken],
      ["a", good],
      ["a", repaired],
    ]);
  });

  test("airflow #15488: what is queued when a revision is deployed keeps the revision it was made with", async () => {
    await using project = await Project.make({
      "pipelines/a.yaml": spec("a", "true", "concurrency: {runs: 1}\n"),
    });
    await project.sync();
    const { a } = (await project.ids()) as { a: number };
    const first = project.repository.tip();
    await newRun(project.database.pool, a, day(1));
    await newRun(project.database.pool, a, day(2));
    await project.commit({ "pipelines/a.yaml": spec("a", "false", "concurrency: {runs: 1}\n") });
    await newRun(project.database.pool, a, day(3));
    const found = await runs(project);
    expect(found.map(({ commit_oid }) => commit_oid)).toEqual([
      first,
      first,
      project.repository.tip(),
    ]);
  });
});

describe("what is deleted, and what is not", () => {
  test("argocd-autopilot #494: what can't be read is no deletion: a project, a folder, every file at once", async () => {
    await using project = await Project.make({ "trunkline.yaml": "name: shop\n", ...many(12) });
    await project.sync();
    const deployed = await project.deployed();
    const outcome = await project.commit(
      Object.fromEntries(Object.keys(many(12)).map((path) => [path, "name: [\n"])),
    );
    expect(outcome).toMatchObject({ state: "Synced" });
    expect(changes(outcome)).toEqual([]);
    expect(await project.deployed()).toEqual(deployed);
    await project.commit({ "trunkline.yaml": "pipelines: [" });
    expect(await project.deployed()).toEqual(deployed);
  });

  test("argo-cd #3996, #4464: an empty commit on the branch takes nothing away by itself", async () => {
    await using project = await Project.make(many(3));
    await project.sync();
    project.repository.write({ pipelines: null });
    const outcome = await project.commit({ "README.md": "moved elsewhere\n" });
    expect(outcome).toMatchObject({ state: "Held", reason: "it would remove all 3 pipelines" });
    expect(Object.keys(await project.deployed())).toHaveLength(3);
  });

  test("windmill #8468, kestra plugin-git #330, prefect #15697: what is deleted is scheduled no more, its runs finish and its past stays", async () => {
    const at = "triggers: [{schedule: {every: 1h}}]\n";
    await using project = await Project.make({
      "pipelines/a.yaml": spec("a", "true", at),
      ...many(1),
    });
    await project.sync();
    const { a } = (await project.ids()) as { a: number };
    const { pool } = project.database;
    const run = await newRun(pool, a, day(1));
    expect(changes(await project.commit({ "pipelines/a.yaml": null }))).toEqual(["removed a"]);
    const { rows } = await pool.query(
      "select (select count(*)::int from trunkline.trigger where pipeline_id = $1) as triggers, (select count(*)::int from trunkline.deployment where pipeline_id = $1) as history",
      [a],
    );
    expect(rows[0]).toEqual({ triggers: 0, history: 2 });
    expect(await createRun(pool, a, day(2))).toBeUndefined();
    expect(await runs(project)).toMatchObject([{ id: run, state: "running", cancelled: false }]);
  });

  test("onDelete decides over unfinished runs, on record: cancel, hold, or finish", async () => {
    const says = (name: string) => spec(name, "true", `onDelete: ${name}\n`);
    const names = ["cancel", "finish", "hold"];
    await using project = await Project.make({
      ...Object.fromEntries(names.map((name) => [`pipelines/${name}.yaml`, says(name)])),
      ...many(1),
    });
    await project.sync();
    const ids = await project.ids();
    for (const name of names) await newRun(project.database.pool, ids[name] as number, day(1));
    await project.commit(Object.fromEntries(names.map((name) => [`pipelines/${name}.yaml`, null])));
    const found = await runs(project);
    expect(found.map(({ name, state, held }) => [name, state, held])).toEqual([
      ["cancel", "cancelled", false],
      ["finish", "running", false],
      ["hold", "running", true],
    ]);
    const { rows } = await project.database.pool.query(
      "select act, detail ->> 'reason' as reason from trunkline.audit where act in ('cancel', 'hold') order by id",
    );
    const reason = `its pipeline was removed by commit ${project.repository.tip().slice(0, 12)}`;
    expect(rows).toEqual([
      { act: "cancel", reason },
      { act: "hold", reason },
    ]);
  });

  test("airflow #40322: a file that moves leaves nothing behind, and its pipeline is the same one", async () => {
    await using project = await Project.make(many(2));
    await project.sync();
    const ids = await project.ids();
    const moved = { "pipelines/p0.yaml": null, "pipelines/team/zero.yaml": spec("p0") };
    expect(changes(await project.commit(moved))).toEqual(["changed p0"]);
    expect(await project.ids()).toEqual(ids);
    const { rows } = await project.database.pool.query(
      "select path from trunkline.pipeline_source order by path",
    );
    expect(rows.map(({ path }) => path)).toEqual(["pipelines/p1.yaml", "pipelines/team/zero.yaml"]);
  });
});

describe("who decides", () => {
  test("argo-cd #15588, #4414: a pause is nobody's but its owner's: no revision ends it", async () => {
    await using project = await Project.make(many(1));
    await project.sync();
    const { p0 } = await project.ids();
    const { pool } = project.database;
    await pool.query("select trunkline.place_hold($1, null, null, 'hold', 'ada', 'audit', null)", [
      p0,
    ]);
    await project.commit({ "pipelines/p0.yaml": spec("p0", "false") });
    await project.commit({ "pipelines/p0.yaml": spec("p0") });
    const { rows } = await pool.query("select pipeline_id, actor from trunkline.hold");
    expect(rows).toEqual([{ pipeline_id: p0, actor: "ada" }]);
  });

  test("atlantis #2172, #4025, #5826: what is applied is the plan of the merged tree, made against what is deployed then", async () => {
    await using project = await Project.make(many(2));
    await project.sync();
    const { repository } = project;
    repository.branch("feature");
    repository.commit({ "pipelines/p1.yaml": spec("p1", "feature") });
    repository.branch("main");
    repository.commit({ "pipelines/p0.yaml": spec("p0", "main") });
    await project.sync();
    repository.merge("feature", "Merge the feature (#12)");
    const outcome = await project.sync();
    // Only what the merge brings to what main had become.
    expect(changes(outcome)).toEqual(["changed p1"]);
    expect((await project.row()).commit_oid).toBe(repository.tip());
  });

  test("devantler-tech/platform #3006: while Git is away everything deployed goes on", async () => {
    await using project = await Project.make(many(1));
    await project.sync();
    const { p0 } = (await project.ids()) as { p0: number };
    project.repository[Symbol.dispose]();
    const outcome = await project.sync().catch((error: Error) => ({ state: error.message }));
    expect(outcome.state).not.toBe("Synced");
    expect(await newRun(project.database.pool, p0, day(1))).toBeDefined();
    expect(Object.keys(await project.deployed())).toEqual(["p0"]);
  });
});
