// Ours and raw graphile-worker over no-op tasks on one database, in one process each, tuned alike.

import { Logger, run } from "graphile-worker";
import type { Pipeline } from "#core/pipeline.ts";
import { pinStatistics } from "#engine/statistics.ts";
import { startWorker } from "#engine/worker.ts";
import type { Executor } from "#executors/executor.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import type { BenchDatabase } from "./database.ts";
import { alternate, type Result, seconds } from "./rounds.ts";

export const slots = 1000;

export const noop: Executor = {
  kind: "command",
  run: async () => ({ ending: "exited", exitCode: 0, signal: null, message: null, outputs: {} }),
  killAll: async () => {},
  close: async () => {},
};

export const fan = (name: string, width: number): Pipeline =>
  pipeline(name, [
    task("root"),
    ...Array.from({ length: width }, (_, n) => task(`f${n}`, { needs: [0] })),
    task("join", { needs: Array.from({ length: width }, (_, n) => n + 1) }),
  ]);

export const chain = (length: number): Pipeline =>
  pipeline(
    "chain",
    Array.from({ length }, (_, n) => task(`t${n}`, { needs: n === 0 ? [] : [n - 1] })),
  );

export const shapes = {
  "engine-diamond": { runs: 1000, pipeline: () => fan("diamond", 8) },
  "engine-fanout": { runs: 1, pipeline: () => fan("fanout", 10_000) },
  "engine-chain": {
    runs: 1,
    pipeline: () => chain(1000),
  },
};

/** Tasks per second of one shape against raw jobs per second, in alternating rounds. */
export async function benchEngine(
  db: BenchDatabase,
  name: keyof typeof shapes,
  rounds: number,
): Promise<Result> {
  const shape = shapes[name];
  const spec = shape.pipeline();
  const ids = await deploy(db.pool, [spec]);
  const id = ids.get(spec.name) as number;
  await pinStatistics(db.pool);
  let round = 0;
  const ours = () =>
    tasksPerSecond(db, { id, runs: shape.runs, tasks: spec.tasks.length }, ++round);
  const result = await alternate(rounds, () => raw(db), ours);
  const { all, ...figures } = result;
  return {
    name,
    ...figures,
    unit: "tasks/s",
    params: { rounds, slots, ...shapeFacts(spec, shape.runs), all },
  };
}

/** What is run in a round: so many runs of a deployed pipeline with so many tasks. */
export interface Load {
  id: number;
  runs: number;
  tasks: number;
}

/**
 * The worker is up before the clock starts.
 * @param ended resolves once all runs have ended, and throws when one did not succeed
 */
export async function tasksPerSecond(
  db: BenchDatabase,
  load: Load,
  round: number,
  ended: (db: BenchDatabase) => Promise<void> = finished,
): Promise<number> {
  const worker = await startWorker({
    connectionString: db.connectionString,
    executors: [noop],
    slots,
    name: "bench",
  });
  const elapsed = await seconds(async () => {
    await request(db, load.id, load.runs, round);
    await ended(db);
  });
  await worker.stop();
  return (load.runs * load.tasks) / elapsed;
}

const shapeFacts = (spec: Pipeline, runs: number) => ({ runs, tasksPerRun: spec.tasks.length });

export async function request(
  db: BenchDatabase,
  id: number,
  runs: number,
  round: number,
): Promise<void> {
  const all = Array.from({ length: runs }, (_, n) => n);
  await createRuns(db.pool, {
    pipelines: all.map(() => id),
    slots: all.map((n) => `b:${round}:${n}`),
    dates: all.map(() => "2026-01-01"),
    dues: all.map(() => new Date("2026-01-01T00:00:00Z")),
    reasons: all.map(() => null) as unknown as string[],
    kind: "manual",
    params: {},
    actor: "bench",
    parentTrace: null,
  });
}

export async function finished(db: BenchDatabase): Promise<void> {
  for (;;) {
    const { rows } = await db.pool.query(
      "select exists (select from trunkline.run where finished_at is null) as open",
    );
    if (!rows[0].open) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { rows } = await db.pool.query(
    "select count(*)::int as n from trunkline.task_run where state <> 'succeeded'",
  );
  if (rows[0].n > 0)
    throw new Error(`${rows[0].n} tasks did not succeed: the figure would mean nothing`);
}

/**
 * Jobs per second of graphile-worker alone, with the settings that its measurements found best for no-op jobs.
 * As on our side the runner is up before the clock starts, and adding the jobs counts.
 */
export async function raw(db: BenchDatabase, count = 20_000): Promise<number> {
  let done = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const runner = await run({
    preset: {
      worker: {
        connectionString: db.connectionString,
        concurrentJobs: slots,
        localQueue: { size: slots },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
        maxPoolSize: 10,
        logger: new Logger(() => () => {}),
      },
    },
    noHandleSignals: true,
    taskList: {
      raw() {
        if (++done === count) resolve();
      },
    },
  });
  const elapsed = await seconds(async () => {
    await db.pool.query(
      `select count(*) from graphile_worker.add_jobs(
         (select array_agg(('raw', '{}', null, null, null, null, null, null)::graphile_worker.job_spec) from generate_series(1, $1::int)))`,
      [count],
    );
    await promise;
  });
  await runner.stop();
  return count / elapsed;
}
