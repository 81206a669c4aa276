import { expect, test } from "vitest";
import { pinStatistics } from "#engine/statistics.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, queued, runRow, taskStates } from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

const request = {
  dates: ["2026-01-01"],
  dues: [day(1)],
  reasons: [null] as unknown as string[],
  kind: "manual",
  params: { region: "eu" },
  actor: "ada",
  parentTrace: null,
};

test("a slot gives one run, however often and by how many servers at once it is made", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  const slot = { slot: "t:2026-01-02T06:00:00Z#0" };
  const made = await Promise.all(
    Array.from({ length: 8 }, () => createRun(at.pool, at.pipeline, day(2), slot)),
  );
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await queued(at.pool)).toHaveLength(2);
  expect(await taskStates(at.pool, made.find(Boolean) as string)).toEqual(["ready", "waiting"]);
});

test("the same slot twice in one call gives one run", async () => {
  await using at = await oneRun([task("a")]);
  const rows = await createRuns(at.pool, {
    ...request,
    pipelines: [at.pipeline, at.pipeline],
    slots: ["m:x", "m:x"],
    dates: ["2026-01-01", "2026-01-01"],
    dues: [day(1), day(1)],
    reasons: [null, null] as unknown as string[],
  });
  expect(rows).toHaveLength(1);
});

test("a manual run without a key has a slot of its own; with one it is made once", async () => {
  await using at = await oneRun([task("a")]);
  const make = async (slot: string | null) =>
    (await createRuns(at.pool, { ...request, pipelines: [at.pipeline], slots: [slot as string] }))
      .length;
  expect([await make(null), await make(null), await make("m:key"), await make("m:key")]).toEqual([
    1, 1, 1, 0,
  ]);
  const { rows } = await at.pool.query(
    "select slot = 'm:' || id as own from trunkline.run where slot like 'm:_%' and slot <> 'm:key'",
  );
  expect(rows).toEqual([{ own: true }, { own: true }]);
});

test("a due time that gives no run is a finished row with its reason and without tasks", async () => {
  await using at = await oneRun([task("a")]);
  const run = (await createRun(at.pool, at.pipeline, day(2), { reason: "missed" })) as string;
  expect(await runRow(at.pool, run)).toMatchObject({
    state: "skipped",
    reason: "missed",
    open_tasks: 0,
  });
  expect(await taskStates(at.pool, run)).toEqual([]);
});

test("a removed pipeline gives no run", async () => {
  await using db = await testDatabase();
  const ids = await deploy(db.pool, [pipeline("p", [task("a")]), pipeline("q", [task("a")])]);
  await deploy(db.pool, [pipeline("q", [task("a")])]);
  expect(await createRun(db.pool, ids.get("p") as number)).toBeUndefined();
});

test("a run keeps the revision it was made with when another is deployed", async () => {
  await using at = await oneRun([task("a")]);
  await deploy(at.pool, [pipeline("p", [task("a"), task("b")])]);
  await createRun(at.pool, at.pipeline, day(2));
  const { rows } = await at.pool.query(
    "select r.open_tasks, v.task_count from trunkline.run r join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id order by r.id",
  );
  expect(rows).toEqual([
    { open_tasks: 1, task_count: 1 },
    { open_tasks: 2, task_count: 2 },
  ]);
});

test("many runs at once cost what each costs, also beside a large pipeline", async () => {
  await using db = await testDatabase();
  const large = Array.from({ length: 4_000 }, (_, n) => task(`t${n}`));
  const ids = await deploy(db.pool, [pipeline("large", large), pipeline("small", [task("a")])]);
  await pinStatistics(db.pool);
  const runs = 24_000;
  const all = Array.from({ length: runs }, (_, n) => n);
  const client = await db.pool.connect();
  try {
    // It takes a second or two; looking at all tasks for each run took half a minute.
    await client.query("set statement_timeout = '12s'");
    const made = await createRuns(client, {
      ...request,
      pipelines: all.map(() => ids.get("small") as number),
      slots: all.map((n) => `m:${n}`),
      dates: all.map(() => "2026-01-01"),
      dues: all.map(() => day(1)),
      reasons: all.map(() => null) as unknown as string[],
    });
    expect(made).toHaveLength(runs);
  } finally {
    client.release(true);
  }
}, 60_000);
