// How do we compare with raw graphile-worker, DBOS Transact and pg-boss, on one Postgres, in one run? What is committed for
// a task is alike (a row that says how it ended), the programming models are not: a task here is a claim, a transition and
// what follows from it; a step there is a record of a function that has returned; a job is an entry that is gone.

import { pinStatistics } from "#engine/statistics.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase, urlOf } from "./support/database.ts";
import { chain, fan, type Load, raw, slots, tasksPerSecond } from "./support/engine.ts";
import { type DbosPeer, startDbos } from "./support/peers/dbos.ts";
import { type PgBossPeer, startPgBoss } from "./support/peers/pg-boss.ts";
import { median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const sizes = {
  chain: scaled(1_000),
  fanout: scaled(10_000),
  diamonds: scaled(1_000),
  due: scaled(10_000),
  jobs: scaled(20_000),
};
const tasksOfDiamond = 10;
/** `work` of pg-boss waits half a second between batches: more jobs would only take longer. */
const polledJobs = scaled(2_000);

type Row = Record<string, number[]>;

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  const loads = await deployLoads(db);
  await using dbos = await startDbos(await newDatabase(db, "dbos"));
  await using boss = await startPgBoss(await newDatabase(db, "boss"));
  const all: Row = {};
  const note = async (name: string, rate: Promise<number>) => {
    all[name] ??= [];
    all[name].push(await rate);
  };
  for (let round = 1; round <= rounds; round++) {
    await note("graphile-worker, raw jobs", raw(db, sizes.jobs));
    for (const [name, load] of Object.entries(loads))
      await note(`ours, ${name}`, tasksPerSecond(db, load, round));
    for (const [name, rate] of dbosRates(dbos)) await note(`DBOS, ${name}`, rate());
    for (const [name, rate] of bossRates(boss)) await note(`pg-boss, ${name}`, rate());
  }
  return resultOf(all, rounds);
}

const dbosRates = (dbos: DbosPeer): [string, () => Promise<number>][] => [
  ["chain", () => dbos.chain(sizes.chain)],
  ["fan-out", () => dbos.fanout(sizes.fanout + 2)],
  ["diamonds", () => dbos.diamonds(sizes.diamonds, tasksOfDiamond)],
  ["due", () => dbos.due(sizes.due)],
];

const bossRates = (boss: PgBossPeer): [string, () => Promise<number>][] => [
  ["fetch and complete", () => boss.loops(sizes.jobs)],
  ["work", () => boss.work(polledJobs)],
];

async function deployLoads(db: BenchDatabase): Promise<Record<string, Load>> {
  const specs = {
    chain: { spec: chain(sizes.chain), runs: 1 },
    "fan-out": { spec: fan("fanout", sizes.fanout), runs: 1 },
    diamonds: { spec: fan("diamond", tasksOfDiamond - 2), runs: sizes.diamonds },
    due: { spec: pipeline("due", [task("only")]), runs: sizes.due },
  };
  const ids = await deploy(
    db.pool,
    Object.values(specs).map(({ spec }) => spec),
  );
  await pinStatistics(db.pool);
  return Object.fromEntries(
    Object.entries(specs).map(([name, { spec, runs }]) => [
      name,
      { id: ids.get(spec.name) as number, runs, tasks: spec.tasks.length },
    ]),
  );
}

/** A database beside ours, on the same server. */
async function newDatabase(db: BenchDatabase, name: string): Promise<string> {
  await db.pool.query(`create database ${name}`);
  return urlOf(db, name);
}

function resultOf(all: Row, rounds: number): Result {
  const medians = Object.fromEntries(
    Object.entries(all).map(([name, rates]) => [name, Math.round(median(rates))]),
  );
  const ratio = (ours: string, theirs: string): number =>
    Number(median((all[ours] ?? []).map((rate, n) => rate / (all[theirs]?.[n] ?? 1))).toFixed(2));
  const shapes = ["chain", "fan-out", "diamonds", "due"];
  return {
    name: "engine-peers",
    ratio: ratio("ours, diamonds", "DBOS, diamonds"),
    ours: median(all["ours, diamonds"] ?? []),
    reference: median(all["DBOS, diamonds"] ?? []),
    unit: "tasks/s",
    params: {
      ...{ rounds, slots, sizes, perSecond: medians },
      ofRaw: Object.fromEntries(
        shapes.map((shape) => [shape, ratio(`ours, ${shape}`, "graphile-worker, raw jobs")]),
      ),
      ofDbos: Object.fromEntries(
        shapes.map((shape) => [shape, ratio(`ours, ${shape}`, `DBOS, ${shape}`)]),
      ),
      rawOfPgBoss: ratio("graphile-worker, raw jobs", "pg-boss, fetch and complete"),
    },
  };
}
