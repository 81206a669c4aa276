// A wave goes live: on a real repository and a real database, with a clock of its own. What both sides started is told over the
// API; what the gate lacks keeps the wave as it is deployed, and so does a scheduler that may still start its jobs.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { Foresight } from "#core/plan/foresight.ts";
import { planMarkdown } from "#core/plan/markdown.ts";
import type { Plan } from "#core/plan.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { answerGuard } from "#engine/guard-asks.ts";
import type { Outcome } from "#reconcile";
import { transaction } from "#store/transaction.ts";
import { type ApiUnderTest, apiOn } from "#test/control-plane/api/api-under-test.ts";
import { declareApprovals } from "#test/support/overridden-waves.ts";
import type { Files } from "#test/support/repository.ts";
import { type SimulatedDatabase, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { simulationRecord } from "#test/support/simulation-record.ts";
import { changes, SyncedProject } from "#test/support/synced-project.ts";
import { planOfChange } from "../../control-plane/change-plan.ts";

let database: SimulatedDatabase;
let project: SyncedProject;
let api: Omit<ApiUnderTest, "connectionString">;
beforeEach(async () => {
  database = await simulatedDatabase();
  project = await SyncedProject.make({ "trunkline.yaml": "name: shop\n" }, "native", database);
  await declareApprovals(database.pool);
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
const close =
  'name: close\ntriggers: [{schedule: "0 22 * * 1-5"}]\nlegacy: {system: autosys, job: CLOSE}\ntasks: {close: {run: /apps/gl/close.sh}}\n';
const wave = (stage: string, more = ""): string =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\nguard: {slots: dates, policy: nobody}\n${more}`;

const at = (date: string, time = "00:00:00"): number => Date.parse(`${date}T${time}Z`);
const text = (ms: number): string => new Date(ms).toISOString();

/** Business dates of the month and the next, at 22:00 of which the job is due. */
function businessDates(from: string, to: string): string[] {
  const found: string[] = [];
  for (let day = at(from); day <= at(to); day += dayMs)
    if (![0, 6].includes(new Date(day).getUTCDay())) found.push(text(day).slice(0, 10));
  return found;
}

/** Until a moment the other scheduler has run what was due, some of it later or not at all, and its guard asks. */
async function observeUntil(
  date: string,
  { late = {}, missed = [] }: { late?: Record<string, number>; missed?: string[] } = {},
): Promise<void> {
  const dates = businessDates("2026-01-05", text(at(date) - 1).slice(0, 10));
  const runs = dates
    .filter((one) => !missed.includes(one))
    .map((one) => ({
      ...{ job: "CLOSE", date: one },
      start: text(at(one, "22:00:05") + (late[one] ?? 0)),
    }));
  await database.clock.set(at(date, "00:30:00"));
  const put = await api.post("/projects/shop/legacy-runs", {
    source: { name: "prd", kind: "autosys" },
    runs,
    observed: { from: text(at("2026-01-05")), to: text(at(date)) },
  });
  expect(put.status).toBe(200);
  const { pipeline: readPipeline } = createDefinitions(database.pool);
  const now = new Date(database.clock.now());
  await expectStarts({ pool: database.pool, readPipeline, now });
  const { close: pipeline } = (await project.ids()) as { close: number };
  const guard = { id: "g1", host: "unix7" };
  await transaction(database.pool, (db) =>
    answerGuard(db, { pipeline, job: "close", slot: null }, guard, now),
  );
}

/** Merged by Ada, and approved by those who are named. */
async function merge(files: Files, ...approvers: string[]): Promise<Outcome> {
  const lines = approvers.map((one) => `Approved-by: ${one}`).join("\n");
  project.repository.commit(files, { message: `Change\n\n${lines}` });
  return project.sync();
}

/** Of a branch that is not merged. */
async function planOf(files: Files) {
  const { repository } = project;
  repository.branch("change");
  const commit = repository.commit(files);
  repository.git("checkout", "--quiet", "main");
  const source = await project.open();
  try {
    await source.fetch("change");
    return await planOfChange({ pool: database.pool, project: "shop", source, commit });
  } finally {
    await source.close();
  }
}

const refusals = (outcome: Outcome): string[] =>
  "diagnostics" in outcome
    ? outcome.diagnostics.flatMap(({ code, message }) => (code === "wave-gate" ? message : []))
    : [];

const stage = async (): Promise<string> =>
  (await database.pool.query("select stage from trunkline.pipeline where name = 'close'")).rows[0]
    .stage;

const simulated = "migration/simulation.json";
/** Of what is deployed. */
const simulate = async () => merge({ [simulated]: await simulationRecord(database.pool, "close") });

async function start(text = close): Promise<void> {
  await merge({ "pipelines/close.yaml": text, [file]: wave("observe") });
  await simulate();
}
const live = (more = "", ...approvers: string[]) =>
  merge({ [file]: wave("live", more) }, ...approvers);

test("twenty business dates with the end of a month, all alike: the wave goes live, and its revert asks for nothing", async () => {
  await start();
  await observeUntil("2026-01-20");
  // The plan of the change says so before it is merged.
  const planned = await planOf({ [file]: wave("live") });
  expect(planned.plan?.changes).toMatchObject([{ action: "changed", pipeline: "close" }]);
  expect(planned.foresight?.gates).toMatchObject([
    {
      ...{ wave: "gl", state: "shut", pipelines: ["close"] },
      missing: [expect.stringContaining("10 of 20 business dates")],
    },
  ]);
  expect(planned.diagnostics).toMatchObject([
    {
      ...{ code: "wave-gate", file: "pipelines/close.yaml", line: 1 },
      message: expect.stringContaining("10 of 20 business dates"),
    },
  ]);
  expect(refusals(await live())).toEqual([
    expect.stringMatching(
      /^its wave "gl" can't go live: close: 10 of 20 business dates in a row were observed, no end of a month is among them; the next is 2026-01-30$/,
    ),
  ]);
  expect(await stage()).toBe("observe");

  await observeUntil("2026-02-03");
  const ready = await planOf({ [file]: wave("live", "# Now.\n") });
  expect(ready.foresight?.gates).toMatchObject([{ wave: "gl", state: "holds", jobs: 1 }]);
  expect(planMarkdown(ready.plan as Plan, ready.foresight as Foresight)).toContain(
    "- the gate of wave gl (close) holds for 1 job, and the other scheduler is proved to be held: it goes live",
  );
  expect(changes(await project.sync({ recheck: true }))).toEqual(["changed close"]);
  expect(await stage()).toBe("live");
  const acts = await database.pool.query(
    "select act, detail from trunkline.audit where act in ('go-live', 'refuse-live') order by id",
  );
  expect(acts.rows.map(({ act }) => act)).toEqual(["refuse-live", "go-live"]);
  expect(acts.rows[1].detail).toMatchObject({ wave: "gl", pipelines: ["close"], jobs: 1 });

  await merge({ [file]: wave("observe") });
  expect(await stage()).toBe("observe");
});

const note = (more: string, until = "2026-03-31"): string =>
  `who: ada@example.com\nreason: the host was down\nuntil: ${until}\njobs: [close]\n${more}`;

test("one difference that nobody explains keeps it; explained it goes; an explanation that has expired explains nothing", async () => {
  await start();
  await observeUntil("2026-02-03", { late: { "2026-01-20": 300_000 } });
  const refused = await live();
  expect(refusals(refused)).toEqual([
    expect.stringContaining("close: 1 difference has no explanation"),
  ]);
  // Its times would be right, and its amount isn't.
  const path = "migration/explanations/down.yaml";
  await merge({ [path]: note("explains: {dates: [2026-01-20], upTo: 1m}\n") });
  expect(await stage()).toBe("observe");
  const idle = (await api.get("/projects/shop/parity")).body;
  expect(idle.items[0]).toMatchObject({
    ...{ explanations: [], gate: { holds: false, explained: 0 } },
  });
  expect(idle.inForce).toEqual([{ file: path, who: "ada@example.com", until: "2026-03-31" }]);
  const planned = await planOf({ [file]: wave("live", "# Now.\n") });
  expect(planned.foresight?.gates).toMatchObject([{ state: "shut", idle: [path] }]);
  await merge({ [path]: note("explains: {dates: [2026-01-20]}\n"), [file]: wave("observe") });
  expect((await api.get("/projects/shop/parity")).body.items[0]).toMatchObject({
    explanations: [{ file: path, who: "ada@example.com", until: "2026-03-31", count: 1 }],
    gate: { holds: true, explained: 1 },
  });
  const { items } = (await api.get("/pipelines/shop/close/parity")).body;
  expect(items.flatMap((one: { explanation: string | null }) => one.explanation ?? [])).toEqual([
    `${path} (ada@example.com, until 2026-03-31)`,
  ]);
  const expired = await merge({
    [path]: note("explains: {dates: [2026-01-20]}\n", "2026-02-02"),
    [file]: wave("live"),
  });
  expect(refusals(expired)).toHaveLength(1);
  expect("diagnostics" in expired ? expired.diagnostics : []).toContainEqual(
    expect.objectContaining({
      ...{ code: "explanation-idle", file: path, line: 3 },
      message: "explanation expired on 2026-02-02",
    }),
  );
  const explained = await merge({ [path]: note("explains: {dates: [2026-01-20]}\n") });
  expect(changes(explained)).toEqual(["changed close"]);
  expect(await stage()).toBe("live");
});

test("a guard that does not ask keeps it, whatever the gate says", async () => {
  await start();
  await observeUntil("2026-02-03");
  await database.pool.query("delete from trunkline.guard_job");
  expect(refusals(await live())).toEqual([
    expect.stringContaining("close: no guard has ever asked for it"),
  ]);
  const unguarded = await merge({ [file]: wave("live").replace(/guard.*\n/, "") });
  expect(refusals(unguarded)).toEqual([
    expect.stringContaining("close: it has no guard, and no hold of it was read back"),
  ]);
  expect(await stage()).toBe("observe");
});

const override = (until: string, by = "[ada@example.com, grace@example.com]") =>
  `override: {reason: the old host is gone, until: ${until}, by: ${by}}\n`;

test("an override counts by two people, one of whom made the change and one of whom approved it, and until its day", async () => {
  await start();
  await observeUntil("2026-01-08");
  const refused = async (outcome: Promise<Outcome>) => {
    const [why = "none"] = refusals(await outcome);
    expect(await stage()).toBe("observe");
    return /its override does not count: (.*)$/.exec(why)?.[1] ?? why;
  };
  expect(await refused(live(override("2026-01-31")))).toMatch(
    /^grace@example.com has not approved commit \w{12}, which brought it$/,
  );
  // Who made it can't approve it.
  expect(await refused(live(`${override("2026-01-31")}# 2\n`, "ada@example.com"))).toMatch(
    "grace@example.com has not approved",
  );
  expect(await refused(live(override("2026-01-07"), "grace@example.com"))).toBe(
    "it expired on 2026-01-07",
  );
  expect(await refused(live(override("2026-03-31"), "grace@example.com"))).toBe(
    "2026-03-31 is more than 31 days ahead",
  );
  const others = "[bob@example.com, grace@example.com]";
  expect(await refused(live(override("2026-01-31", others), "grace@example.com"))).toMatch(
    "neither bob@example.com nor grace@example.com has made",
  );
  expect(changes(await live(override("2026-01-31"), "grace@example.com"))).toEqual([
    "changed close",
  ]);
  const { rows } = await database.pool.query(
    "select detail from trunkline.audit where act = 'go-live'",
  );
  expect(rows[0].detail).toMatchObject({
    override: { reason: "the old host is gone", by: ["ada@example.com", "grace@example.com"] },
    missing: [{ job: "close" }],
  });
  // Back and forth: the newest change of the file is another one now.
  await merge({ [file]: wave("observe", override("2026-01-31")) });
  expect(await stage()).toBe("observe");
  expect(await refused(live(override("2026-01-31")))).toMatch("has not approved");
});

test("what expires between the judgement and the deployment is refused in the transaction of the deployment", async () => {
  await start();
  await observeUntil("2026-01-08");
  project.repository.commit(
    { [file]: wave("live", override("2026-01-08")) },
    { message: "Change\n\nApproved-by: grace@example.com" },
  );
  await database.clock.set(at("2026-01-08", "23:59:59"));
  const onStep = async (step: string) => {
    if (step === "apply") await database.clock.pass(1_000);
  };
  // Whoever looks next plans anew.
  expect(await project.sync({ onStep })).toEqual({ state: "Busy" });
  expect(await stage()).toBe("observe");
  expect(refusals(await project.sync())).toEqual([
    expect.stringContaining("its override does not count: it expired on 2026-01-08"),
  ]);
  expect(await stage()).toBe("observe");
});

test("what alters when it starts together with its stage was never observed", async () => {
  await start();
  await observeUntil("2026-02-03");
  const altered = await merge({
    "pipelines/close.yaml": close.replace("0 22", "30 21"),
    [file]: wave("live"),
  });
  expect(refusals(altered)).toEqual([
    expect.stringContaining("the change also alters when close starts"),
  ]);
  const command = await merge({ "pipelines/close.yaml": close.replace("close.sh", "new.sh") });
  expect(changes(command)).toEqual(["changed close"]);
  expect(await stage()).toBe("live");
});

const yearly = close.replace("0 22 * * 1-5", "0 22 31 12 *");

test("a job of which no run could be compared goes live by a waiver with a name, and not without one", async () => {
  await start(yearly);
  await observeUntil("2026-02-03", { missed: businessDates("2026-01-05", "2026-02-02") });
  expect(refusals(await live())).toEqual([
    expect.stringContaining("close: 0 of at least 5 runs could be compared"),
  ]);
  const waived = await merge({ "migration/explanations/yearly.yaml": note("waives: [runs]\n") });
  expect(changes(waived)).toEqual(["changed close"]);
});

test("a record of a backtest of its newest dates stands for runs that a rare job can't have, while its times are the same", async () => {
  await start(yearly);
  await observeUntil("2026-02-03", { missed: businessDates("2026-01-05", "2026-02-02") });
  const { jobs } = JSON.parse(await simulationRecord(database.pool, "close"));
  const backtest = (alike: number, times: string = jobs.close.times) => ({
    "migration/backtest.json": JSON.stringify({
      logs: [{ file: "event_demon.PRD", sha256: "0".repeat(64) }],
      jobs: { close: { legacy: "CLOSE", times, dates: 6, alike, last: "2025-12-31" } },
    }),
  });
  const missing = "close: 0 of at least 5 runs could be compared, and ";
  await merge(backtest(4));
  expect(refusals(await live())).toEqual([
    expect.stringContaining(`${missing}4 dates of its backtest`),
  ]);
  expect(refusals(await merge(backtest(6, "0".repeat(64))))).toEqual([
    expect.stringContaining(`${missing}its backtest is of other times`),
  ]);
  expect(changes(await merge(backtest(5)))).toEqual(["changed close"]);
  expect(await stage()).toBe("live");
});

test("without a simulation that was the same on both sides, of the times that are deployed, it stays, or somebody waives it", async () => {
  await merge({ "pipelines/close.yaml": close, [file]: wave("observe") });
  await observeUntil("2026-02-03");
  expect(refusals(await live())).toEqual([
    expect.stringMatching(
      /close: no simulation of it is on record: write migration\/simulation.json by `trunkline import SOURCE FILE… --simulate --compare --from DATE --to DATE --record`$/,
    ),
  ]);
  const record = await simulationRecord(database.pool, "close");
  const altered = record.replace(/"times":"\w+"/, `"times":"${"0".repeat(64)}"`);
  expect(refusals(await merge({ [simulated]: altered }))).toEqual([
    expect.stringContaining("close: its simulation is of other times: write "),
  ]);
  const different = record.replace('"equal":true', '"equal":false');
  expect(refusals(await merge({ [simulated]: different }))).toEqual([
    expect.stringContaining("close: its simulation was not the same on both sides"),
  ]);
  const broken = await merge({ [simulated]: "{}" });
  expect(refusals(broken)).toEqual([expect.stringContaining("no simulation of it is on record")]);
  expect("diagnostics" in broken ? broken.diagnostics : []).toContainEqual(
    expect.objectContaining({ code: "explanation-invalid", file: simulated, line: 1 }),
  );
  const waived = { "migration/explanations/rules.yaml": note("waives: [simulation]\n") };
  expect(changes(await merge(waived))).toEqual(["changed close"]);
  await merge({
    [file]: wave("observe"),
    "migration/explanations/rules.yaml": note("waives: [runs]\n"),
  });
  await merge({ [simulated]: record });
  expect(changes(await live())).toEqual(["changed close"]);
});
