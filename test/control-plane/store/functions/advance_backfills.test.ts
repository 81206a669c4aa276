import type pg from "pg";
import { expect, test } from "vitest";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { createBackfill, planBackfill } from "#engine/backfill.ts";
import { advanceBackfills, cancelBackfill, setBackfillState } from "#store/backfills.sql.ts";
import { transaction } from "#store/transaction.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, newWorker, perform, runAgain, runStates } from "#test/support/engine.ts";
import { brokenInvariants } from "#test/support/invariants.ts";

const daily = { schedule: { cron: "0 6 * * *" }, timezone: "UTC", missed: "latest" } as const;

async function backfilled(
  runs: number,
  fields: Partial<Pipeline> = {},
  tasks: Task[] = [task("a")],
  to = "2026-01-05",
) {
  const db = await testDatabase();
  const spec = pipeline("p", tasks, { triggers: [daily], ...fields });
  const id = (await deploy(db.pool, [spec])).get("p") as number;
  const request = {
    pipelineId: id,
    pipeline: spec,
    maxRuns: spec.concurrency.runs,
    range: { from: "2026-01-01", to },
    missing: false,
    params: {},
    runs,
    newestFirst: false,
    key: null,
  };
  const make = () =>
    transaction(db.pool, async (client) => {
      const plan = await planBackfill(client, request, new Date());
      if (plan === "tooMany") throw new Error(plan);
      return createBackfill(client, request, plan, { actor: "ada", reason: null });
    });
  const made = await make();
  if (made.kind !== "made") throw new Error(made.kind);
  return {
    pool: db.pool,
    pipeline: id,
    spec,
    backfill: made.id,
    make,
    worker: await newWorker(db.pool),
    [Symbol.asyncDispose]: async () => {
      const broken = await brokenInvariants(db.pool);
      await db[Symbol.asyncDispose]();
      expect(broken).toEqual([]);
    },
  };
}

const active = async (pool: pg.Pool): Promise<{ id: string; date: string }[]> =>
  (
    await pool.query(
      `select id, business_date::text as date from trunkline.run
        where trigger_kind = 'backfill' and finished_at is null order by id`,
    )
  ).rows;
const stateOf = async (pool: pg.Pool, id: number): Promise<string> =>
  (await pool.query("select state from trunkline.backfill where id = $1", [id])).rows[0].state;

test("runs are made in their order, never more than its number at a time, and the last one's end finishes it", async () => {
  await using at = await backfilled(2);
  const dates: string[] = [];
  for (let round = 0; round < 10; round++) {
    await advanceBackfills(at.pool);
    const now = await active(at.pool);
    expect(now.length).toBeLessThanOrEqual(2);
    const [first] = now;
    if (!first) break;
    dates.push(first.date);
    await perform(at.pool, at.worker, first.id, 0);
  }
  expect(dates).toEqual([1, 2, 3, 4, 5].map((n) => `2026-01-0${n}`));
  expect(await advanceBackfills(at.pool)).toEqual({ running: 0 });
  expect(await stateOf(at.pool, at.backfill)).toBe("finished");
  const { rows } = await at.pool.query(
    "select slot, due_at, actor from trunkline.run order by id limit 1",
  );
  expect(rows).toEqual([
    {
      slot: `b:${at.backfill}:t:2026-01-01T06:00:00Z#0`,
      due_at: new Date("2026-01-01T06:00:00Z"),
      actor: "ada",
    },
  ]);
});

test("eight servers at once make no run twice and none too many", async () => {
  await using at = await backfilled(3);
  await Promise.all(Array.from({ length: 8 }, () => advanceBackfills(at.pool)));
  expect(await active(at.pool)).toHaveLength(3);
});

test("the same request again is the same backfill", async () => {
  await using at = await backfilled(1);
  expect(await at.make()).toEqual({ kind: "known", id: at.backfill });
  const both = await Promise.all([at.make(), at.make()]);
  expect(both).toEqual([0, 1].map(() => ({ kind: "known", id: at.backfill })));
});

test("a paused one makes no runs until it is resumed; a cancelled one never, and stops what runs", async () => {
  await using at = await backfilled(1);
  await setBackfillState(at.pool, { id: at.backfill, state: "paused", note: "night" });
  expect(await advanceBackfills(at.pool)).toEqual({ running: 0 });
  expect(await active(at.pool)).toEqual([]);
  await setBackfillState(at.pool, { id: at.backfill, state: "running", note: null });
  await advanceBackfills(at.pool);
  expect(await active(at.pool)).toHaveLength(1);
  expect(await cancelBackfill(at.pool, { id: at.backfill, reason: "wrong" })).toEqual({
    cancelled: true,
  });
  expect(await cancelBackfill(at.pool, { id: at.backfill, reason: "wrong" })).toEqual({
    cancelled: false,
  });
  expect(await setBackfillState(at.pool, { id: at.backfill, state: "running" })).toBeUndefined();
  await advanceBackfills(at.pool);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["cancelled"]);
});

test("within the pipeline's limit: no run is made while its places are taken, and due runs come first", async () => {
  await using at = await backfilled(3, { concurrency: { runs: 1, whenBusy: "queue" } });
  const due = (await createRun(at.pool, at.pipeline, day(20))) as string;
  await advanceBackfills(at.pool);
  expect(await active(at.pool)).toEqual([]);
  await perform(at.pool, at.worker, due, 0);
  await advanceBackfills(at.pool);
  const [first] = await active(at.pool);
  expect(await active(at.pool)).toHaveLength(1);
  // Two more are due meanwhile: both go before the rest of the backfill.
  for (const n of [21, 22]) await createRun(at.pool, at.pipeline, day(n));
  await perform(at.pool, at.worker, first?.id as string, 0);
  await advanceBackfills(at.pool);
  expect(await active(at.pool)).toEqual([]);
  expect(await runStates(at.pool, at.pipeline)).toEqual([
    ...["succeeded", "succeeded", "running", "waiting"],
  ]);
});

test.each(["skip", "cancelRunning"] as const)(
  "whenBusy: %s is about due runs: one of a backfill makes none skip, and none cancels it",
  async (whenBusy) => {
    await using at = await backfilled(1, { concurrency: { runs: 1, whenBusy } });
    await advanceBackfills(at.pool);
    const due = (await createRun(at.pool, at.pipeline, day(20))) as string;
    expect(await runStates(at.pool, at.pipeline)).toEqual(["running", "waiting"]);
    const [first] = await active(at.pool);
    await perform(at.pool, at.worker, first?.id as string, 0);
    expect(await runStates(at.pool, at.pipeline)).toEqual(["succeeded", "running"]);
    await perform(at.pool, at.worker, due, 0);
  },
);

test("its tasks stand back in the queue behind all others, also those that follow", async () => {
  const chain = [task("a"), task("b", { needs: [0] })];
  await using at = await backfilled(1, {}, chain);
  await advanceBackfills(at.pool);
  const [first] = await active(at.pool);
  // The worker would go on with `b` at once: others may be waiting for its slot.
  const next = await perform(at.pool, at.worker, first?.id as string, 0, "succeeded", {
    inline: true,
  });
  expect(next).toEqual([]);
  await createRun(at.pool, at.pipeline, day(20));
  const { rows } = await at.pool.query(
    "select priority, payload ->> 'i' as idx from graphile_worker._private_jobs order by id",
  );
  expect(rows).toEqual([
    { priority: 1, idx: "0" },
    { priority: 1, idx: "1" },
    { priority: 0, idx: "0" },
  ]);
});

test("it ends when its pipeline is removed", async () => {
  await using at = await backfilled(1);
  await deploy(at.pool, [pipeline("other", [task("a")])]);
  expect(await advanceBackfills(at.pool)).toEqual({ running: 0 });
  expect(await stateOf(at.pool, at.backfill)).toBe("cancelled");
});

test("a failed run of it runs again as any run, and counts no more as one of its own", async () => {
  await using at = await backfilled(1, {}, [task("a")], "2026-01-01");
  await advanceBackfills(at.pool);
  const [only] = await active(at.pool);
  await perform(at.pool, at.worker, only?.id as string, 0, "failed");
  await advanceBackfills(at.pool);
  expect(await stateOf(at.pool, at.backfill)).toBe("finished");
  const next = await runAgain(at.pool, only?.id as string);
  await perform(at.pool, at.worker, next, 0);
});
