// A guard asks for a slot while the control plane starts it, or takes it over, in another transaction that is still open: whoever
// comes second waits for the first, and one side alone runs the slot.

import { afterEach, beforeEach, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import { answerGuard } from "#engine/guard-asks.ts";
import { handOverDeployed } from "#engine/hand-overs.ts";
import { tick } from "#engine/tick.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { overridden, projectOverridden } from "#test/support/overridden-waves.ts";
import type { SimulatedDatabase } from "#test/support/simulated-clock.ts";
import { type SyncedProject, spec } from "#test/support/synced-project.ts";

let database: SimulatedDatabase;
let project: SyncedProject;
beforeEach(async () => {
  ({ database, project } = await projectOverridden());
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const hourMs = 3_600_000;
const gl = "migration/waves/gl.yaml";
const wave = (stage: string): string =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\nguard: {slots: dates, policy: nobody}\n${overridden()}`;
const close = spec(
  "close",
  "true",
  'legacy: {system: autosys, job: GL_CLOSE}\ntriggers: [{schedule: "0 14 * * *"}]\n',
);
const slot = "20260105";
const guard = { id: "g1", host: "unix7" };

/** Does something in a transaction, and leaves it open until it is told to end. */
function open<T>(work: (db: Db) => Promise<T>): { done: Promise<void>; end(): Promise<T> } {
  const done = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const all = transaction(database.pool, async (db) => {
    const found = await work(db);
    done.resolve();
    await over.promise;
    return found;
  });
  all.catch(done.reject);
  return {
    done: done.promise,
    end() {
      over.resolve();
      return all;
    },
  };
}

/** Until a connection waits for a lock of another. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query(
      "select count(*)::int as blocked from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows[0].blocked > 0) return;
  }
}

const ask = async (db: Db) => {
  const { close: pipeline = 0 } = await project.ids();
  const of = { pipeline, job: "close", slot };
  return answerGuard(db, of, guard, new Date(database.clock.now()));
};
const starting = async (db: Db): Promise<number> => {
  const { pipeline } = createDefinitions(database.pool);
  return judgeChanges((work) => work(db), pipeline);
};
const states = async (): Promise<string[]> =>
  (await database.pool.query("select state from trunkline.run order by id")).rows.map(
    ({ state }) => state,
  );

/** Live, and its run is due and waits to be judged. */
async function due(): Promise<void> {
  await project.commit({ "pipelines/close.yaml": close, [gl]: wave("observe") });
  await project.commit({ [gl]: wave("live") });
  await database.clock.pass(3 * hourMs);
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  expect(await states()).toEqual(["waiting"]);
}

test("asked first, started second: the guard hears that it is ours, and it starts here", async () => {
  await due();
  const asked = open(ask);
  await asked.done;
  const started = transaction(database.pool, starting);
  await untilBlocked();
  expect(await asked.end()).toMatchObject({ answer: { owner: "trunkline" } });
  await started;
  while ((await transaction(database.pool, starting)) > 0);
  expect(await states()).toEqual(["running"]);
});

test("started first, asked second: the guard hears which run it is", async () => {
  await due();
  const started = open(starting);
  await started.done;
  const asked = transaction(database.pool, ask);
  await untilBlocked();
  await started.end();
  expect(await asked).toMatchObject({ answer: { owner: "trunkline" }, run: expect.any(String) });
  expect(await states()).toEqual(["running"]);
});

/** As the deployment that takes the wave live does it. */
const handOver = async (db: Db): Promise<void> => {
  const { close: id = 0 } = await project.ids();
  const { rows } = await db.query(
    "select p.pipeline_revision_id as revision, j.revision_id as of from trunkline.pipeline p join trunkline.project j on j.id = p.project_id where p.id = $1",
    [id],
  );
  const pipeline = await createDefinitions(database.pool).pipeline(rows[0].revision);
  const live = { ...pipeline, wave: { ...pipeline.wave, name: "gl", stage: "live" as const } };
  const at = { revision: rows[0].of, now: new Date(database.clock.now()) };
  await handOverDeployed(db, [{ id, pipeline: live }], at);
};

test("asked first, handed over second: the date stays the other scheduler's, and is skipped here", async () => {
  await project.commit({ "pipelines/close.yaml": close, [gl]: wave("observe") });
  const asked = open(ask);
  await asked.done;
  const handed = project.commit({ [gl]: wave("live") });
  await untilBlocked();
  expect(await asked.end()).toMatchObject({ answer: { owner: "legacy" } });
  await handed;
  await database.clock.pass(3 * hourMs);
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  while ((await transaction(database.pool, starting)) > 0);
  expect(await states()).toEqual(["skipped"]);
});

test("handed over first, asked second: the guard hears that the date is ours", async () => {
  await project.commit({ "pipelines/close.yaml": close, [gl]: wave("observe") });
  const handed = open(handOver);
  await handed.done;
  const asked = transaction(database.pool, ask);
  await untilBlocked();
  await handed.end();
  expect(await asked).toMatchObject({ answer: { owner: "trunkline" } });
});
