// The state machine under random moves on real SQL: who moves, what must hold after each move, and how it comes to an end.

import type pg from "pg";
import { cancelRun } from "#store/runs.sql.ts";
import { openGates } from "#store/triggers.sql.ts";
import { deploy } from "./deploy.ts";
import { backfillRules, simulateBackfills } from "./simulated-backfills.ts";
import { type SimulatedClock, simulationStart } from "./simulated-clock.ts";
import { randomFeatures, simulatedPools } from "./simulated-conditions.ts";
import { deadlineRules, simulateDeadlines } from "./simulated-deadlines.ts";
import { simulateGates } from "./simulated-gates.ts";
import { simulateHolds } from "./simulated-holds.ts";
import { simulateLook } from "./simulated-look.ts";
import { maintenanceRules, simulateMaintenance } from "./simulated-maintenance.ts";
import { simulateOverrides } from "./simulated-overrides.ts";
import { simulatePeople } from "./simulated-people.ts";
import { randomPipeline } from "./simulated-pipelines.ts";
import { simulateRepeats } from "./simulated-repeats.ts";
import { simulateRuns } from "./simulated-runs.ts";
import { randomZone, simulateSchedules } from "./simulated-schedules.ts";
import { type SimulatedWorker, simulateWorkers } from "./simulated-workers.ts";

export interface Simulation {
  /** One random move; answers its name, for the story that a failure tells. */
  step(): Promise<string>;
  /** Stops making trouble and works until nothing is left. @throws when something never finishes. */
  settle(): Promise<void>;
  /** Invariants that don't hold, starts that should not have been, due times without a row; empty when all is well. Call it after every move. */
  broken(): Promise<string[]>;
}

const aMinute = 60_000;
const simulatedRules = { ...deadlineRules, ...backfillRules, ...maintenanceRules };

export async function simulate(
  { pool, clock }: { pool: pg.Pool; clock: SimulatedClock },
  random: () => number,
): Promise<Simulation> {
  const below = (limit: number) => Math.floor(random() * limit);
  const zone = randomZone(random);
  const having = randomFeatures(random);
  const graphs = () => ["p", "q"].map((name) => randomPipeline(name, random, zone, having));
  await clock.set(simulationStart);
  let pipelines = graphs();
  let ids = await deploy(pool, pipelines, simulatedPools(0));
  let raised = 0;
  const schedules = await simulateSchedules(pool, random, zone, clock);
  const gates = simulateGates(pool, random, having);
  const people = simulatePeople(pool, random, clock, having);
  const broken = simulateLook(pool, simulatedRules, schedules);
  const maintenance = simulateMaintenance(pool, schedules.forgetting);
  const backfills = simulateBackfills(pool, random, clock, () =>
    pipelines.map((pipeline) => ({ id: ids.get(pipeline.name) as number, pipeline })),
  );
  const deadlines = simulateDeadlines(pool);
  const runs = simulateRuns(pool, random, () => ids);
  const { unfinished } = runs;
  const holds = simulateHolds(pool, random, clock, () => [...ids.values()], unfinished);
  const workers = simulateWorkers(pool, random, holds.check);
  const repeats = simulateRepeats(pool, random, clock, workers.pickHeld);

  const moves: Record<string, [number, () => Promise<unknown>]> = {
    "open gates": [5, () => openGates(pool, { now: new Date(clock.now()) })],
    "deploy other graphs, limits and schedules": [
      1,
      async () => {
        pipelines = graphs();
        ids = await deploy(pool, pipelines, simulatedPools(raised++));
        schedules.deployed();
      },
    ],
  };
  // Put beside each other, not merged: two may have one name.
  const all = [
    ...[moves, runs.moves, workers.moves, schedules.moves, gates.moves, holds.moves],
    ...[deadlines.moves, repeats.moves, people.moves],
    ...(having.has("backfills") ? [backfills.moves] : []),
    ...(having.has("maintenance") ? [maintenance.moves] : []),
    simulateOverrides(pool, random, unfinished),
  ]
    .flatMap((of) => Object.entries(of))
    .flatMap(([name, [times, act]]) => Array.from({ length: times }, () => ({ name, act })));

  /** Everybody does what they can within a minute; answers whether anything could be done. */
  const workOnce = async (worker: SimulatedWorker): Promise<boolean> => {
    await clock.pass(aMinute);
    // One that somebody had locked just then is taken by the next.
    await workers.reap();
    if (having.has("approvals") || having.has("blackouts")) await people.settle();
    await holds.settle();
    if (having.has("backfills")) await backfills.settle();
    await openGates(pool, { now: new Date(clock.now()) });
    let worked = false;
    while (await workers.work(worker)) worked = true;
    return (await gates.settle()) || worked;
  };

  return {
    broken,
    async step() {
      const { name, act } = all[below(all.length)] as (typeof all)[number];
      if (random() < 0.15) await clock.pass(1 + below(5_000));
      await act();
      return name;
    },
    async settle() {
      const worker = await workers.replaced();
      // What opens within the hour, later that day, and once the last window of the last business date is over.
      const strides = having.has("windows") ? [1, 9, 150] : [2];
      for (let round = 0; (await unfinished()).length > 0; round++) {
        if (round > 500) throw new Error(`runs ${await unfinished()} never finish`);
        if (await workOnce(worker)) continue;
        const hours = strides.shift();
        if (hours !== undefined) await clock.pass(hours * 60 * aMinute);
        // What no world opens at any time is cancelled, as an operator would.
        else for (const id of await unfinished()) await cancelRun(pool, { id, reason: "never" });
      }
      const open = await deadlines.settle();
      if (open.length > 0) throw new Error(`deadlines of runs that have ended: ${open.join(", ")}`);
    },
  };
}
