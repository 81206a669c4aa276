// Random moves against the real SQL functions, with every invariant checked after each of them.
// SIMULATION_SEED=n repeats one failed schedule; SIMULATION_SECONDS=n looks for longer than a test run has time for.

import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { brokenInvariants } from "#test/support/invariants.ts";
import { seeded } from "#test/support/seeded.ts";
import { type Simulation, simulate } from "#test/support/simulated-engine.ts";

const stepsPerSchedule = 60;
const schedulesPerDatabase = 25;
const seconds = Number(process.env.SIMULATION_SECONDS ?? 12);
const only = process.env.SIMULATION_SEED;

/** Empties the tables between schedules: a hundredth of the time of a new database. */
const everything =
  "truncate trunkline.project, trunkline.pipeline, trunkline.run, trunkline.task_run, trunkline.attempt, trunkline.gate, trunkline.hold, trunkline.wait, trunkline.wait_key, trunkline.wait_check, trunkline.after_check, trunkline.event, trunkline.variable, trunkline.asset_update, trunkline.pool, trunkline.pool_hold, trunkline.pool_wait, trunkline.pool_check, trunkline.worker, graphile_worker._private_jobs cascade";

async function schedule(pool: Parameters<typeof simulate>[0], seed: number): Promise<void> {
  const story: string[] = [];
  const check = async (move: string, { brokenSchedules }: Simulation) => {
    story.push(move);
    const broken = [...(await brokenInvariants(pool)), ...(await brokenSchedules())];
    if (broken.length > 0) throw new Error(broken.join("\n"));
  };
  try {
    const simulation = await simulate(pool, seeded(seed));
    for (let step = 0; step < stepsPerSchedule; step++)
      await check(await simulation.step(), simulation);
    await simulation.settle();
    await check("settle", simulation);
  } catch (error) {
    throw new Error(`SIMULATION_SEED=${seed} after ${story.join(", ")}`, { cause: error });
  }
}

test("whatever happens in whatever order, every invariant holds and everything finishes", {
  timeout: seconds * 1_000 + 60_000,
}, async () => {
  const first = only === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(only);
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  while (done === 0 || (only === undefined && performance.now() < end)) {
    await using db = await testDatabase();
    for (let n = 0; n < (only === undefined ? schedulesPerDatabase : 1); n++) {
      await schedule(db.pool, first + done++);
      await db.pool.query(everything);
      if (performance.now() > end) break;
    }
  }
  console.log(`${done} schedules from seed ${first}`);
  expect(done).toBeGreaterThan(0);
});
