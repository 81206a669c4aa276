// Waves without guards on a real repository and a real database: a run starts only while the holds of its jobs in the other
// scheduler were read back in time, waits as long as they were not, and says why.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { HoldState } from "#core/cutover/holds.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import { putHolds } from "#engine/legacy-holds.ts";
import { tick } from "#engine/tick.ts";
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
const wave = (stage: string, more = "hold: {within: 15m}\n"): string =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\n${more}${overridden()}`;
const close = spec(
  "close",
  "true",
  'legacy: {system: autosys, job: GL_CLOSE}\ntriggers: [{schedule: "*/10 * * * *", missed: all}]\n',
);

const live = async () => {
  await project.commit({ "pipelines/close.yaml": close, [gl]: wave("observe", "") });
  await project.commit({ [gl]: wave("live") });
};

async function readBack(state: HoldState): Promise<void> {
  const { id } = await project.row();
  const read = { project: id, wave: "gl", source: "ACE", how: "autorep" as const };
  const readAt = new Date(database.clock.now());
  const holds = [{ job: "GL_CLOSE", state, line: "" }];
  await transaction(database.pool, (db) => putHolds(db, { ...read, readAt, holds }, "ada"));
  await judge();
}

async function pass(minutes: number): Promise<void> {
  await database.clock.pass(minutes * minuteMs);
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  await judge();
}

async function judge(): Promise<void> {
  const { pipeline } = createDefinitions(database.pool);
  while ((await judgeChanges((work) => transaction(database.pool, work), pipeline)) > 0);
}

const states = async (): Promise<string[]> => {
  const { rows } = await database.pool.query("select state from trunkline.run order by due_at");
  return rows.map(({ state }) => state);
};

/** What the newest run that waits says of the holds. */
async function found(): Promise<string> {
  const { rows } = await database.pool.query(
    `select g ->> 'found' as found, g ->> 'change' as change
       from trunkline.wait w, jsonb_array_elements(w.gates) g
      where g ->> 'kind' = 'ownership' order by w.run_id desc limit 1`,
  );
  return `${rows[0]?.found} | ${rows[0]?.change}`;
}

test("nothing starts before the hold was read back, and what waited starts then", async () => {
  await live();
  await pass(10);
  expect(await states()).toEqual(["waiting"]);
  expect(await found()).toBe(
    "GL_CLOSE was never read back | read the holds back: `trunkline cutover check gl`",
  );
  await readBack("active");
  expect(await states()).toEqual(["waiting"]);
  expect(await found()).toContain("is not held, as it was read 0 min ago | hold the job there");
  await readBack("held");
  expect(await states()).toEqual(["running"]);
});

test("a proof that got too old holds the next start back, and a new one lets it go: it is never lost", async () => {
  await live();
  await readBack("held");
  await pass(10);
  await pass(10);
  expect(await states()).toEqual(["running", "waiting"]);
  expect(await found()).toContain("GL_CLOSE was read back 20 min ago");
  await readBack("held");
  expect(await states()).toEqual(["running", "running"]);
});

test("what waits for a proof when the wave goes back never starts by itself: the other scheduler starts again", async () => {
  await live();
  await pass(10);
  await project.commit({ [gl]: wave("observe", "") });
  await readBack("active");
  await pass(30);
  expect(await states()).toEqual(["waiting"]);
});

test("a live wave that asks for holds no more has what waited start", async () => {
  await live();
  await pass(10);
  await project.commit({ [gl]: wave("live", "") });
  await judge();
  expect(await states()).toEqual(["running"]);
});

test("what a person starts asks for no proof", async () => {
  await live();
  const ids = await project.ids();
  await database.pool.query(
    `select * from trunkline.create_runs(array[$1::int], array[null::text], array['2026-01-05'::date], array[now()], array[null::text], 'manual', '{}', 'ada', null)`,
    [ids.close],
  );
  await judge();
  expect(await states()).toEqual(["running"]);
});
