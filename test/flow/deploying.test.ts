// Deploying on a real repository and a real database: what each kind of commit does, and what no commit may do.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedPipeline } from "#core/stored-spec.ts";
import { type Outcome, type Step, steps } from "#reconcile";
import { allPipelines } from "#store/pipelines.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import type { Files } from "#test/support/repository.ts";
import { changes, many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

describe.each(["native", "isomorphic"] as const)("with %s git", (transport) => {
  test("a commit adds, changes, moves and removes exactly what it touches", async () => {
    await using project = await Project.make(many(3), transport);
    expect(changes(await project.sync())).toEqual(["added p0", "added p1", "added p2"]);
    const before = await project.ids();
    expect(changes(await project.sync())).toEqual([]);
    expect(changes(await project.commit({ "pipelines/p1.yaml": spec("p1", "false") }))).toEqual([
      "changed p1",
    ]);
    const moved = { "pipelines/p1.yaml": null, "pipelines/team/p1.yaml": spec("p1", "false") };
    expect(changes(await project.commit(moved))).toEqual(["changed p1"]);
    expect(await project.deployed()).toMatchObject({ p1: "pipelines/team/p1.yaml" });
    expect(await project.ids()).toEqual(before);
    expect(changes(await project.commit({ "pipelines/p2.yaml": null }))).toEqual(["removed p2"]);
  });

  test("rewritten history is blocked, and released by the plan's own hash", async () => {
    await using project = await Project.make(many(2), transport);
    await project.sync();
    const first = project.repository.tip();
    await project.commit({ "pipelines/p1.yaml": spec("p1", "echo one") });
    project.repository.forceTo(first);
    const held = await project.commit({ "pipelines/p1.yaml": spec("p1", "echo two") });
    expect(held).toMatchObject({ state: "Held", reason: expect.stringContaining("rewritten") });
    const hash = held.state === "Held" ? held.plan?.hash : "";
    expect(await project.sync({ confirm: "another" })).toMatchObject({ state: "Held" });
    expect(await project.sync({ confirm: hash ?? "" })).toMatchObject({ state: "Synced" });
    expect((await project.row()).commit_oid).toBe(project.repository.tip());
  });

  test("every object of the deployed tree is stored, so that runs need no Git", async () => {
    await using project = await Project.make(
      { ...many(2), "scripts/deep/er/x.sh": "echo hi\n" },
      transport,
    );
    await project.sync();
    await project.commit({ "scripts/deep/er/x.sh": "echo ho\n" });
    const { tree_oid } = await project.row();
    const wanted = project.repository
      .git("ls-tree", "-rt", "--format=%(objectname)", tree_oid as string)
      .split("\n");
    const { rows } = await project.database.pool.query(
      "select count(*)::int as n from trunkline.git_object where oid = any ($1)",
      [[tree_oid, ...wanted]],
    );
    expect(rows[0].n).toBe(new Set([tree_oid, ...wanted]).size);
  });
});

test("what is broken keeps its pipeline, everything else deploys, and all mistakes are named at once", async () => {
  await using project = await Project.make(many(3));
  await project.sync();
  const outcome = await project.commit({
    "pipelines/p0.yaml": "name: p0\ntusks: {}\ntimezone: Mars/Olympus\n",
    "pipelines/p1.yaml": spec("p1", "echo new"),
    "pipelines/p9.yaml": spec("p9"),
  });
  expect(changes(outcome)).toEqual(["changed p1", "added p9"]);
  const found =
    "diagnostics" in outcome ? outcome.diagnostics.map(({ file, code }) => `${file} ${code}`) : [];
  expect(found.length).toBeGreaterThanOrEqual(2);
  expect(found.every((line) => line.startsWith("pipelines/p0.yaml"))).toBe(true);
  expect(await project.broken()).toEqual(["pipelines/p0.yaml"]);
  expect(Object.keys(await project.deployed())).toContain("p0");
  // Later commits that don't touch it change nothing about that; a repair does.
  await project.commit({ "README.md": "hello\n" });
  expect(await project.broken()).toEqual(["pipelines/p0.yaml"]);
  expect(changes(await project.commit({ "pipelines/p0.yaml": spec("p0", "echo fixed") }))).toEqual([
    "changed p0",
  ]);
  expect(await project.broken()).toEqual([]);
});

test("a name that two files claim stays with what is deployed, until one of them is gone", async () => {
  await using project = await Project.make(many(1));
  await project.sync();
  expect(changes(await project.commit({ "pipelines/twin.yaml": spec("p0", "echo twin") }))).toEqual(
    [],
  );
  expect(await project.broken()).toEqual(["pipelines/p0.yaml", "pipelines/twin.yaml"]);
  expect(await project.deployed()).toEqual({ p0: "pipelines/p0.yaml" });
  expect(changes(await project.commit({ "pipelines/p0.yaml": null }))).toEqual(["changed p0"]);
  expect(await project.broken()).toEqual([]);
  expect(await project.deployed()).toEqual({ p0: "pipelines/twin.yaml" });
});

test("shared files reach the pipelines that use them: defaults, templates, a folder's tasks, scripts", async () => {
  await using project = await Project.make({
    "pipelines/a/one.yaml": spec("one"),
    "pipelines/b/two.yaml": "name: two\ntasks:\n  t:\n    uses: ./templates/x.yaml\n",
    "templates/x.yaml": "tasks:\n  inner:\n    run: echo 1\n",
    "pipelines/c/pipeline.yaml": "name: three\n",
    "pipelines/c/tasks/first.yaml": "run: sh scripts/go.sh\n",
    "scripts/go.sh": "echo 1\n",
  });
  await project.sync();
  const reach = async (files: Files) => changes(await project.commit(files));
  expect(await reach({ "pipelines/a/_defaults.yaml": "owner: team-a\n" })).toEqual(["changed one"]);
  expect(await reach({ "pipelines/a/_defaults.yaml": "owner: team-b\n" })).toEqual(["changed one"]);
  expect(await reach({ "pipelines/a/_defaults.yaml": null })).toEqual(["changed one"]);
  expect(await reach({ "templates/x.yaml": "tasks:\n  inner:\n    run: echo 2\n" })).toEqual([
    "changed two",
  ]);
  expect(await reach({ "pipelines/c/tasks/second.yaml": "run: echo 2\n" })).toEqual([
    "changed three",
  ]);
  expect(await reach({ "pipelines/c/tasks/second.yaml": null })).toEqual(["changed three"]);
  expect(await reach({ "scripts/go.sh": "echo 2\n" })).toEqual(["changed three"]);
  expect(await reach({ "trunkline.yaml": "timezone: Europe/Berlin\n" })).toEqual([
    "changed one",
    "changed three",
    "changed two",
  ]);
  expect(await reach({ "templates/x.yaml": "tasks: [" })).toEqual([]);
  expect(await project.broken()).toEqual(["pipelines/b/two.yaml"]);
});

test("many deletions are held, and a result without any pipeline too", async () => {
  await using project = await Project.make(many(40));
  await project.sync();
  const gone = (from: number, to: number): Files =>
    Object.fromEntries(
      Array.from({ length: to - from }, (_, n) => [`pipelines/p${from + n}.yaml`, null]),
    );
  expect(await project.commit(gone(0, 10))).toMatchObject({ state: "Synced" });
  const held = await project.commit(gone(10, 25));
  expect(held).toMatchObject({ state: "Held", reason: expect.stringContaining("15 of 30") });
  expect(Object.keys(await project.deployed())).toHaveLength(30);
  // Polls leave it alone; the hash is the same whenever it is planned.
  expect(await project.sync()).toMatchObject({ state: "Held", plan: null });
  const again = await project.sync({ recheck: true });
  const hash = held.state === "Held" ? held.plan?.hash : undefined;
  expect(again.state === "Held" && again.plan?.hash).toBe(hash);
  expect(await project.sync({ confirm: hash ?? "" })).toMatchObject({ state: "Synced" });
  expect(await project.commit(gone(25, 40))).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("all 15"),
  });
});

test("a deleted branch, a missing folder and an empty repository delete nothing", async () => {
  await using project = await Project.make(many(2));
  await project.sync();
  project.repository.branch("other");
  project.repository.deleteBranch("main");
  expect(await project.sync()).toMatchObject({
    state: "Unknown",
    reason: expect.stringContaining("branch main is missing"),
  });
  expect(Object.keys(await project.deployed())).toHaveLength(2);
  await using empty = await Project.make(null);
  expect(await empty.sync()).toMatchObject({ state: "Unknown" });
});

test("a spec that becomes a symbolic link keeps its pipeline, on later commits too", async () => {
  await using project = await Project.make(many(2));
  await project.sync();
  const outcome = await project.commit({ "pipelines/p0.yaml": null });
  expect(changes(outcome)).toEqual(["removed p0"]);
  await project.commit({ "pipelines/p0.yaml": spec("p0") });
  project.repository.write({ "pipelines/p0.yaml": null });
  expect(changes(await project.commit({ "pipelines/p0.yaml": { link: "p1.yaml" } }))).toEqual([]);
  expect(Object.keys(await project.deployed())).toEqual(["p0", "p1"]);
  await project.commit({ "trunkline.yaml": "description: read everything again\n" });
  expect(Object.keys(await project.deployed())).toEqual(["p0", "p1"]);
  expect(await project.broken()).toEqual(["pipelines/p0.yaml"]);
});

test("a deleted name used again is a new identity, but a revert revives the old one", async () => {
  await using project = await Project.make(many(2));
  await project.sync();
  const { p0: old } = await project.ids();
  await project.commit({ "pipelines/p0.yaml": null });
  await project.commit({ "pipelines/p0.yaml": spec("p0", "echo another") });
  const { p0: another } = await project.ids();
  expect(another).not.toBe(old);
  await project.commit({ "pipelines/p0.yaml": null });
  await project.commit({ "pipelines/p0.yaml": spec("p0") });
  expect((await project.ids()).p0).toBe(old);
});

test.each(steps)(
  "a sync that dies at step %s leaves the last good state or the new one, and the next completes it",
  async (at: Step) => {
    await using project = await Project.make(many(2));
    await project.sync();
    const before = (await project.row()).commit_oid;
    project.repository.commit({ "pipelines/p5.yaml": spec("p5") });
    const dying = project.sync({
      onStep: (step) => {
        if (step === at) throw new Error(`died at ${step}`);
      },
    });
    await expect(dying).rejects.toThrow(`died at ${at}`);
    const { commit_oid } = await project.row();
    const names = Object.keys(await project.deployed());
    if (commit_oid === before) expect(names).toEqual(["p0", "p1"]);
    else expect(names).toEqual(["p0", "p1", "p5"]);
    await project.sync();
    expect(Object.keys(await project.deployed())).toEqual(["p0", "p1", "p5"]);
  },
);

test("a commit during a sync is the next sync's; two syncs at once are one", async () => {
  await using project = await Project.make(many(1));
  await project.sync();
  const first = project.repository.commit({ "pipelines/p1.yaml": spec("p1") });
  let second = "";
  const outcomes: Outcome[] = [];
  await project.sync({
    onStep: async (step) => {
      if (step !== "read") return;
      second = project.repository.commit({ "pipelines/p2.yaml": spec("p2") });
      outcomes.push(await project.sync());
    },
  });
  expect(outcomes).toEqual([{ state: "Busy" }]);
  expect((await project.row()).commit_oid).toBe(first);
  await project.sync();
  expect((await project.row()).commit_oid).toBe(second);
});

test("every change has its audit row, written with it", async () => {
  await using project = await Project.make(many(1));
  await project.sync();
  await project.commit({ "pipelines/p1.yaml": spec("p1") });
  const { rows } = await project.database.pool.query(
    `select (select count(*)::int from trunkline.revision) as revisions,
            (select count(*)::int from trunkline.audit where act = 'apply') as audits`,
  );
  expect(rows[0]).toEqual({ revisions: 2, audits: 2 });
});

const arbitraryPipeline = fc
  .record({
    name: fc.constantFrom("a", "b", "c", "d", "e"),
    script: fc.constantFrom("true", "false", "echo 1"),
    runs: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
    cron: fc.option(fc.constantFrom("0 6 * * *", "30 7 * * 1"), { nil: null }),
  })
  .map(({ name, script, runs, cron }) =>
    pipeline(name, [task("t", { action: { kind: "command", script, variables: {} } })], {
      concurrency: { runs, whenBusy: "queue" },
      triggers: cron === null ? [] : [{ schedule: { cron }, timezone: "UTC", missed: "latest" }],
    }),
  );

test("apply(plan(desired, live), live) is desired, whatever was live", async () => {
  await using db = await testDatabase();
  const estates = fc.uniqueArray(arbitraryPipeline, { selector: ({ name }) => name, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(estates, async (desired) => {
      await deploy(db.pool, desired);
      const project = await getProject(db.pool, { name: "test" });
      const live = await allPipelines(db.pool, { project: project?.id as number });
      const sorted = desired.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(live.map(({ spec: found }) => storedPipeline(found))).toEqual(sorted);
      const { rows } = await db.pool.query(
        `select p.name, t.schedule from trunkline.trigger t join trunkline.pipeline p on p.id = t.pipeline_id
          order by p.name`,
      );
      expect(rows).toEqual(
        sorted.flatMap(({ name, triggers }) =>
          triggers.map(({ schedule }) => ({ name, schedule })),
        ),
      );
    }),
    { numRuns: 40 },
  );
});
