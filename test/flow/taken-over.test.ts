// What the scheduler before has last done is taken over: what waits for it finds it, nothing else starts by it, and said again
// it changes nothing.

import { afterEach, beforeEach, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import { tick } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { apiOn } from "#test/control-plane/api/api-under-test.ts";
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
  `stage: ${stage}\nmembers: {pipelines: [load, close]}\n${overridden()}`;
const job = (name: string, legacy: string, more: string) =>
  spec(name, "true", `legacy: {system: autosys, job: ${legacy}}\n${more}`);
const files = {
  [gl]: wave("observe"),
  "pipelines/load.yaml": job("load", "GL_LOAD", 'triggers: [{schedule: "0 6 * * *"}]\n'),
  "pipelines/close.yaml": job(
    "close",
    "GL_CLOSE",
    'triggers: [{schedule: "0 14 * * *"}]\nawaits: {all: [{pipeline: load}, {variable: MODE, equals: open}]}\n',
  ),
  "pipelines/after.yaml": spec("after", "true", "triggers: [{after: {pipeline: load}}]\n"),
};

const runs = async () => {
  const { rows } = await database.pool.query(
    "select p.name, r.state, r.reason from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id order by r.id",
  );
  return rows;
};

async function pass(ms: number): Promise<void> {
  await database.clock.pass(ms);
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  const { pipeline } = createDefinitions(database.pool);
  while ((await judgeChanges((work) => transaction(database.pool, work), pipeline)) > 0);
}

test("the first date after the cut-over sees what its producer did there before", async () => {
  await project.commit(files);
  await using api = await apiOn(database.pool);
  const morning = new Date(database.clock.now() - 6 * hourMs).toISOString();
  await api.post("/projects/shop/legacy-runs", {
    source: { name: "ace", kind: "autosys" },
    runs: [
      { job: "GL_LOAD", run: "1", start: morning, end: morning, exit: 0, outcome: "succeeded" },
    ],
  });
  const take = () =>
    api.post("/projects/shop/cutover/waves/gl/take", {
      ...{ source: "ACE", variables: [{ name: "MODE", value: "open" }] },
    });
  expect((await take()).body).toEqual({
    ...{ taken: 1, pipelines: ["load"] },
    left: [{ pipeline: "close", why: "nobody was told of a run of GL_CLOSE" }],
    cycles: [],
  });
  expect((await take()).body).toMatchObject({ taken: 0, pipelines: ["load"] });
  await pass(0);
  const told = {
    name: "load",
    state: "succeeded",
    reason: "taken over: GL_LOAD succeeded there, by ace",
  };
  expect(await runs()).toEqual([told]);
  await project.commit({ [gl]: wave("live") });
  expect((await take()).status).toBe(409);
  await pass(2 * hourMs);
  expect(await runs()).toEqual([told, { name: "close", state: "running", reason: null }]);
});
