// A broken file on a real repository and a real database: what it keeps, what it doesn't touch, and who says so since when.

import { expect, test } from "vitest";
import { summariesOf } from "#api/pipeline-view.ts";
import { listPipelines } from "#store/pipelines.sql.ts";
import { changes, many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

const broken = "tusks: {}\n";

async function summaries(project: Project) {
  const { pool } = project.database;
  const page = { after: "", afterId: 0, limit: 100, project: null };
  const found = await summariesOf(pool, await listPipelines(pool, page), null);
  return Object.fromEntries(found.map((one) => [one.name, one]));
}

test("flux2 #1482, kustomize-controller #756, kestra plugin-git #216, #233, dagster #2918: one bad file stops no other, and is Degraded since its commit", async () => {
  await using project = await Project.make(many(3));
  await project.sync();
  const good = project.repository.tip();
  const outcome = await project.commit({
    "pipelines/p0.yaml": `name: p0\n${broken}`,
    "pipelines/p1.yaml": spec("p1", "false"),
  });
  const commit = project.repository.tip();
  expect(changes(outcome)).toEqual(["changed p1"]);
  // Later commits leave the beginning as it was.
  await project.commit({ "README.md": "hello\n" });
  await project.commit({ "pipelines/p0.yaml": `name: p0\n${broken}# still\n` });
  const { p0, p1, p2 } = await summaries(project);
  expect(p0).toMatchObject({
    stale: { file: "pipelines/p0.yaml", commit, since: expect.any(String), line: 1 },
    sync: { state: "OutOfSync" },
    health: {
      status: "Degraded",
      reason: expect.stringContaining(`stale since ${commit.slice(0, 12)}: pipelines/p0.yaml:1: `),
    },
    changedIn: { commit: good },
  });
  for (const one of [p1, p2])
    expect(one).toMatchObject({
      stale: null,
      sync: { state: "Synced" },
      health: { status: "Healthy" },
    });
  await project.commit({ "pipelines/p0.yaml": spec("p0") });
  expect((await summaries(project)).p0).toMatchObject({ stale: null, sync: { state: "Synced" } });
});

test("a held plan holds the pipelines that it touches, a project that is held at a revision all that may differ", async () => {
  await using project = await Project.make(many(3));
  await project.database.pool.query("update trunkline.project set rules = $1", [
    { sync: { holdDeletions: { count: 0, percent: 0 } } },
  ]);
  await project.sync();
  await project.commit({ "pipelines/p0.yaml": null });
  const states = async () => Object.values(await summaries(project)).map(({ sync }) => sync.state);
  expect(await states()).toEqual(["Held", "Synced", "Synced"]);
  await project.sync();
  expect(await states()).toEqual(["Held", "Synced", "Synced"]);
  await project.commit({ "pipelines/p0.yaml": spec("p0") });
  expect(await states()).toEqual(["Synced", "Synced", "Synced"]);
});

test("a bundle applies together: while one file is broken no change of it is deployed; then all are", async () => {
  const bundled = (name: string, run = "true") => spec(name, run, "bundle: close\n");
  await using project = await Project.make({
    "pipelines/a.yaml": bundled("a"),
    "pipelines/b.yaml": bundled("b"),
    "pipelines/c.yaml": bundled("c"),
    ...many(1),
  });
  await project.sync();
  const deployed = await project.deployed();
  const outcome = await project.commit({
    "pipelines/a.yaml": `name: a\nbundle: close\n${broken}`,
    "pipelines/b.yaml": bundled("b", "false"),
    "pipelines/c.yaml": null,
    "pipelines/d.yaml": bundled("d"),
    "pipelines/p0.yaml": spec("p0", "false"),
  });
  expect(changes(outcome)).toEqual(["changed p0"]);
  expect(await project.deployed()).toEqual(deployed);
  const { b } = await summaries(project);
  expect(b?.health).toMatchObject({
    status: "Degraded",
    reason: expect.stringContaining(
      'waits for pipelines/a.yaml, which is in error and of the same bundle "close"',
    ),
  });
  // A later change of another member waits for the same file, though that is not read again.
  expect(changes(await project.commit({ "pipelines/b.yaml": bundled("b", "echo 2") }))).toEqual([]);
  // Not even as YAML: the bundle is known from before.
  await project.commit({ "pipelines/a.yaml": "name: a\ntasks: [\n" });
  expect(changes(await project.commit({ "pipelines/e.yaml": bundled("e") }))).toEqual([]);
  const repaired = await project.commit({ "pipelines/a.yaml": bundled("a", "false") });
  expect(changes(repaired)).toEqual(["changed a", "changed b", "removed c", "added d", "added e"]);
  expect(await project.broken()).toEqual([]);
});

test("a folder's defaults make it a bundle, and what waits for an awaited member waits, too", async () => {
  await using project = await Project.make({
    "pipelines/close/_defaults.yaml": "bundle: close\n",
    "pipelines/close/a.yaml": spec("a"),
    "pipelines/close/b.yaml": spec("b"),
  });
  await project.sync();
  const outcome = await project.commit({
    "pipelines/close/a.yaml": `name: a\n${broken}`,
    "pipelines/close/c.yaml": spec("c"),
    "pipelines/asks.yaml": spec("asks", "true", "awaits: {pipeline: c}\n"),
  });
  expect(changes(outcome)).toEqual([]);
  const repaired = await project.commit({ "pipelines/close/a.yaml": spec("a", "false") });
  expect(changes(repaired)).toEqual(["changed a", "added asks", "added c"]);
});

test("broken shared files stop only what is made of them: defaults, a template, a calendar", async () => {
  await using project = await Project.make({
    "pipelines/a/_defaults.yaml": "owner: team\n",
    "pipelines/a/one.yaml": spec("one"),
    "pipelines/two.yaml": "name: two\ntasks: {t: {uses: ./templates/x.yaml}}\n",
    "templates/x.yaml": "tasks: {inner: {run: 'true'}}\n",
    "pipelines/three.yaml": spec(
      "three",
      "true",
      "triggers: [{schedule: {daily: '06:00'}, calendar: days}]\n",
    ),
    "calendars/days.yaml": "weekdays: [mon]\n",
    ...many(1),
  });
  await project.sync();
  const stale = async (file: string) => {
    const outcome = await project.commit({
      [file]: "[",
      "pipelines/p0.yaml": spec("p0", `echo ${file.length}`),
    });
    expect(changes(outcome), file).toEqual(["changed p0"]);
    const found = Object.values(await summaries(project)).flatMap((one) =>
      one.stale ? `${one.name}: ${one.stale.file}` : [],
    );
    project.repository.git("checkout", "HEAD~1", "--", file);
    expect(changes(await project.commit({}))).toEqual([]);
    return found;
  };
  expect(await stale("pipelines/a/_defaults.yaml")).toEqual(["one: pipelines/a/_defaults.yaml"]);
  expect(await stale("templates/x.yaml")).toEqual(["two: pipelines/two.yaml"]);
  expect(await stale("calendars/days.yaml")).toEqual(["three: pipelines/three.yaml"]);
  expect(await project.broken()).toEqual([]);
});
