// Waves of a migration on a real repository and a real database: what another scheduler runs never runs here, from the
// commit that says `live` on it does, each due time once, and a revert goes back.

import { afterEach, beforeEach, expect, test } from "vitest";
import { judgeTriggers } from "#engine/judge-triggers.ts";
import { requestRun } from "#engine/request-run.ts";
import { rerunRun } from "#engine/rerun.ts";
import { RefusedByStage } from "#engine/stage-gate.ts";
import { tick } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { newWorker, perform } from "#test/support/engine.ts";
import { type SimulatedDatabase, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { changes, SyncedProject, spec } from "#test/support/synced-project.ts";

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

const hourMs = 3_600_000;
const hourly = (name: string): string =>
  spec(name, "true", 'tags: {app: [GL]}\ntriggers: [{schedule: "0 * * * *", missed: all}]\n');
const wave = (stage: string, more = ""): string =>
  `stage: ${stage}\nmembers: {tags: {app: [GL]}${more}}\n`;
const gl = "migration/waves/gl-1.yaml";

/** Due times that have a row, whatever became of them. */
async function dues(name: string): Promise<number[]> {
  const { rows } = await database.pool.query<{ due_at: Date }>(
    `select r.due_at from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
      where p.name = $1 order by r.due_at, r.id`,
    [name],
  );
  return rows.map(({ due_at }) => due_at.getTime());
}

/** Lets time go on, and the scheduler with it, hour by hour. */
async function hours(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await database.clock.pass(hourMs);
    await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  }
}

const full = (from: number, to: number): number[] => {
  const found: number[] = [];
  for (let at = (Math.floor(from / hourMs) + 1) * hourMs; at <= to; at += hourMs) found.push(at);
  return found;
};

test("observed for a week nothing runs; live, each due time runs once and nothing is made up for; a revert ends it", async () => {
  const added = await project.commit({
    "pipelines/close.yaml": hourly("close"),
    "pipelines/own.yaml": spec("own", "true", "triggers: [{schedule: {every: 1h}}]\n"),
    [gl]: wave("observe"),
  });
  expect(changes(added)).toEqual(["added close", "added own"]);
  await hours(7 * 24);
  expect(await dues("close")).toEqual([]);
  expect((await dues("own")).length).toBe(7 * 24);

  const live = database.clock.now();
  expect(changes(await project.commit({ [gl]: wave("live") }))).toEqual(["changed close"]);
  expect(await dues("close")).toEqual([]);
  await hours(5);
  const back = database.clock.now();
  expect(await dues("close")).toEqual(full(live, back));

  // The scheduler was away while an hour went by: what was due under the old stage is ours.
  await database.clock.pass(hourMs);
  project.repository.git("revert", "--no-edit", "HEAD");
  expect(changes(await project.sync())).toEqual(["changed close"]);
  const before = full(live, database.clock.now());
  expect(await dues("close")).toEqual(before);
  await hours(24);
  expect(await dues("close")).toEqual(before);

  const again = database.clock.now();
  expect(changes(await project.commit({ [gl]: null }))).toEqual(["changed close"]);
  await hours(3);
  expect(await dues("close")).toEqual([...before, ...full(again, database.clock.now())]);
});
