// Random moves against the real SQL functions, with every invariant checked after each of them.
// SIMULATION_SCHEDULES=n tries more or fewer (`npm run simulation`: 10,000); SIMULATION_SEED=n repeats one.

import { expect, test } from "vitest";
import { clearTables } from "#test/support/clear-tables.ts";
import { seeded } from "#test/support/seeded.ts";
import { type SimulatedDatabase, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { type Simulation, simulate } from "#test/support/simulated-engine.ts";

const stepsPerSchedule = 60;
/** Rows that are gone stay in the files: after so many a new database costs less than looking past them. */
const schedulesPerDatabase = 25;
/** While one waits for its answer another works: a schedule is a thousand short round trips. */
const lanes = 2;
const seed = process.env.SIMULATION_SEED;
const asked = process.env.SIMULATION_SCHEDULES;
const schedules = seed === undefined ? Number(asked ?? 1_000) : 1;
/** Some 300 s on two quiet cores beside the other tests; other work on the machine makes it several times that. */
const mostSeconds = asked === undefined ? 2_400 : 86_400;
const progressMs = 20_000;

async function schedule(db: SimulatedDatabase, number: number): Promise<void> {
  const story: string[] = [];
  const check = async (move: string, simulation: Simulation) => {
    story.push(move);
    const broken = await simulation.broken();
    if (broken.length > 0) throw new Error(broken.join("\n"));
  };
  try {
    const simulation = await simulate(db, seeded(number));
    for (let step = 0; step < stepsPerSchedule; step++)
      await check(await simulation.step(), simulation);
    await simulation.settle();
    await check("settle", simulation);
  } catch (error) {
    throw new Error(
      `SIMULATION_SEED=${number} npm run simulation repeats it: broken after ${story.join(", ")}`,
      { cause: error },
    );
  }
}

let done = 0;

test("whatever happens in whatever order, every invariant holds and everything finishes", {
  timeout: mostSeconds * 1_000 + 60_000,
}, async () => {
  // A run of all tests tries the same ones each time, so that a failure is the change's; the search for more is random.
  const first =
    seed !== undefined
      ? Number(seed)
      : asked === undefined
        ? 1
        : Math.floor(Math.random() * 2 ** 31);
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  let taken = 0;
  let told = 0;
  let failed = false;
  const lane = async () => {
    const goesOn = () => !failed && taken < schedules && elapsed() < mostSeconds * 1_000;
    while (goesOn()) {
      await using db = await simulatedDatabase();
      for (let n = 0; n < schedulesPerDatabase && goesOn(); n++) {
        await schedule(db, first + taken++);
        await clearTables(db.pool);
        done++;
        if (elapsed() < told + progressMs) continue;
        told = elapsed();
        console.log(`${done} of ${schedules} schedules after ${Math.round(told / 1_000)} s`);
      }
    }
  };
  const stopOthers = (error: unknown) => {
    failed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: lanes }, () => lane().catch(stopOthers)));
  const seconds = elapsed() / 1_000;
  console.log(
    `${done} schedules from seed ${first} in ${seconds.toFixed(1)} s, ${((seconds * 1_000) / done).toFixed(0)} ms each`,
  );
  expect(done, `schedules done in ${mostSeconds} s`).toBe(schedules);
});

test("all schedules of the set were tried", ({ skip }) => {
  if (done < schedules)
    skip(
      `${done} of ${schedules} were, in ${mostSeconds} s; \`npm run simulation\` takes its time`,
    );
});
