// What does each feature of the engine cost, next to the plain diamond of the same run?

import type { Pipeline, Task } from "#core/pipeline.ts";
import { pinStatistics } from "#engine/statistics.ts";
import { startWorker } from "#engine/worker.ts";
import type { Executor } from "#executors/executor.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase } from "./support/database.ts";
import { finished, noop, raw, request } from "./support/engine.ts";
import { median, type Result, seconds } from "./support/rounds.ts";

const runs = 1000;
const slots = 1000;

interface Feature {
  fields: Partial<Task>;
  params?: Pipeline["params"];
  executor?: Executor;
}

const line = new TextEncoder().encode("one line of output\n");
const talking: Executor = {
  ...noop,
  async run(request) {
    await request.onOutput(line);
    return noop.run(request);
  },
};
const telling: Executor = {
  ...noop,
  run: async (request) => ({ ...(await noop.run(request)), outputs: { rows: "42" } }),
};
const date = { type: "date", default: "${{ run.date }}", description: null } as const;

const features: Record<string, Feature> = {
  plain: { fields: {} },
  "a parameter and an expression in the environment": {
    fields: { env: { DAY: "${{ params.date }}" } },
    params: { date },
  },
  "an `if` on every task": { fields: { condition: "succeeded()" } },
  "an output of every task": { fields: { outputs: { rows: "integer" } }, executor: telling },
  "a line of log from every task": { fields: {}, executor: talking },
};

const diamond = (name: string, { fields, params = {} }: Feature): Pipeline => {
  const middle = Array.from({ length: 8 }, (_, n) => task(`f${n}`, { ...fields, needs: [0] }));
  const root = task("root", { ...fields, condition: null });
  const join = task("join", { ...fields, needs: middle.map((_, n) => n + 1) });
  return pipeline(name, [root, ...middle, join], { params });
};

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  const specs = Object.entries(features).map(([, feature], n) => diamond(`d${n}`, feature));
  const ids = await deploy(db.pool, specs);
  await pinStatistics(db.pool);
  const reference: number[] = [];
  const rates = new Map(Object.keys(features).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    reference.push(await raw(db));
    for (const [n, [name, feature]] of Object.entries(features).entries()) {
      const id = ids.get(`d${n}`) as number;
      rates.get(name)?.push(await rate(db, id, feature.executor ?? noop, round));
    }
  }
  const plain = median(rates.get("plain") as number[]);
  const ofPlain = [...rates].map(([name, all]) => [name, Number((median(all) / plain).toFixed(2))]);
  return {
    name: "engine-features",
    ours: plain,
    reference: median(reference),
    ratio: plain / median(reference),
    unit: "tasks/s",
    params: { rounds, runs, tasksPerRun: 10, rateOfPlain: Object.fromEntries(ofPlain) },
  };
}

async function rate(
  db: BenchDatabase,
  id: number,
  executor: Executor,
  round: number,
): Promise<number> {
  const { connectionString } = db;
  const worker = await startWorker({
    connectionString,
    executors: [executor],
    slots,
    name: "bench",
  });
  const elapsed = await seconds(async () => {
    await request(db, id, runs, round);
    await finished(db);
  });
  await worker.stop();
  return (runs * 10) / elapsed;
}
