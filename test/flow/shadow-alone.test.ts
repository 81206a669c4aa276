// A run in shadow is nothing to anybody else: it satisfies, starts, blocks, raises and counts nothing, and waits for nobody
// live. On a real repository and a real database whose clock the test sets.

import { afterEach, beforeEach, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import { judgeTriggers } from "#engine/judge-triggers.ts";
import { requestRun } from "#engine/request-run.ts";
import { tick } from "#engine/tick.ts";
import { admitRuns, latestRuns } from "#store/runs.sql.ts";
import { startShadowRuns } from "#store/shadow.sql.ts";
import { transaction } from "#store/transaction.ts";
import { again, newWorker, perform, start } from "#test/support/engine.ts";
import { approvedByGrace, declareApprovals, overridden } from "#test/support/overridden-waves.ts";
import { type SimulatedDatabase, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";

let database: SimulatedDatabase;
let project: SyncedProject;
beforeEach(async () => {
  database = await simulatedDatabase();
  project = await SyncedProject.make({ "trunkline.yaml": "name: shop\n" }, "native", database);
  await declareApprovals(database.pool);
  project.message = approvedByGrace;
  // What is due at the very moment of a look is of the next one.
  await database.clock.pass(60_000);
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const hourMs = 3_600_000;
const gl = "migration/waves/gl.yaml";
const wave = (stage: string) => `stage: ${stage}\nmembers: {pipelines: [close]}\n${overridden()}`;
const close = `name: close
triggers: [{schedule: "0 * * * *", missed: all}]
concurrency: {runs: 1}
tasks:
  load:
    run: "true"
    locks: {ledger: exclusive}
    emits: [{event: loaded, date: same}]
    writes: [orders]
    shadow: {sideEffects: none}
`;
const files = {
  "pools.yaml": "ledger: {lock: true}\n",
  "pipelines/close.yaml": close,
  "pipelines/follows.yaml": spec(
    "follows",
    "true",
    "triggers: [{after: {pipeline: close, state: finished}}, {after: {event: loaded}}, {after: {asset: orders}}]\n",
  ),
  "pipelines/waits.yaml": spec("waits", "true", "awaits: {pipeline: close}\n"),
  "pipelines/idle.yaml": spec("idle", "true", "awaits: {pipeline: close, state: notRunning}\n"),
};

const read = () => createDefinitions(database.pool).pipeline;

/** An hour passes; what the server's loops do then. Answers the runs in shadow that began. */
async function hour(): Promise<string[]> {
  await database.clock.pass(hourMs);
  const now = new Date(database.clock.now());
  await transaction(database.pool, (db) => tick(db, now));
  await expectStarts({ pool: database.pool, readPipeline: read(), now });
  const made = await startShadowRuns(database.pool, { limit: 10 });
  await judge();
  return made.map(({ run_id }) => run_id);
}

async function judge(): Promise<void> {
  await transaction(database.pool, (db) => judgeTriggers(db, read()));
  while ((await judgeChanges((work) => transaction(database.pool, work), read())) > 0);
}

const request = async (name: string, date?: string): Promise<string> => {
  const id = (await project.ids())[name] as number;
  const day = { timezone: "UTC", newDay: "00:00" };
  const { id: run } = await requestRun(database.pool, {
    ...{ pipelineId: id, day, params: {}, actor: "ada" },
    ...(date === undefined ? {} : { date }),
  });
  await judge();
  return run;
};

async function runs(): Promise<string[]> {
  const { rows } = await database.pool.query(
    `select p.name || ' ' || r.trigger_kind || ' ' || r.state as run from trunkline.run r
       join trunkline.pipeline p on p.id = r.pipeline_id order by r.id`,
  );
  return rows.map(({ run }) => run);
}

test("conditions, triggers, alerts and the last run of a pipeline know nothing of it", async () => {
  const { pool } = database;
  await project.commit({ ...files, [gl]: wave("shadow") });
  await pool.query("insert into trunkline.alert_source (name, content) values ('option', '{}')");
  const worker = await newWorker(pool);
  const [run] = await hour();
  await request("waits");
  await request("idle");
  await perform(pool, worker, run as string, 0, "succeeded");
  await judge();
  const [second] = await hour();
  await perform(pool, worker, second as string, 0, "failed");
  await judge();
  expect(await runs()).toEqual([
    "close shadow succeeded",
    "waits manual waiting",
    "idle manual running",
    "close shadow failed",
  ]);
  for (const table of ["alert_signal", "run_deadline"])
    expect((await pool.query(`select * from trunkline.${table}`)).rows, table).toEqual([]);
  const id = (await project.ids()).close as number;
  expect(await latestRuns(pool, { pipelines: [id] })).toEqual([]);
});

test("it takes no place, lock or slot of what is live, and goes on to its end when the stage is another", async () => {
  const { pool } = database;
  await project.commit({ ...files, [gl]: wave("shadow") });
  const worker = await newWorker(pool);
  const [run] = await hour();
  const claim = await start(pool, worker, run as string, 0);
  expect(claim).not.toBe(null);
  expect((await pool.query("select * from trunkline.pool_hold")).rows).toEqual([]);
  await project.commit({ [gl]: wave("live") });
  expect(await hour()).toEqual([]);
  expect(await runs()).toEqual(["close shadow running", "close schedule running"]);
  await admitRuns(pool, { pipelines: [(await project.ids()).close as number] });
  const [live] = (await pool.query("select id from trunkline.run where trigger_kind = 'schedule'"))
    .rows;
  await judge();
  await perform(pool, worker, live.id, 0);
  expect(await runs()).toContain("close shadow running");
});

test("one runs at a time, in order; a hold keeps it back; back at observe nothing more starts", async () => {
  const { pool } = database;
  await project.commit({ ...files, [gl]: wave("shadow") });
  const worker = await newWorker(pool);
  const [first] = await hour();
  expect(await hour()).toEqual([]);
  await perform(pool, worker, first as string, 0);
  const [second] = (await startShadowRuns(pool, { limit: 10 })).map(({ run_id }) => run_id);
  await perform(pool, worker, second as string, 0);
  const { rows } = await pool.query("select slot, due_at from trunkline.run order by id");
  expect(rows.map(({ slot }) => slot.slice(0, 4))).toEqual(["s:t:", "s:t:"]);
  expect(rows[0].due_at < rows[1].due_at).toBe(true);

  const id = (await project.ids()).close as number;
  await pool.query("select trunkline.place_hold($1, null, null, 'hold', 'ada', 'wait', null)", [
    id,
  ]);
  expect(await hour()).toEqual([]);
  await pool.query("delete from trunkline.hold");
  expect(await startShadowRuns(pool, { limit: 10 })).toHaveLength(1);
  await project.commit({ [gl]: wave("observe") });
  expect(await hour()).toEqual([]);
  expect(await runs()).toHaveLength(3);
  // Starts of more than three days ago are nobody's any more.
  await project.commit({ [gl]: wave("shadow") });
  const open = (await pool.query("select id from trunkline.run where finished_at is null")).rows[0];
  await perform(pool, worker, open.id, 0);
  for (let n = 0; n < 4; n++) await database.clock.pass(24 * hourMs);
  const [late] = await hour();
  const [row] = (await pool.query("select due_at from trunkline.run where id = $1", [late])).rows;
  expect(database.clock.now() - row.due_at.getTime()).toBeLessThanOrEqual(72 * hourMs);
});

test("it is not run again: not while it is in shadow, and not as a live run later", async () => {
  const { pool } = database;
  await project.commit({ ...files, [gl]: wave("shadow") });
  const [run] = await hour();
  await perform(pool, await newWorker(pool), run as string, 0, "failed");
  await expect(again(pool, run as string)).rejects.toThrow("at the stage shadow");
  await project.commit({ [gl]: wave("live") });
  expect(await again(pool, run as string)).toEqual({ kind: "inShadow" });
  await expect(request("close")).resolves.toBeTruthy();
});
