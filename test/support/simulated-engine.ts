// The state machine under random moves: workers without processes that crash, lose replies and come too late, on real SQL.

import type pg from "pg";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { type MarkState, markStates, type RerunScope } from "#core/rerun.ts";
import type { FinalState } from "#core/run.ts";
import type { Claim } from "#engine/held.ts";
import { errorCode } from "#store/errors.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { completeTasks, runningOfWorker, startTasks } from "#store/tasks.sql.ts";
import { openGates } from "#store/triggers.sql.ts";
import { beat, drainWorker, reapWorkers, signOff } from "#store/workers.sql.ts";
import { deploy, pipeline, task } from "./deploy.ts";
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
import { randomDeadline, simulateDeadlines } from "./simulated-deadlines.ts";
import {
  randomAfter,
  randomCondition,
  randomGates,
  simulatedPools,
  simulateGates,
} from "./simulated-gates.ts";
import { simulateHolds } from "./simulated-holds.ts";
import { simulateOverrides } from "./simulated-overrides.ts";
import { randomRepeat, simulateRepeats } from "./simulated-repeats.ts";
import {
  randomTriggers,
  randomZone,
  type SimulatedZone,
  simulateSchedules,
} from "./simulated-schedules.ts";

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
  /** Due times without their row, deadlines that changed when they were over; empty when all is well. Call it after every move. */
  broken(): Promise<string[]>;
}

const aMinute = 60_000;
const aDay = 1_440 * aMinute;

/** A list that may be empty, wrong, or another one with the next generation. */
function randomList(random: () => number): Pick<Task, "forEach" | "failFast"> {
  const lists = ["[1, 2, 3]", "[]", "run.generation > 1 ? [1, 5] : [1, 2, 3]", "[7, 8 / (8 - 8)]"];
  const forEach = lists[Math.floor(random() ** 2 * lists.length)] as string;
  return { forEach, failFast: random() < 0.3 };
}

/** `p` runs `q`, which may be busy, skip it or not know what it is given. */
function randomChild(name: string, random: () => number): Partial<Task> {
  if (name !== "p" || random() < 0.8) return {};
  const params: Record<string, string> = random() < 0.1 ? { x: "1" } : {};
  const wait = random() < 0.8;
  return {
    action: { kind: "pipeline", pipeline: "q", params, date: null, wait, outputs: {} },
    gates: null,
  };
}

/** One that becomes a list, runs another pipeline (of a list, too), or is repeated. */
function randomKind(name: string, random: () => number): Partial<Task> {
  const list = random() < 0.25 ? randomList(random) : {};
  const child = randomChild(name, random);
  const kind = { ...list, ...child };
  return Object.keys(kind).length > 0 ? kind : randomRepeat(random);
}

/** A random graph: each task needs some of those before it. */
function randomPipeline(name: string, random: () => number, zone: SimulatedZone): Pipeline {
  const below = (limit: number) => Math.floor(random() * limit);
  const tasks: Task[] = Array.from({ length: 1 + below(7) }, (_, idx) =>
    task(`t${idx}`, {
      needs: Array.from({ length: idx }, (_, need) => need).filter(() => random() < 0.4),
      condition: random() < 0.3 ? "true" : null,
      onFailure: random() < 0.2 ? "continue" : "fail",
      gates: randomGates(random),
      priority: random() < 0.2 ? below(3) - 1 : 0,
      runsOn: random() < 0.3 ? ["etl"] : [],
      deadline: randomDeadline(random),
      ...randomKind(name, random),
    }),
  );
  if (random() < 0.3)
    tasks.push(
      task("last", { phase: "finally", condition: "true", needs: tasks.map((_, need) => need) }),
    );
  const undone = tasks.flatMap(({ phase }, idx) =>
    phase === "main" && random() < 0.15 ? idx : [],
  );
  for (const idx of undone) {
    const { forEach } = tasks[idx] as Task;
    const list = forEach === undefined ? {} : { forEach };
    tasks.push(task(`t${idx}:undo`, { phase: "undo", needs: [idx], ...list }));
  }
  const runs = random() < 0.5 ? null : 1 + below(2);
  const whenBusy = (["queue", "skip", "cancelRunning"] as const)[below(3)] ?? "queue";
  return pipeline(name, tasks, {
    concurrency: { runs, whenBusy },
    ...randomTriggers(random, zone),
    after: randomAfter(name, random),
    awaits: random() < 0.3 ? randomCondition(random) : null,
    failFast: random() < 0.2,
    deadline: randomDeadline(random),
    undoWhen: random() < 0.5 ? ["failed"] : ["cancelled", "failed"],
  });
}

export async function simulate(pool: pg.Pool, random: () => number): Promise<Simulation> {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];
  const zone = randomZone(random);
  let pipelines = ["p", "q"].map((name) => randomPipeline(name, random, zone));
  let ids = await deploy(pool, pipelines, simulatedPools(0));
  let raised = 0;
  const schedules = await simulateSchedules(pool, random, zone);
  const gates = simulateGates(pool, random);
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
  const reap = () => reapWorkers(pool, { ttlMs: aDay, graceMs: aMinute, maxLost: 3 });
  const silence = (worker: SimulatedWorker) =>
    pool.query("update trunkline.worker set beat = '2000-01-01' where id = $1", [worker.id]);
  const unfinished = async () =>
    (
      await pool.query<{ id: string }>(
        "select id from trunkline.run where finished_at is null order by id",
      )
    ).rows.map(({ id }) => id);

  const holds = simulateHolds(pool, random, () => [...ids.values()], unfinished);

  const repeats = simulateRepeats(pool, random, () => {
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
      async () => createRun(pool, ids.get(pick(["p", "q"]) ?? "p") as number, day(1 + below(9))),
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
    "open gates": [5, () => openGates(pool, { now: new Date(Date.now() + aMinute * below(3)) })],
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
        pipelines = pipelines.map(({ name }) => randomPipeline(name, random, zone));
        ids = await deploy(pool, pipelines, simulatedPools(raised++));
      },
    ],
    ...schedules.moves,
    ...gates.moves,
    ...holds.moves,
    ...deadlines.moves,
    ...repeats.moves,
    ...simulateOverrides(pool, random, unfinished),
  };
  const names = Object.entries(moves).flatMap(([name, [times]]) =>
    Array.from({ length: times }, () => name),
  );

  return {
    broken: async () => [...(await schedules.broken()), ...(await deadlines.broken())],
    async step() {
      const name = pick(names) as string;
      await moves[name]?.[1]();
      return name;
    },
    async settle() {
      for (const worker of workers.splice(0)) {
        await silence(worker);
        late.push(...worker.held.map((claim) => ({ worker: worker.id, claim })));
      }
      await reap();
      const worker = await hire();
      for (let round = 0; (await unfinished()).length > 0; round++) {
        // One that somebody had locked just then is taken by the next.
        await reap();
        await holds.settle();
        await repeats.settle();
        if (round > 500) throw new Error(`runs ${await unfinished()} never finish`);
        await openGates(pool, { now: new Date(Date.now() + 10 * aMinute) });
        const opened = await gates.settle();
        // What no world opens is cancelled, as an operator would.
        if (!(await work(worker)) && !opened)
          for (const id of await unfinished()) await cancelRun(pool, { id, reason: "never" });
      }
      const open = await deadlines.settle();
      if (open.length > 0) throw new Error(`deadlines of runs that have ended: ${open.join(", ")}`);
    },
  };
}
