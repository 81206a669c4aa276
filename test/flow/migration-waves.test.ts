// Waves of a migration on a real repository and a real database: what another scheduler runs never runs here, from the
// commit that says `live` on it does, each due time once, and a revert goes back.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChildAction } from "#core/action.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { createBackfill, planBackfill } from "#engine/backfill.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { force } from "#engine/force.ts";
import { judgeTriggers } from "#engine/judge-triggers.ts";
import { requestRun } from "#engine/request-run.ts";
import { RefusedByStage } from "#engine/stage-gate.ts";
import { tick } from "#engine/tick.ts";
import { advanceBackfills } from "#store/backfills.sql.ts";
import { findPipeline } from "#store/pipelines.sql.ts";
import { driftOf } from "#store/projects.sql.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { again, newWorker, perform } from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";
import { overridden, projectOverridden } from "#test/support/overridden-waves.ts";
import type { SimulatedDatabase } from "#test/support/simulated-clock.ts";
import { changes, type SyncedProject, spec } from "#test/support/synced-project.ts";

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
const hourly = (name: string): string =>
  spec(name, "true", 'tags: {app: [GL]}\ntriggers: [{schedule: "0 * * * *", missed: all}]\n');
const wave = (stage: string, more = ""): string =>
  `stage: ${stage}\nmembers: {tags: {app: [GL]}${more}}\n${overridden()}`;
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
  // Without the file there is nobody who answers for it; out of the wave it is started, like live.
  expect(changes(await project.commit({ [gl]: null }))).toEqual([]);
  const without = wave("observe", ", except: [close]");
  expect(changes(await project.commit({ [gl]: without }))).toEqual(["changed close"]);
  await hours(3);
  expect(await dues("close")).toEqual([...before, ...full(again, database.clock.now())]);
});

test("schedulers that look while the stage changes: what was due under live runs once, nothing else does", async () => {
  await project.commit({ "pipelines/close.yaml": hourly("close"), [gl]: wave("live") });
  const look = () => transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  const during = async (stage: string) => {
    await database.clock.pass(hourMs);
    await Promise.all([look(), look(), project.commit({ [gl]: wave(stage) }), look(), look()]);
    await look();
  };
  const ours: number[] = [];
  for (let round = 0; round < 4; round++) {
    const from = database.clock.now();
    await during("observe");
    ours.push(...full(from, database.clock.now()));
    expect(await dues("close")).toEqual(ours);
    await during("live");
    expect(await dues("close")).toEqual(ours);
  }
});

const byHand = (id: number, dedupKey?: string) =>
  requestRun(database.pool, {
    ...{ pipelineId: id, day: { timezone: "UTC", newDay: "00:00" }, params: {}, actor: "ada" },
    dedupKey,
  });

/** What a refusal says. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(RefusedByStage);
  return `${(error as Error).message}. ${(error as RefusedByStage).hint}`;
}

const runCount = async (): Promise<number> =>
  (await database.pool.query("select count(*)::int as n from trunkline.run")).rows[0].n;

test("nobody starts a run of what is observed: by hand, again, forced or backfilled; each is told why and where", async () => {
  const { pool } = database;
  await project.commit({ "pipelines/close.yaml": hourly("close"), [gl]: wave("live") });
  const { close: id } = (await project.ids()) as { close: number };
  const { id: run } = await byHand(id, "one");
  await perform(pool, await newWorker(pool), run, 0, "failed");
  const { id: open } = await byHand(id);
  const range = { from: "2026-01-01", to: "2026-01-02" };
  const [row] = await findPipeline(pool, { name: "close", project: "shop" });
  const request = {
    ...{ pipelineId: id, pipeline: storedPipeline(row?.spec), maxRuns: null, range },
    ...{ missing: false, params: {}, runs: 1, newestFirst: false, key: null },
  };
  const now = () => new Date(database.clock.now());
  const plan = await planBackfill(pool, request, now());
  if (plan === "tooMany") throw new Error("the range is small");
  await transaction(pool, (db) =>
    createBackfill(db, request, plan, { actor: "ada", reason: null }),
  );

  await project.commit({ [gl]: `# Back to the old scheduler.\n${wave("observe")}` });
  const before = await runCount();
  const told = await refusal(byHand(id));
  expect(told).toBe(
    'no run of "close" is made: its wave "gl-1" is at the stage observe (migration/waves/gl-1.yaml:2). ' +
      "The scheduler before runs it. To test it: `trunkline rehearse`, or `trunkline try close` in the project's folder.",
  );
  expect(await refusal(again(pool, run))).toBe(told);
  expect(await refusal(again(pool, run, { kind: "all" }, true))).toBe(told);
  expect(
    await refusal(
      transaction(pool, (db) =>
        force(db, {
          ...{
            id: open,
            task: null,
            ignored: [{ kind: "hold", name: null }],
            actor: "ada",
            reason: "now",
          },
          rule: "test",
        }),
      ),
    ),
  ).toBe(told);
  expect(await refusal(planBackfill(pool, request, now()))).toBe(told);
  // The backfill that was under way ends with what it has.
  expect((await advanceBackfills(pool))?.running).toBe(0);
  const { rows } = await pool.query("select state, note from trunkline.backfill");
  expect(rows).toEqual([{ state: "cancelled", note: "its wave went to the stage observe" }]);
  expect(await runCount()).toBe(before);
  // Who asked while it was live is still answered; what was due then goes on to its end.
  expect(await byHand(id, "one")).toMatchObject({ id: run, created: false });
  await perform(pool, await newWorker(pool), open, 0);

  await project.commit({ [gl]: wave("retired") });
  expect(await refusal(byHand(id))).toContain("at the stage retired (migration/waves/gl-1.yaml:1)");
});

test("a task that runs an observed pipeline is refused, and says why", async () => {
  const action: ChildAction = {
    ...{ kind: "pipeline", pipeline: "child", params: {}, date: null, wait: true, outputs: {} },
  };
  await using at = await Gated.of(
    pipeline("child", [task("a")], { wave: { name: "gl-1", stage: "observe" } }),
    pipeline("parent", [task("call", { action })]),
  );
  await at.run("parent");
  await at.settle();
  const { rows } = await at.pool.query(
    "select t.state, t.ending, t.message from trunkline.task_run t",
  );
  expect(rows).toEqual([
    {
      ...{ state: "failed", ending: "refused" },
      message:
        'no run of "child" is made: its wave "gl-1" is at the stage observe (migration/waves/gl-1.yaml)',
    },
  ]);
});

test("what follows another pipeline follows it while it is live, up to the commit that says otherwise", async () => {
  const { pool } = database;
  const after = spec("close", "true", "tags: {app: [GL]}\ntriggers: [{after: {pipeline: own}}]\n");
  await project.commit({
    ...{ "pipelines/close.yaml": after, "pipelines/own.yaml": spec("own"), [gl]: wave("observe") },
  });
  const { own } = (await project.ids()) as { own: number };
  const worker = await newWorker(pool);
  const judged = () =>
    transaction(pool, (db) => judgeTriggers(db, createDefinitions(pool).pipeline));
  const runOwn = async (date: string) => {
    const { id } = await requestRun(pool, {
      ...{ pipelineId: own, day: { timezone: "UTC", newDay: "00:00" }, params: {}, actor: "ada" },
      date,
    });
    await perform(pool, worker, id, 0);
  };
  await runOwn("2026-01-01");
  await judged();
  expect(await dues("close")).toEqual([]);
  await project.commit({ [gl]: wave("live") });
  await judged();
  expect(await dues("close")).toEqual([]);
  await runOwn("2026-01-02");
  await judged();
  expect((await dues("close")).length).toBe(1);
  // It was due, and nobody had looked, when the commit came.
  await runOwn("2026-01-03");
  await project.commit({ [gl]: wave("observe") });
  expect((await dues("close")).length).toBe(2);
  await runOwn("2026-01-04");
  await judged();
  expect((await dues("close")).length).toBe(2);
});

test("messages are not followed while it is observed, and none of that time is made up for", async () => {
  const { pool } = database;
  const files = spec(
    "close",
    "true",
    "tags: {app: [GL]}\ntriggers: [{file: {path: /data/in, files: ['*.csv']}}]\n",
  );
  const followed = async () =>
    (
      await pool.query(
        "select ordinal is not null as followed, position is null as fresh from trunkline.trigger_source",
      )
    ).rows;
  await project.commit({ "pipelines/close.yaml": files, [gl]: wave("observe") });
  expect(await followed()).toEqual([]);
  await project.commit({ [gl]: wave("live") });
  await pool.query("update trunkline.trigger_source set position = '{}'");
  expect(await followed()).toEqual([{ followed: true, fresh: false }]);
  await project.commit({ [gl]: wave("observe") });
  expect(await followed()).toEqual([{ followed: false, fresh: true }]);
  await project.commit({ [gl]: wave("live") });
  expect(await followed()).toEqual([{ followed: true, fresh: true }]);
});

test("a wave that can't be read, or names what isn't there, leaves everything as it is deployed", async () => {
  const named = (names: string) =>
    `stage: observe\nmembers: {pipelines: [${names}]}\n${overridden()}`;
  await project.commit({
    ...{ "pipelines/close.yaml": hourly("close"), "pipelines/open.yaml": hourly("open") },
    [gl]: named("close, open"),
  });
  for (const wrong of ["stage: liev\n", wave("shade"), named("clsoe, open"), "members: [\n"]) {
    expect(changes(await project.commit({ [gl]: wrong }))).toEqual([]);
    await hours(2);
    expect(await dues("close")).toEqual([]);
  }
  // Another wave that has it, too.
  expect(
    changes(
      await project.commit({ [gl]: named("close, open"), "migration/waves/x.yaml": named("open") }),
    ),
  ).toEqual([]);
  await project.commit({ "migration/waves/x.yaml": null, [gl]: named("close") });
  await hours(2);
  expect([await dues("close"), (await dues("open")).length]).toEqual([[], 2]);
});

test("a stage that somebody changes in the database is drift", async () => {
  await project.commit({ "pipelines/close.yaml": hourly("close"), [gl]: wave("observe") });
  const { id } = await project.row();
  expect(await driftOf(database.pool, { project: id })).toEqual([]);
  await database.pool.query("update trunkline.pipeline set stage = 'live'");
  expect(await driftOf(database.pool, { project: id })).toMatchObject([{ name: "close" }]);
});

test("a large first sync, read on a thread of its own, starts nothing either", async () => {
  const names = Array.from({ length: 1_001 }, (_, n) => `p${n}`);
  const files = names.map((name) => [`pipelines/${name}.yaml`, hourly(name)] as const);
  await project.commit({ ...Object.fromEntries(files), [gl]: wave("observe", ", except: [p7]") });
  await hours(1);
  const { rows } = await database.pool.query(
    "select count(*) filter (where stage = 'observe')::int as observed, (select count(*)::int from trunkline.run) as runs from trunkline.pipeline",
  );
  expect(rows).toEqual([{ observed: 1_000, runs: 1 }]);
});
