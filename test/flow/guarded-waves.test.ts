// Guarded waves on a real repository and a real database: a slot that a guard may still start waits here, what the other
// scheduler has started is never started again, and both ways of a hand-over leave each slot with one owner.

import { afterEach, beforeEach, expect, test } from "vitest";
import { minuteSlot } from "#core/ownership/slot.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import { acknowledgeEpoch, answerGuard, reportStart } from "#engine/guard-asks.ts";
import { tick } from "#engine/tick.ts";
import { findPipeline } from "#store/pipelines.sql.ts";
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

const minuteMs = 60_000;
const gl = "migration/waves/gl.yaml";
const wave = (stage: string, policy: string, ahead = "0s"): string =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\nguard: {slots: minutes, policy: ${policy}, ahead: ${ahead}}\n${overridden()}`;
const close = spec("close", "true", 'triggers: [{schedule: "* * * * *", missed: all}]\n');
const guard = { id: "g1", host: "unix7" };

const start = (policy: string, ahead?: string) =>
  project.commit({ "pipelines/close.yaml": close, [gl]: wave("observe", policy, ahead) });

const idOf = async (): Promise<number> => {
  const [row] = await findPipeline(database.pool, { project: "shop", name: "close" });
  if (!row) throw new Error("no pipeline");
  return row.id;
};

/** The other scheduler's cron asks through the guard for the minute that the clock shows. */
async function ask(at = database.clock.now()) {
  const pipeline = await idOf();
  const slot = minuteSlot(new Date(at));
  return transaction(database.pool, (db) =>
    answerGuard(db, { pipeline, job: "close", slot }, guard, new Date(database.clock.now())),
  );
}

async function pass(minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n++) {
    await database.clock.pass(minuteMs);
    await judge();
  }
}

async function judge(): Promise<void> {
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  const { pipeline } = createDefinitions(database.pool);
  while ((await judgeChanges((work) => transaction(database.pool, work), pipeline)) > 0);
}

/** State of each of our runs, by the minute that it is for. */
async function runs(): Promise<string[]> {
  const { rows } = await database.pool.query<{ due_at: Date; state: string; reason: string }>(
    `select r.due_at, r.state, r.reason from trunkline.run r order by r.due_at`,
  );
  return rows.map(({ due_at, state }) => `${minuteSlot(due_at).slice(8)} ${state}`);
}

const clockText = (minutesAgo = 0): string =>
  minuteSlot(new Date(database.clock.now() - minutesAgo * minuteMs)).slice(8);

test("observed, each slot that a guard asks for is the other scheduler's; live, it is ours, and the guard hears so", async () => {
  await start("nobody");
  await pass(1);
  expect(await ask()).toMatchObject({ answer: { owner: "legacy" }, run: null });
  await project.commit({ [gl]: wave("live", "nobody") });
  await pass(1);
  expect(await runs()).toEqual([`${clockText()} running`]);
  expect(await ask()).toMatchObject({ answer: { owner: "trunkline" }, run: expect.any(String) });
  await project.commit({ [gl]: wave("observe", "nobody") });
  await pass(1);
  expect(await ask()).toMatchObject({ answer: { owner: "legacy" } });
  expect(await runs()).toEqual([`${clockText(1)} running`]);
});

test("policy nobody: runs that a silent guard may have started wait, the first that it wasn't granted starts", async () => {
  await start("nobody", "3m");
  await pass(1);
  await ask();
  await project.commit({ [gl]: wave("live", "nobody", "3m") });
  await pass(3);
  expect(await runs()).toEqual([
    `${clockText(2)} waiting`,
    `${clockText(1)} waiting`,
    `${clockText()} running`,
  ]);
});

test("policy legacy: nothing starts here before the guard has said that it knows; what it started unasked stays its own", async () => {
  await start("legacy");
  await pass(1);
  await ask();
  await project.commit({ [gl]: wave("live", "legacy") });
  await pass(3);
  expect((await runs()).map((run) => run.slice(5))).toEqual(["waiting", "waiting", "waiting"]);
  const pipeline = await idOf();
  const slot = minuteSlot(new Date(database.clock.now() - 2 * minuteMs));
  const once = await transaction(database.pool, (db) =>
    reportStart(db, { pipeline, job: "close", slot }, guard),
  );
  expect(once).toBe(true);
  expect((await ask()).answer).toMatchObject({ owner: "trunkline", grant: { epoch: 2 } });
  await transaction(database.pool, (db) => acknowledgeEpoch(db, pipeline, guard, 2));
  await judge();
  expect((await runs()).map((run) => run.slice(5))).toEqual(["skipped", "running", "running"]);
});
