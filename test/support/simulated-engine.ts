// The state machine under random moves: workers without processes that crash, lose replies and come too late, on real SQL.

import type pg from "pg";
import { type MarkState, markStates, type RerunScope } from "#core/rerun.ts";
import type { FinalState } from "#core/run.ts";
import type { Claim } from "#engine/held.ts";
import { errorCode } from "#store/errors.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { completeTasks, runningOfWorker, startTasks } from "#store/tasks.sql.ts";
import { openGates } from "#store/triggers.sql.ts";
import { beat, drainWorker, reapWorkers, signOff } from "#store/workers.sql.ts";
import { deploy } from "./deploy.ts";
import {
  again,
  createRun,
  day,
  finish,
  markTask,
  newWorker,
  queued,
  retry,
  start,
} from "./engine.ts";
import { brokenInvariants } from "./invariants.ts";
import { backfillRules, simulateBackfills } from "./simulated-backfills.ts";
import { type SimulatedClock, simulationStart } from "./simulated-clock.ts";
import { randomFeatures, simulatedPools } from "./simulated-conditions.ts";
import { deadlineRules, simulateDeadlines } from "./simulated-deadlines.ts";
import { simulateGates } from "./simulated-gates.ts";
import { simulateHolds } from "./simulated-holds.ts";
import { maintenanceRules, simulateMaintenance } from "./simulated-maintenance.ts";
import { simulateOverrides } from "./simulated-overrides.ts";
import { simulatePeople } from "./simulated-people.ts";
import { randomPipeline } from "./simulated-pipelines.ts";
import { simulateRepeats } from "./simulated-repeats.ts";
import { randomZone, simulateSchedules } from "./simulated-schedules.ts";
import { simulateStarts } from "./simulated-starts.ts";

interface SimulatedWorker {
  id: number;
  /** What it knows that it runs. */
  held: Claim[];
}

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
/** Longer than a simulation lasts by its clock, and more than it takes for locks to count: beats alone do. */
const twentyDays = 20 * 1_440 * aMinute;

export async function simulate(
  { pool, clock }: { pool: pg.Pool; clock: SimulatedClock },
  random: () => number,
): Promise<Simulation> {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];
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
  const startsBroken = simulateStarts(pool);
  const maintenance = simulateMaintenance(pool, schedules.forgetting);
  const backfills = simulateBackfills(pool, random, clock, () =>
    pipelines.map((pipeline) => ({ id: ids.get(pipeline.name) as number, pipeline })),
  );
  const deadlines = simulateDeadlines(pool);
  const workers: SimulatedWorker[] = [];
  /** Every attempt that a worker began, by run, task and attempt. */
  const begun = new Set<string>();
  /** Attempts whose worker is gone, and whose late results may still come. */
  const late: { worker: number; claim: Claim }[] = [];

  const begin = (worker: SimulatedWorker, claim: Claim) => {
    const key = `${claim.run}/${claim.idx}#${claim.attempt}`;
    if (begun.has(key)) throw new Error(`attempt ${key} began twice`);
    begun.add(key);
    worker.held.push(claim);
  };
  /** Not a slot of a schedule: those are accounted for by what the schedules say. */
  const randomDay = (): [Date, { slot: string }] => {
    const at = day(random() < 0.4 ? 5 : 1 + below(9));
    return [at, { slot: `m:${at.toISOString()}` }];
  };
  const hire = async () => {
    const worker = { id: await newWorker(pool), held: [] };
    await pool.query("update trunkline.worker set slots = 1000, labels = '{etl}' where id = $1", [
      worker.id,
    ]);
    workers.push(worker);
    return worker;
  };
  const dismiss = (worker: SimulatedWorker) => {
    workers.splice(workers.indexOf(worker), 1);
    late.push(...worker.held.map((claim) => ({ worker: worker.id, claim })));
  };
  // By their beats alone: these workers have no locks, which count once Postgres has been up for a TTL.
  const reap = () => reapWorkers(pool, { ttlMs: twentyDays, graceMs: aMinute, maxLost: 3 });
  const silence = (worker: SimulatedWorker) =>
    pool.query("update trunkline.worker set beat = '2000-01-01' where id = $1", [worker.id]);
  const unfinished = async () =>
    (
      await pool.query<{ id: string }>(
        "select id from trunkline.run where finished_at is null order by id",
      )
    ).rows.map(({ id }) => id);

  const holds = simulateHolds(pool, random, clock, () => [...ids.values()], unfinished);

  const repeats = simulateRepeats(pool, random, clock, () => {
    const worker = pick(workers);
    const held = worker && pick(worker.held);
    if (!worker || !held) return undefined;
    return { claim: held, drop: () => worker.held.splice(worker.held.indexOf(held), 1) };
  });

  /** A handler that returned: the queue forgets one entry of the task. */
  const delivered = (run: string, idx: number) =>
    pool.query(
      `delete from graphile_worker._private_jobs where id = (
         select min(id) from graphile_worker._private_jobs
          where payload ->> 'r' = $1 and (payload ->> 'i')::int = $2)`,
      [run, idx],
    );
  /** What the queue delivers: often something that was delivered before, for a claim that was won leaves its entry. */
  const claim = async (replyLost: boolean, by?: SimulatedWorker) => {
    const worker = by ?? pick(workers) ?? (await hire());
    const job = pick(await queued(pool));
    if (!job) return;
    try {
      const won = await start(pool, worker.id, job.run, job.idx);
      if (won) await holds.check([won]);
      if (won && !replyLost) begin(worker, won);
      else await delivered(job.run, job.idx);
    } catch (error) {
      if (!["TL001", "TL002"].includes(errorCode(error) ?? "")) throw error;
    }
  };
  const complete = async (state: FinalState, replyLost: boolean) => {
    const worker = pick(workers);
    const held = worker && pick(worker.held);
    if (!worker || !held) return;
    const next = await finish(pool, worker.id, held, state, { inline: random() < 0.7 });
    await holds.check(next);
    if (replyLost) {
      // Sent again, as the worker must: the fence makes it harmless, and answers no claim.
      await finish(pool, worker.id, held, state, { inline: true });
    }
    worker.held.splice(worker.held.indexOf(held), 1);
    const { rows } = await pool.query<{ ended: boolean }>(
      "select state = $3 and attempt = $4 as ended from trunkline.task_run where run_id = $1 and idx = $2",
      [held.run, held.idx, state, held.attempt],
    );
    if (!rows[0]?.ended)
      throw new Error(`${held.run}/${held.idx}#${held.attempt} was ended by somebody else`);
    if (!replyLost) for (const claim of next) begin(worker, claim);
  };
  const reconcile = async () => {
    const worker = pick(workers);
    if (!worker) return;
    for (const row of await runningOfWorker(pool, { worker: worker.id }))
      if (!worker.held.some(({ run, idx }) => run === row.run_id && idx === row.idx))
        begin(worker, { run: row.run_id, idx: row.idx, attempt: row.attempt });
  };

  /** Runs all that is queued, in batches as a worker does; the moves go one by one. Answers whether anything ran. */
  const work = async (worker: SimulatedWorker) => {
    const jobs = await queued(pool);
    if (jobs.length > 0) {
      const runs = jobs.map(({ run }) => run);
      const idxs = jobs.map(({ idx }) => idx);
      for (const row of await startTasks(pool, { runs, idxs, worker: worker.id }))
        begin(worker, { run: row.run_id, idx: row.idx, attempt: row.attempt });
      await pool.query(
        "delete from graphile_worker._private_jobs where (payload ->> 'r', (payload ->> 'i')::int) in (select * from unnest($1::text[], $2::int[]))",
        [runs, idxs],
      );
    }
    const held = worker.held.splice(0);
    if (held.length === 0) return false;
    await completeTasks(pool, {
      runs: held.map(({ run }) => run),
      idxs: held.map(({ idx }) => idx),
      attempts: held.map(({ attempt }) => attempt),
      states: held.map(() => "succeeded"),
      details: held.map(() => null),
      worker: worker.id,
      inline: false,
    });
    return true;
  };

  /** By name: how often of a hundred moves, and what. */
  const moves: Record<string, [number, () => Promise<unknown>]> = {
    create: [
      6,
      async () => createRun(pool, ids.get(pick(["p", "q"]) ?? "p") as number, ...randomDay()),
    ],
    claim: [24, () => claim(false)],
    "claim, reply lost": [3, () => claim(true)],
    succeed: [26, () => complete("succeeded", false)],
    "succeed, reply lost": [3, () => complete("succeeded", true)],
    fail: [8, () => complete("failed", false)],
    "skip by its condition": [2, () => complete("skipped", false)],
    retry: [
      6,
      async () => {
        const worker = pick(workers);
        const held = worker && pick(worker.held);
        if (!worker || !held) return;
        if (await retry(pool, held, below(2) * aMinute))
          worker.held.splice(worker.held.indexOf(held), 1);
      },
    ],
    "open gates": [5, () => openGates(pool, { now: new Date(clock.now()) })],
    reconcile: [4, reconcile],
    hire: [2, hire],
    crash: [
      4,
      async () => {
        const worker = pick(workers);
        if (!worker) return;
        await silence(worker);
        dismiss(worker);
      },
    ],
    "lost, and back": [
      2,
      async () => {
        const worker = pick(workers);
        if (!worker) return;
        await pool.query("update trunkline.worker set lost_at = clock_timestamp() where id = $1", [
          worker.id,
        ]);
        await claim(false, worker);
        await beat(pool, { id: worker.id });
      },
    ],
    drain: [
      1,
      async () => {
        const worker = pick(workers);
        if (worker) await drainWorker(pool, { id: worker.id });
      },
    ],
    "sign off": [
      1,
      async () => {
        const worker = workers.find(({ held }) => held.length === 0);
        if (!worker) return;
        await signOff(pool, { id: worker.id });
        // With a task of a lost reply it stays on record, for the reaper.
        await silence(worker);
        dismiss(worker);
      },
    ],
    reap: [4, reap],
    "late result": [
      5,
      async () => {
        // Worst is the result of an attempt that was given to another, which runs it now.
        const dangerous = late.filter(({ claim: { run, idx } }) =>
          workers.some(({ held }) => held.some((other) => other.run === run && other.idx === idx)),
        );
        const one = pick(dangerous) ?? pick(late);
        if (one) await finish(pool, one.worker, one.claim, "failed", { inline: true });
      },
    ],
    cancel: [
      3,
      async () => {
        const id = pick(await unfinished());
        if (id) await cancelRun(pool, { id, reason: "simulated" });
      },
    ],
    rerun: [
      6,
      async () => {
        const { rows } = await pool.query<{ id: string }>(
          "select id from trunkline.run where finished_at is not null order by state = 'failed' desc, id",
        );
        const id = (random() < 0.5 ? rows[0] : pick(rows))?.id;
        if (!id) return;
        const tasks = Array.from({ length: 1 + below(2) }, () =>
          random() < 0.8 ? `t${below(8)}` : `t${below(8)}[${below(3)}]`,
        );
        const scope = pick<RerunScope>([
          { kind: "failed" },
          { kind: "failed" },
          { kind: "all" },
          { kind: "tasks", tasks, followers: random() < 0.5 },
        ]);
        await again(pool, id, scope, random() < 0.3);
      },
    ],
    mark: [
      4,
      async () => {
        const { rows } = await pool.query<{ id: string }>(
          "select id from trunkline.run order by finished_at is not null, id desc limit 20",
        );
        const id = pick(rows)?.id;
        if (id) await markTask(pool, id, `t${below(8)}`, pick(markStates) as MarkState);
      },
    ],
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
    moves,
    ...[schedules.moves, gates.moves, holds.moves, deadlines.moves, repeats.moves, people.moves],
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
    await reap();
    if (having.has("approvals") || having.has("blackouts")) await people.settle();
    await holds.settle();
    if (having.has("backfills")) await backfills.settle();
    await openGates(pool, { now: new Date(clock.now()) });
    let worked = false;
    while (await work(worker)) worked = true;
    return (await gates.settle()) || worked;
  };

  return {
    async broken() {
      return [
        ...(await brokenInvariants(pool, simulatedRules)),
        ...(await startsBroken()),
        ...(await schedules.broken()),
      ];
    },
    async step() {
      const { name, act } = pick(all) as (typeof all)[number];
      if (random() < 0.15) await clock.pass(1 + below(5_000));
      await act();
      return name;
    },
    async settle() {
      for (const worker of workers.splice(0)) {
        await silence(worker);
        late.push(...worker.held.map((claim) => ({ worker: worker.id, claim })));
      }
      await reap();
      const worker = await hire();
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
