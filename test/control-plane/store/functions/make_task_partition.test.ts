import type pg from "pg";
import { expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { maintain } from "#engine/maintain.ts";
import { createPool } from "#store/connect.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { day, newRun, newWorker, perform, runRow } from "#test/support/engine.ts";
import { maintained, nothingKept, partitions } from "#test/support/kept.ts";

const one = pipeline("one", [task("a")]);

const drawn = (pool: pg.Pool, id: number) =>
  pool.query("select setval('trunkline.run_id_seq', $1)", [id]);

const partitionOf = async (pool: pg.Pool, run: string): Promise<string> =>
  (
    await pool.query(
      "select distinct tableoid::regclass::text as name from trunkline.task_run where run_id = $1",
      [run],
    )
  ).rows[0]?.name;

test("the next range is there before the newest is used up", async () => {
  await using db = await testDatabase();
  const first = await partitions(db.pool, "task_run");
  expect(first).toEqual(["task_run_first"]);
  await maintained(db.pool);
  expect(await partitions(db.pool, "task_run")).toEqual(first);
  await drawn(db.pool, 100_000);
  await maintained(db.pool);
  await maintained(db.pool);
  expect(await partitions(db.pool, "task_run")).toEqual(["task_run_131072", ...first]);
});

test("after ids that nobody made a range for, inserts go on, and the next range begins beyond them", async () => {
  await using db = await testDatabase();
  const id = (await deploy(db.pool, [one])).get("one") as number;
  const worker = await newWorker(db.pool);
  await drawn(db.pool, 5_000_000);
  const run = await newRun(db.pool, id);
  expect(await partitionOf(db.pool, run)).toBe("trunkline.task_run_rest");
  await maintained(db.pool);
  expect(await partitions(db.pool, "task_run")).toEqual(["task_run_5016385"]);
  await perform(db.pool, worker, run, 0);
  expect((await runRow(db.pool, run)).state).toBe("succeeded");
  await drawn(db.pool, 5_016_390);
  const next = await newRun(db.pool, id, day(2));
  expect(await partitionOf(db.pool, next)).toBe("trunkline.task_run_5016385");
});

test("a range that filled fast is followed by a wider one, one that filled slowly by a narrower", async () => {
  await using db = await testDatabase();
  const id = (await deploy(db.pool, [one])).get("one") as number;
  const keep = { ...nothingKept, historyDays: 90 };
  const width = async (name: string) => {
    const { rows } = await db.pool.query(
      "select upper::bigint - lower::bigint as width from trunkline.partitions_of('trunkline.task_run') where name::text = $1",
      [`trunkline.${name}`],
    );
    return Number(rows[0]?.width);
  };
  await drawn(db.pool, 65_600);
  await newRun(db.pool, id);
  await drawn(db.pool, 131_000);
  await maintained(db.pool, keep);
  expect(await width("task_run_131072")).toBe(4 * 65_536);
  await drawn(db.pool, 131_072);
  const slow = await newRun(db.pool, id, day(2));
  await db.pool.query(
    "update trunkline.run set created_at = now() - interval '80 days' where id = $1",
    [slow],
  );
  await drawn(db.pool, 390_000);
  await maintained(db.pool, keep);
  expect(await width("task_run_393216")).toBe(2 * 65_536);
});

test("servers that come at once make it once, and no insert fails meanwhile", async () => {
  await using db = await testDatabase();
  const id = (await deploy(db.pool, [one])).get("one") as number;
  const servers = Array.from({ length: 4 }, () => createPool(db.connectionString, { max: 2 }));
  try {
    for (let round = 0; round < 5; round++) {
      await drawn(db.pool, (round + 1) * 1_000_000);
      const passes = servers.map((pool) =>
        maintain(pool, { retention: nothingKept, readPipeline: createDefinitions(pool).pipeline }),
      );
      const runs = Array.from({ length: 20 }, (_, n) => newRun(db.pool, id, day(100 * round + n)));
      await Promise.all([...passes, ...runs]);
    }
  } finally {
    await Promise.all(servers.map((pool) => pool.end()));
  }
  const { rows } = await db.pool.query("select count(*)::int as n from trunkline.task_run");
  expect(rows).toEqual([{ n: 100 }]);
});
