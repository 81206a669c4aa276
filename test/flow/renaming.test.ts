// Renaming on a real repository and a real database: by `renamedFrom` a pipeline keeps what it is, whatever it is called.

import { expect, test } from "vitest";
import { tickPipelines } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { Gated, gates } from "#test/support/gated.ts";
import { changes, many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

const at = "triggers: [{schedule: {every: 1h}}]\n";
const codes = (outcome: Awaited<ReturnType<Project["sync"]>>): string[] =>
  "diagnostics" in outcome ? outcome.diagnostics.map(({ file, code }) => `${file} ${code}`) : [];

test("a renamed pipeline keeps its identity: runs, holds, blackouts, place in its schedule, each due time once", async () => {
  await using project = await Project.make({ "pipelines/old.yaml": spec("old", "true", at) });
  const { pool } = project.database;
  await project.sync();
  const { old: id } = await project.ids();
  await pool.query(
    `update trunkline.trigger set cursor_at = date_trunc('hour', now()) - interval '2 hours',
            next_at = date_trunc('hour', now()) - interval '1 hour'`,
  );
  await pool.query(
    "insert into trunkline.hold (pipeline_id, mode, actor) values ($1, 'hold', 'ada')",
    [id],
  );
  await pool.query(
    `insert into trunkline.blackout (project, pipeline, from_at, to_at, mode, actor)
     values ('shop', 'old', now() + interval '1 hour', now() + interval '2 hours', 'skip', 'ada')`,
  );
  const outcome = await project.commit({
    "pipelines/old.yaml": null,
    "pipelines/new.yaml": spec("new", "true", `renamedFrom: old\n${at}`),
  });
  expect(changes(outcome)).toEqual(["renamed new"]);
  expect("plan" in outcome && outcome.plan?.changes[0]).toMatchObject({
    renamedFrom: "old",
    before: { file: "pipelines/old.yaml" },
    after: { file: "pipelines/new.yaml" },
  });
  expect(await project.ids()).toEqual({ new: id });
  const tick = async () =>
    transaction(pool, async (db) => {
      const { rows } = await db.query("select now() as now");
      await tickPipelines(db, [id as number], rows[0].now);
    });
  await tick();
  await tick();
  const { rows: runs } = await pool.query(
    "select pipeline_id, due_at, count(*)::int as n from trunkline.run group by 1, 2 order by 2",
  );
  expect(runs.map(({ pipeline_id, n }) => [pipeline_id, n])).toEqual([
    [id, 1],
    [id, 1],
  ]);
  const { rows } = await pool.query(
    `select (select count(*)::int from trunkline.hold where pipeline_id = $1) as holds,
            (select pipeline from trunkline.blackout) as blackout,
            (select count(*)::int from trunkline.trigger where pipeline_id = $1) as triggers,
            (select former_names from trunkline.pipeline where id = $1) as names`,
    [id],
  );
  expect(rows[0]).toEqual({ holds: 1, blackout: "new", triggers: 1, names: ["old"] });
});

test("a rename in place, one over several steps at once, and its revert are renames", async () => {
  await using project = await Project.make({ "pipelines/x.yaml": spec("a") });
  await project.sync();
  const { a: id } = await project.ids();
  const rename = (name: string, from: string) =>
    project.commit({ "pipelines/x.yaml": spec(name, "true", from) });
  expect(changes(await rename("c", "renamedFrom: [b, a]\n"))).toEqual(["renamed c"]);
  expect(await project.ids()).toEqual({ c: id });
  expect(changes(await rename("a", ""))).toEqual(["renamed a"]);
  expect(await project.ids()).toEqual({ a: id });
  // Once deployed the line may go, and the pipeline stays what it is.
  expect(changes(await rename("b", "renamedFrom: a\n"))).toEqual(["renamed b"]);
  expect(changes(await rename("b", ""))).toEqual(["changed b"]);
  expect(await project.ids()).toEqual({ b: id });
});

test("airflow #11901, #23890: without renamedFrom the old one is removed and the new one starts anew, and the plan says so", async () => {
  await using project = await Project.make({ ...many(1), "pipelines/x.yaml": spec("a") });
  await project.sync();
  const { a: id } = await project.ids();
  const outcome = await project.commit({
    "pipelines/x.yaml": null,
    "pipelines/y.yaml": spec("b"),
  });
  expect(changes(outcome)).toEqual(["removed a", "added b"]);
  expect("plan" in outcome && outcome.plan?.lostRenames).toEqual([{ from: "a", to: "b" }]);
  expect((await project.ids()).b).not.toBe(id);
  // A deleted name that comes back with another content is a new pipeline.
  expect(changes(await project.commit({ "pipelines/y.yaml": spec("a", "false") }))).toEqual([
    "added a",
    "removed b",
  ]);
  expect((await project.ids()).a).not.toBe(id);
});

test("the old name that is still there, two that claim one, and a name used again", async () => {
  await using project = await Project.make(many(2));
  await project.sync();
  const ids = await project.ids();
  const claim = (name: string) => ({
    [`pipelines/${name}.yaml`]: spec(name, "true", "renamedFrom: p0\n"),
  });
  const both = await project.commit(claim("new"));
  expect(codes(both)).toEqual(["pipelines/new.yaml invalid-rename"]);
  expect(await project.ids()).toEqual(ids);
  // Both claim it: neither gets it, and what is deployed stays although its file is gone.
  const two = await project.commit({ ...claim("other"), "pipelines/p0.yaml": null });
  expect(codes(two)).toEqual([
    "pipelines/new.yaml invalid-rename",
    "pipelines/other.yaml invalid-rename",
  ]);
  expect(await project.ids()).toEqual(ids);
  const one = await project.commit({ "pipelines/other.yaml": null });
  expect(changes(one)).toEqual(["renamed new"]);
  expect(await project.ids()).toEqual({ new: ids.p0, p1: ids.p1 });
  // While the line is there nobody else may have the name.
  expect(codes(await project.commit({ "pipelines/p0.yaml": spec("p0", "false") }))).toEqual([
    "pipelines/new.yaml invalid-rename",
  ]);
  expect((await project.ids()).new).toBe(ids.p0);
  await project.commit({ "pipelines/new.yaml": spec("new") });
  const now = await project.ids();
  expect(now).toEqual({ new: ids.p0, p0: expect.any(Number), p1: ids.p1 });
  expect(now.p0).not.toBe(ids.p0);
});

test("a renamed file in error keeps what is deployed under the old name, until it is repaired or goes", async () => {
  await using project = await Project.make(many(2));
  await project.sync();
  const ids = await project.ids();
  const broken = `${spec("new", "true", "renamedFrom: p0\n")}tusks: {}\n`;
  const moved = await project.commit({ "pipelines/p0.yaml": null, "pipelines/new.yaml": broken });
  expect(changes(moved)).toEqual([]);
  expect(await project.ids()).toEqual(ids);
  await project.commit({ "trunkline.yaml": "description: read everything again\n" });
  expect(await project.ids()).toEqual(ids);
  const good = { "pipelines/new.yaml": spec("new", "true", "renamedFrom: p0\n") };
  expect(changes(await project.commit(good))).toEqual(["renamed new"]);
  expect(await project.ids()).toEqual({ new: ids.p0, p1: ids.p1 });
  const again = {
    "pipelines/new.yaml": null,
    "pipelines/third.yaml": broken.replaceAll("p0", "new").replace("name: new", "name: third"),
  };
  expect(changes(await project.commit(again))).toEqual([]);
  expect(await project.ids()).toEqual({ new: ids.p0, p1: ids.p1 });
  expect(changes(await project.commit({ "pipelines/third.yaml": null }))).toEqual(["removed new"]);
});

test("what others of the project await is not renamed behind their backs; those who follow in the same commit are", async () => {
  const asks = (name: string, awaited: string) =>
    spec(name, "true", `awaits: {pipeline: ${awaited}, state: succeeded}\n`);
  await using project = await Project.make({
    ...many(1),
    "pipelines/asks.yaml": asks("asks", "p0"),
  });
  await project.sync();
  const ids = await project.ids();
  const renamed = {
    "pipelines/p0.yaml": null,
    "pipelines/new.yaml": spec("new", "true", "renamedFrom: p0\n"),
  };
  const kept = await project.commit(renamed);
  expect(changes(kept)).toEqual([]);
  expect(codes(kept)).toEqual([
    "pipelines/asks.yaml unknown-awaited",
    "pipelines/new.yaml unknown-awaited",
    "pipelines/p0.yaml unknown-awaited",
  ]);
  expect(await project.ids()).toEqual(ids);
  const followed = await project.commit({ "pipelines/asks.yaml": asks("asks", "new") });
  expect(changes(followed)).toEqual(["changed asks", "renamed new"]);
  expect(await project.ids()).toEqual({ asks: ids.asks, new: ids.p0 });
  expect(await project.broken()).toEqual([]);
});

test("a run that waits for the old name goes on when the pipeline has run under its new one", async () => {
  const waiter = pipeline("waiter", [task("a", { gates: gates({ pipeline: "load" }) })]);
  await using at = await Gated.of(waiter, pipeline("load", [task("x")]));
  const run = await at.run("waiter");
  expect(await at.states(run)).toEqual(["waiting"]);
  const renamed = pipeline("ingest", [task("x")], { renamedFrom: ["load"] });
  const ids = await deploy(at.pool, [pipeline("waiter", [task("a")]), renamed]);
  expect(ids.get("ingest")).toBe(at.id("load"));
  expect(await at.states(run)).toEqual(["waiting"]);
  await at.finish(await at.run("load"));
  expect(await at.states(run)).toEqual(["ready"]);
});

test("jitter follows from the name, yet a rename in the middle of its minutes gives a date neither two runs nor none", async () => {
  const daily = (jitter: number) => ({
    ...{ timezone: "UTC", missed: "latest" as const },
    schedule: { daily: ["06:00"], jitter: { withinMs: 3_600_000, offsetMs: jitter * 60_000 } },
  });
  const before = pipeline("a", [task("t")], { triggers: [daily(5)] });
  await using made = await Gated.of(before);
  const { pool } = made;
  const cursor = async () =>
    (
      await pool.query("select cursor_at, next_at from trunkline.trigger where pipeline_id = $1", [
        made.id("a"),
      ])
    ).rows[0];
  const had = await cursor();
  await deploy(pool, [pipeline("b", [task("t")], { renamedFrom: ["a"], triggers: [daily(20)] })]);
  const has = await cursor();
  expect(has.next_at.getTime() - had.next_at.getTime()).toBe(15 * 60_000);
  expect(has.cursor_at.getTime()).toBeGreaterThanOrEqual(had.cursor_at.getTime() + 15 * 60_000);
});
