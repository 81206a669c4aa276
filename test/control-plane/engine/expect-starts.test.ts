// What would have started while another scheduler runs the pipelines, on a database whose clock the test sets.

import { afterEach, beforeEach, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { approvedByGrace, declareApprovals, overridden } from "#test/support/overridden-waves.ts";
import { type SimulatedDatabase, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { SyncedProject } from "#test/support/synced-project.ts";

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
const gl = "migration/waves/gl-1.yaml";
const wave = (stage: string) => `stage: ${stage}\nmembers: {pipelines: [load]}\n`;
const load = (minute: number) => `name: load
legacy: {system: autosys, job: BOX}
triggers: [{schedule: "${minute} * * * *", missed: none}]
tasks:
  first: {run: /opt/first, legacy: {job: FIRST}}
  second: {run: /opt/second, needs: [first], legacy: {job: SECOND}}
  clean: {run: /opt/clean}
`;

async function later(hours: number): Promise<void> {
  await database.clock.pass(hours * hourMs);
}

async function expected(): Promise<void> {
  const { pool } = database;
  const readPipeline = createDefinitions(pool).pipeline;
  const now = new Date(database.clock.now());
  // Twice: what is written already stays as it is.
  for (const at of [now, now]) await expectStarts({ pool, readPipeline, now: at });
}

/** Minutes of the hour at which something would have started, by task, in time order. */
async function minutes(): Promise<Record<string, number[]>> {
  const { rows } = await database.pool.query<{ task: string; due_at: Date; waits: boolean }>(
    "select task, due_at, waits from trunkline.expected_start order by due_at",
  );
  const found: Record<string, number[]> = {};
  for (const { task, due_at, waits } of rows) {
    found[`${task}${waits ? " waits" : ""}`] ??= [];
    found[`${task}${waits ? " waits" : ""}`]?.push(due_at.getUTCMinutes());
  }
  return found;
}

test("each due time is there once, of the pipeline and of the tasks that were jobs, by what was deployed then", async () => {
  project.repository.commit({ "pipelines/load.yaml": load(10), [gl]: wave("observe") });
  await project.sync();
  await later(2);
  await expected();
  expect(await minutes()).toEqual({ "": [10, 10], first: [10, 10], "second waits": [10, 10] });
  // The spec changes and nobody looks for two hours.
  await later(1);
  project.repository.commit({ "pipelines/load.yaml": load(20) });
  await project.sync();
  await later(1);
  await expected();
  const four = [10, 10, 10, 20];
  expect(await minutes()).toEqual({ "": four, first: four, "second waits": four });
  const { rows } = await database.pool.query(
    "select task, system, job from trunkline.legacy_job order by task",
  );
  expect(rows).toEqual([
    { task: "", system: "autosys", job: "BOX" },
    { task: "first", system: "autosys", job: "FIRST" },
    { task: "second", system: "autosys", job: "SECOND" },
  ]);
});

test("what is live runs itself: it is expected again from the commit on that goes back", async () => {
  await declareApprovals(database.pool);
  project.repository.commit({ "pipelines/load.yaml": load(10), [gl]: wave("observe") });
  await project.sync();
  await later(1);
  await expected();
  const live = { [gl]: wave("live") + overridden() };
  project.repository.commit(live, { message: approvedByGrace });
  await project.sync();
  await later(2);
  await expected();
  project.repository.commit({ [gl]: wave("observe") });
  await project.sync();
  await later(1);
  await expected();
  expect((await minutes())[""]).toEqual([10, 10]);
});
