// Does it matter how much has run before, and how much waits? The same diamonds in turn in an empty database and in one with
// 1,000,000 task rows of runs that ended, 100,000 tasks that wait for events, and 10,000 that wait for other pipelines.

import type { Condition } from "#core/conditions/condition.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { pinStatistics } from "#engine/statistics.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase, besides } from "./support/database.ts";
import { fan, finished, type Load, request, slots, tasksPerSecond } from "./support/engine.ts";
import { alternate, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const historyRuns = scaled(100_000);
const waitingForEvents = scaled(100_000);
const waitingForRuns = scaled(10_000);
const runs = scaled(1_000);
const middle = 8;

const event: Condition = { kind: "event", project: null, name: "E", date: { days: 0 } };
const other: Condition = {
  kind: "run",
  project: null,
  pipeline: "elsewhere",
  task: null,
  state: "succeeded",
  exitCode: null,
  which: { by: "date", date: { days: 0 } },
};
const waiting = (name: string, awaits: Condition) =>
  pipeline(name, [task("only", { gates: { awaits, notBefore: null, notAfter: null, takes: [] } })]);
const specs = [fan("diamond", middle), waiting("for-events", event), waiting("for-runs", other)];

export async function run(rounds: number): Promise<Result> {
  await using empty = await benchDatabase();
  await using loaded = await besides(empty, "loaded");
  const ids = await deploy(empty.pool, specs);
  const loadedIds = await deploy(loaded.pool, specs);
  await load(loaded, loadedIds);
  for (const { pool } of [empty, loaded]) await pinStatistics(pool);
  const loadOf = (known: ReadonlyMap<string, number>): Load => ({
    ...{ id: known.get("diamond") as number, runs, tasks: middle + 2 },
  });
  const rate = (db: BenchDatabase, { id, ...sizes }: Load, round: number) =>
    tasksPerSecond(db, { id, ...sizes }, round, () => ended(db, id));
  // Also the first plans of every statement.
  await rate(empty, loadOf(ids), 1);
  await rate(loaded, loadOf(loadedIds), 1);
  let round = 1;
  const { all, ...figures } = await alternate(
    rounds,
    () => rate(empty, loadOf(ids), ++round),
    () => rate(loaded, loadOf(loadedIds), round),
  );
  const rows = { taskRows: historyRuns * (middle + 2), waitingForEvents, waitingForRuns };
  const params = { rounds, slots, runs, tasksPerRun: middle + 2, ...rows, all };
  return { name: "engine-history", ...figures, unit: "tasks/s", params };
}

/** Those that wait never end, so only the pipeline's own runs are looked at. */
async function ended({ pool }: BenchDatabase, id: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      "select exists (select from trunkline.run where pipeline_id = $1 and finished_at is null) as open",
      [id],
    );
    if (!rows[0].open) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** One of each is made by the engine, and copied. */
async function load(db: BenchDatabase, ids: ReadonlyMap<string, number>): Promise<void> {
  const id = (name: string) => ids.get(name) as number;
  await tasksPerSecond(db, { id: id("diamond"), runs: 1, tasks: middle + 2 }, 0, finished);
  const scheduler = startScheduler({ pool: db.pool });
  try {
    for (const name of ["for-events", "for-runs"]) await request(db, id(name), 1, 0);
    await judged(db);
  } finally {
    await scheduler.stop();
  }
  await copy(db, id("diamond"), historyRuns);
  await copy(db, id("for-events"), waitingForEvents);
  await copy(db, id("for-runs"), waitingForRuns);
  await db.pool.query("analyze");
}

async function judged({ pool }: BenchDatabase): Promise<void> {
  const text = `select count(*)::int as n from trunkline.wait where gates <> '[]' and keyed_at is not null`;
  while ((await pool.query(text)).rows[0].n < 2)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Copies the pipeline's only run with all of its rows, whatever their columns are; each ten wait for a date of their own. */
async function copy({ pool }: BenchDatabase, pipelineId: number, count: number): Promise<void> {
  // Not a temporary table: the pool's connections share it. Parameters are not for statements that make tables.
  await pool.query(
    `create unlogged table copied as
       select r.id as old, nextval('trunkline.run_id_seq') as id, n from trunkline.run r, generate_series(1, ${count}) n
        where r.pipeline_id = ${pipelineId}`,
  );
  const insert = (table: string, change: string) =>
    pool.query(
      `insert into trunkline.${table}
       select (jsonb_populate_record(t, ${change})).* from copied c join trunkline.${table} t on t.run_id = c.old`,
    );
  await pool.query(
    `insert into trunkline.run
     select (jsonb_populate_record(r, jsonb_build_object('id', c.id, 'slot', 'copy:' || c.id, 'trace_id', gen_random_uuid()))).*
       from copied c join trunkline.run r on r.id = c.old`,
  );
  const itsRun = "jsonb_build_object('run_id', c.id)";
  await insert("task_run", itsRun);
  await insert("wait", itsRun);
  await insert(
    "wait_key",
    "jsonb_build_object('run_id', c.id, 'key', replace(t.key, '2026-01-01', (date '2026-01-02' + c.n / 10)::text))",
  );
  await pool.query("drop table copied");
}
