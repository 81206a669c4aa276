// Going back by a revert: an ordinary forward revision that restores content and identity, starts nothing twice, and is
// shown as what it is.

import { afterEach, beforeEach, expect, test } from "vitest";
import { tick } from "#engine/tick.ts";
import { pipelineHistory } from "#store/pipelines.sql.ts";
import { getProject, projectRevisions } from "#store/projects.sql.ts";
import { transaction } from "#store/transaction.ts";
import { type SimulatedDatabase, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { changes, SyncedProject } from "#test/support/synced-project.ts";

let database: SimulatedDatabase;
let project: SyncedProject;
beforeEach(async () => {
  database = await simulatedDatabase();
  project = await SyncedProject.make({ "trunkline.yaml": "name: shop\n" }, "native", database);
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const hourly = (run: string): string =>
  `name: hourly\ntriggers: [{schedule: "0 * * * *", missed: all}]\ntasks: {a: {run: "${run}"}}\n`;

/** Every slot that has a run or a row that says why not. */
async function slots(): Promise<{ slot: string; revision: number }[]> {
  const { rows } = await project.database.pool.query<{ slot: string; revision: number }>(
    "select slot, pipeline_revision_id as revision from trunkline.run order by slot",
  );
  return rows;
}

/** Lets time go on, and the scheduler with it. */
async function later(hours: number): Promise<void> {
  await database.clock.pass(hours * 3_600_000);
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
}

const history = () =>
  pipelineHistory(project.database.pool, {
    ...{ project: "shop", name: "hourly", before: 2_147_483_647, limit: 50 },
  });

test("a revert is a forward revision with the old content; the schedule stays where it is", async () => {
  const { repository } = project;
  await project.commit({ "pipelines/hourly.yaml": hourly("echo old") });
  const old = repository.tip();
  const [before] = await history();
  await later(3);
  await project.commit({ "pipelines/hourly.yaml": hourly("echo new") });
  await later(2);
  repository.git("revert", "--no-edit", "HEAD");
  const outcome = await project.sync();
  expect(changes(outcome)).toEqual(["changed hourly"]);
  const [reverted, changed, first] = await history();
  expect(reverted?.content_hash).toBe(before?.content_hash);
  expect(reverted).toMatchObject({ back_to: first?.revision_id, back_to_commit: old });
  expect(reverted?.evidence).toMatchObject({ reverts: [changed?.commit_oid] });
  expect([changed?.back_to, first?.back_to]).toEqual([null, null]);
  expect(Number(reverted?.revision_id)).toBeGreaterThan(Number(changed?.revision_id));

  const then = await slots();
  await later(1);
  const all = await slots();
  // Nothing that was settled before came again, and each due time since the first deployment has one row.
  expect(all.length).toBe(6);
  expect(new Set(all.map(({ slot }) => slot)).size).toBe(all.length);
  expect(all).toEqual(expect.arrayContaining(then));
  expect(all.length).toBe(then.length + 1);
  // What was due before a deployment is of the revision before it.
  const revisions = all.map(({ revision }) => revision);
  expect(revisions.map((one) => one === revisions[0])).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
});

test("of a deleted pipeline it revives the identity, and the time without it is nobody's", async () => {
  const { repository } = project;
  await project.commit({
    "pipelines/hourly.yaml": hourly("echo old"),
    "pipelines/b.yaml": hourly("b").replace("hourly", "b"),
  });
  const { hourly: id } = await project.ids();
  await later(2);
  const ran = (await slots()).length;
  await project.commit({ "pipelines/hourly.yaml": null });
  await later(5);
  const ofOthers = (await slots()).length - ran;
  repository.git("revert", "--no-edit", "HEAD");
  expect(changes(await project.sync())).toEqual(["added hourly"]);
  expect((await project.ids()).hourly).toBe(id);
  // `missed: all` is about a scheduler that was down, not about a pipeline that was not there.
  expect([ran, ofOthers, (await slots()).length]).toEqual([4, 5, 9]);
  const [revived, removed, first] = await history();
  expect([removed?.action, revived?.action]).toEqual(["removed", "added"]);
  expect(revived).toMatchObject({ back_to: first?.revision_id });
  await later(1);
  const all = await slots();
  expect(all.length).toBe(ran + ofOthers + 2);
});

test("a project's revisions say what each did and which one it went back to", async () => {
  const { repository, database } = project;
  await project.commit({ "pipelines/hourly.yaml": hourly("echo old") });
  const old = repository.tip();
  await project.commit({ "pipelines/hourly.yaml": hourly("echo new"), "run.sh": "true\n" });
  repository.git("revert", "--no-edit", "HEAD");
  await project.sync();
  const { id } = (await getProject(database.pool, { name: "shop" })) ?? { id: 0 };
  const rows = await projectRevisions(database.pool, {
    ...{ project: id, before: 2_147_483_647, limit: 10 },
  });
  expect(rows.map(({ added, changed, removed }) => [added, changed, removed])).toEqual([
    [0, 1, 0],
    [0, 1, 0],
    [1, 0, 0],
  ]);
  expect(rows[0]).toMatchObject({ back_to: rows[2]?.id, back_to_commit: old });
  expect(rows[1]?.back_to).toBeNull();
});
