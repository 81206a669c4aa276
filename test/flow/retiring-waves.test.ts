// A wave is retired when the scheduler before has run nothing of it for thirty days, as far as its logs tell: judged on the pull
// request, at the sync, and in the transaction of the deployment.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { Foresight } from "#core/plan/foresight.ts";
import { planMarkdown } from "#core/plan/markdown.ts";
import type { Plan } from "#core/plan.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import type { Outcome } from "#reconcile";
import { type ApiUnderTest, apiOn } from "#test/control-plane/api/api-under-test.ts";
import { approvedByGrace, overridden, projectOverridden } from "#test/support/overridden-waves.ts";
import type { SimulatedDatabase } from "#test/support/simulated-clock.ts";
import { changes, type SyncedProject, spec } from "#test/support/synced-project.ts";
import { planOfChange } from "../../control-plane/change-plan.ts";

let database: SimulatedDatabase;
let project: SyncedProject;
let api: Omit<ApiUnderTest, "connectionString">;
beforeEach(async () => {
  ({ database, project } = await projectOverridden());
  api = await apiOn(database.pool, {
    projects: { names: ["shop"], sync: async () => ({ state: "Busy" }) },
  });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const dayMs = 86_400_000;
const file = "migration/waves/gl.yaml";
const wave = (stage: string, more = ""): string =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\n${more}`;
const close = spec("close", "true", "legacy: {system: autosys, job: CLOSE}\n");

const text = (ms: number): string => new Date(ms).toISOString();

/** The last run there was so long ago, and its log tells up to a moment. */
async function tell(daysAgo: number, toldDaysAgo = 0): Promise<void> {
  const now = database.clock.now();
  const start = text(now - daysAgo * dayMs);
  const put = await api.post("/projects/shop/legacy-runs", {
    source: { name: "ace", kind: "autosys" },
    runs: [{ job: "CLOSE", run: start, start, end: start, exit: 0, outcome: "succeeded" }],
    observed: { from: start, to: text(now - toldDaysAgo * dayMs) },
  });
  expect(put.status).toBe(200);
}

const refusals = (outcome: Outcome): string[] =>
  "diagnostics" in outcome
    ? outcome.diagnostics.flatMap(({ code, message }) => (code === "wave-gate" ? message : []))
    : [];

const acts = async (): Promise<string[]> =>
  (
    await database.pool.query(
      "select act from trunkline.audit where act in ('retire-wave', 'refuse-retire') order by id",
    )
  ).rows.map(({ act }) => act);

/** It is live, and asks nobody any more. */
async function goLive(): Promise<void> {
  await project.commit({ "pipelines/close.yaml": close, [file]: wave("observe") });
  await database.clock.pass(3_600_000);
  const { pipeline: readPipeline } = createDefinitions(database.pool);
  const now = new Date(database.clock.now());
  await expectStarts({ pool: database.pool, readPipeline, now });
  expect(changes(await project.commit({ [file]: wave("live", overridden()) }))).toEqual([
    "changed close",
  ]);
  await project.commit({ [file]: wave("live") });
}

let times = 0;
const retire = (more = "") => project.commit({ [file]: `${wave("retired", more)}# ${times++}\n` });

test("while the other scheduler has run something of it in thirty days, or nobody knows, it stays as it is deployed", async () => {
  await goLive();
  expect(refusals(await retire())).toEqual([
    `its wave "gl" can't be retired: CLOSE: nobody knows for how long the other scheduler has run nothing of it, since no run of it was ever told, and 30 quiet days are asked for`,
  ]);
  await tell(31, 2);
  expect(refusals(await retire())).toEqual([
    expect.stringContaining("CLOSE: the other scheduler is quiet for 29 days"),
  ]);
  await tell(31);
  expect(changes(await retire())).toEqual(["changed close"]);
  const { rows } = await database.pool.query("select stage from trunkline.pipeline");
  expect(rows).toEqual([{ stage: "retired" }]);
  expect(await acts()).toEqual(["refuse-retire", "refuse-retire", "retire-wave"]);
  // To take it back asks what `live` asks, and a second time nothing is retired.
  expect(refusals(await project.commit({ [file]: wave("live") }))).toEqual([
    expect.stringContaining("can't go live"),
  ]);
  expect(refusals(await retire())).toEqual([]);
});

test("two people may retire it all the same, which is on record", async () => {
  await goLive();
  project.message = "Change";
  expect(refusals(await retire(overridden()))).toEqual([
    expect.stringContaining("its override does not count"),
  ]);
  project.message = approvedByGrace;
  expect(refusals(await retire(overridden()))).toEqual([]);
  const { rows } = await database.pool.query(
    "select detail from trunkline.audit where act = 'retire-wave'",
  );
  expect(rows).toMatchObject([
    {
      detail: { wave: "gl", override: { reason: "tested elsewhere" }, missing: [{ job: "CLOSE" }] },
    },
  ]);
});

test("a run there between the judgement and the deployment is refused in the transaction of the deployment", async () => {
  await goLive();
  await tell(31);
  const onStep = async (step: string) => {
    if (step === "apply") await tell(1);
  };
  // Whoever looks next plans anew.
  expect(await project.commit({ [file]: wave("retired") }, { onStep })).toEqual({ state: "Busy" });
  expect(refusals(await project.sync())).toEqual([
    expect.stringContaining("the other scheduler is quiet for 1 days"),
  ]);
  expect(await acts()).toEqual(["refuse-retire"]);
});

test("the plan of the change says it before it is merged", async () => {
  await goLive();
  await tell(12);
  const { repository } = project;
  repository.branch("change");
  const commit = repository.commit({ [file]: wave("retired") });
  repository.git("checkout", "--quiet", "main");
  const source = await project.open();
  await source.fetch("change");
  const asked = { pool: database.pool, project: "shop", source, commit };
  const planned = await planOfChange(asked).finally(() => source.close());
  expect(planned.foresight?.gates).toMatchObject([
    { wave: "gl", retires: true, state: "shut", pipelines: ["close"] },
  ]);
  const shown = planMarkdown(planned.plan as Plan, planned.foresight as Foresight);
  expect(shown).toContain(
    "can't be retired, and stays as it is deployed: CLOSE: the other scheduler is quiet for 12 days",
  );
});
