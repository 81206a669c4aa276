// What a deployed change means for a pipeline's identity, its content and its place in time.

import { expect, test } from "vitest";
import type { Trigger } from "#core/pipeline.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

const daily = (at: string, missed: Trigger["missed"] = "latest"): Trigger => ({
  schedule: { daily: [at] },
  timezone: "UTC",
  missed,
});
const shop = (triggers: Trigger[], script = "true", runs: number | null = null) =>
  pipeline("shop", [task("t", { action: { kind: "command", script, variables: {} } })], {
    triggers,
    concurrency: { runs, whenBusy: "queue" },
  });

const triggers = async ({ pool }: TestDatabase) =>
  (
    await pool.query<{
      ordinal: number;
      at: string;
      missed: string;
      cursor_at: Date;
      next_at: Date;
    }>(
      `select ordinal, schedule->'daily'->>0 as at, missed, cursor_at, next_at from trunkline.trigger
        order by ordinal`,
    )
  ).rows;

test("a trigger that stays keeps its place in time, wherever it moves to; a new one counts from now", async () => {
  await using db = await testDatabase();
  await deploy(db.pool, [shop([daily("06:00"), daily("12:00")])]);
  // As if it had been deployed long ago, and everything since were accounted for.
  await db.pool.query("update trunkline.trigger set cursor_at = cursor_at - interval '1 second'");
  const [first, second] = await triggers(db);
  await deploy(db.pool, [shop([daily("18:00"), daily("12:00", "all"), daily("06:00")], "false")]);
  const now = await triggers(db);
  expect(now.map(({ at }) => at)).toEqual(["18:00", "12:00", "06:00"]);
  expect(now[2]).toEqual({ ...first, ordinal: 2 });
  expect(now[1]).toEqual({ ...second, ordinal: 1, missed: "all" });
  expect(now[0]?.cursor_at.getTime()).toBeGreaterThan(first?.cursor_at.getTime() ?? 0);
  expect(now[0]?.next_at.getTime()).toBeGreaterThan(now[0]?.cursor_at.getTime() ?? 0);
});

test("a pipeline that comes back owes nothing for the time it was gone", async () => {
  await using db = await testDatabase();
  const before = await deploy(db.pool, [shop([daily("06:00")])]);
  await db.pool.query("update trunkline.trigger set cursor_at = cursor_at - interval '1 second'");
  const [old] = await triggers(db);
  await deploy(db.pool, []);
  expect(await triggers(db)).toEqual([]);
  const after = await deploy(db.pool, [shop([daily("06:00")])]);
  expect(after).toEqual(before);
  expect((await triggers(db))[0]?.cursor_at.getTime()).toBeGreaterThan(
    old?.cursor_at.getTime() ?? 0,
  );
});

test("due times before the change belong to the old content, and are runs before it is applied", async () => {
  await using db = await testDatabase();
  await deploy(db.pool, [shop([daily("06:00", "all")])]);
  await db.pool.query(
    "update trunkline.trigger set cursor_at = now() - interval '2 days', next_at = now() - interval '1 day'",
  );
  await deploy(db.pool, [shop([daily("06:00", "all")], "false")]);
  const { rows } = await db.pool.query(
    `select v.spec::json->'tasks'->0->'action'->>'script' as script from trunkline.run r
       join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ script }) => script))).toEqual(new Set(["true"]));
});

test("equal content is one row with its edges once, whichever pipeline or revision has it", async () => {
  await using db = await testDatabase();
  const chain = [task("a"), task("b", { needs: [0] }), task("c", { needs: [0, 1] })];
  await deploy(db.pool, [pipeline("x", chain)]);
  await deploy(db.pool, [pipeline("x", [task("a")])]);
  await deploy(db.pool, [pipeline("x", chain)]);
  const { rows } = await db.pool.query(
    `select v.content_hash, s.idx, s.deps, s.succ from trunkline.pipeline_revision v
       join trunkline.spec_task s on s.pipeline_revision_id = v.id where v.task_count = 3 order by s.idx`,
  );
  expect(rows.map(({ idx, deps, succ }) => ({ idx, deps, succ }))).toEqual([
    { idx: 0, deps: 0, succ: [1, 2] },
    { idx: 1, deps: 1, succ: [2] },
    { idx: 2, deps: 2, succ: [] },
  ]);
});

test("limits are the new content's at once", async () => {
  await using db = await testDatabase();
  await deploy(db.pool, [shop([], "true", 1)]);
  await deploy(db.pool, [shop([], "true", 3)]);
  const { rows } = await db.pool.query("select max_runs, when_busy from trunkline.pipeline");
  expect(rows).toEqual([{ max_runs: 3, when_busy: "queue" }]);
});
