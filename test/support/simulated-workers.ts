// Workers without processes, which crash, lose replies and come too late: what they claim, run and complete.

import type pg from "pg";
import type { FinalState } from "#core/run.ts";
import type { Claim } from "#engine/held.ts";
import { errorCode } from "#store/errors.ts";
import { grantAttempt } from "#store/secrets.sql.ts";
import { completeTasks, runningOfWorker, startTasks } from "#store/tasks.sql.ts";
import { beat, drainWorker, reapWorkers, signOff } from "#store/workers.sql.ts";
import { finish, newWorker, queued, retry, start } from "./engine.ts";

export interface SimulatedWorker {
  id: number;
  /** What it knows that it runs. */
  held: Claim[];
}

export interface SimulatedWorkers {
  /** By name: how often of a hundred moves, and what. */
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** Some attempt that a worker runs, with a way to take it away from it. */
  pickHeld(): { claim: Claim; drop(): void } | undefined;
  reap(): Promise<unknown>;
  /** All that there are fall silent; answers a new one. */
  replaced(): Promise<SimulatedWorker>;
  /** Runs all that is queued, in batches as a worker does; the moves go one by one. Answers whether anything ran. */
  work(worker: SimulatedWorker): Promise<boolean>;
}

const aMinute = 60_000;
/** Longer than a simulation lasts by its clock, and more than it takes for locks to count: beats alone do. */
const twentyDays = 20 * 1_440 * aMinute;

/** @param check is told of each claim that was won */
export function simulateWorkers(
  pool: pg.Pool,
  random: () => number,
  check: (won: readonly Claim[]) => Promise<void>,
): SimulatedWorkers {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];
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
  const reap = () => reapWorkers(pool, { ttlMs: twentyDays, graceMs: aMinute, maxLost: 3 });
  const silence = (worker: SimulatedWorker) =>
    pool.query("update trunkline.worker set beat = '2000-01-01' where id = $1", [worker.id]);
  const pickHeld = () => {
    const worker = pick(workers);
    const claim = worker && pick(worker.held);
    if (!worker || !claim) return undefined;
    return { worker, claim, drop: () => worker.held.splice(worker.held.indexOf(claim), 1) };
  };

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
      if (won) await check([won]);
      if (won && !replyLost) begin(worker, won);
      else await delivered(job.run, job.idx);
    } catch (error) {
      if (!["TL001", "TL002"].includes(errorCode(error) ?? "")) throw error;
    }
  };
  const complete = async (state: FinalState, replyLost: boolean) => {
    const found = pickHeld();
    if (!found) return;
    const { worker, claim: held, drop } = found;
    const next = await finish(pool, worker.id, held, state, { inline: random() < 0.7 });
    await check(next);
    if (replyLost) {
      // Sent again, as the worker must: the fence makes it harmless, and answers no claim.
      await finish(pool, worker.id, held, state, { inline: true });
    }
    drop();
    const { rows } = await pool.query<{ ended: boolean }>(
      "select state = $3 and attempt = $4 as ended from trunkline.task_run where run_id = $1 and idx = $2",
      [held.run, held.idx, state, held.attempt],
    );
    if (!rows[0]?.ended)
      throw new Error(`${held.run}/${held.idx}#${held.attempt} was ended by somebody else`);
    if (!replyLost) for (const claim of next) begin(worker, claim);
  };
  const askForRight = async (claim: Claim | undefined) => {
    if (claim)
      await grantAttempt(pool, {
        ...claim,
        resources: ["secret/token"],
        ms: "60000",
        reason: "test",
      });
  };
  const reconcile = async () => {
    const worker = pick(workers);
    if (!worker) return;
    for (const row of await runningOfWorker(pool, { worker: worker.id }))
      if (!worker.held.some(({ run, idx }) => run === row.run_id && idx === row.idx))
        begin(worker, { run: row.run_id, idx: row.idx, attempt: row.attempt });
  };

  return {
    pickHeld,
    reap,
    async replaced() {
      for (const worker of [...workers]) {
        await silence(worker);
        dismiss(worker);
      }
      await reap();
      return hire();
    },
    async work(worker) {
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
    },
    moves: {
      claim: [24, () => claim(false)],
      "claim, reply lost": [3, () => claim(true)],
      succeed: [26, () => complete("succeeded", false)],
      "succeed, reply lost": [3, () => complete("succeeded", true)],
      fail: [8, () => complete("failed", false)],
      "skip by its condition": [2, () => complete("skipped", false)],
      retry: [
        6,
        async () => {
          const found = pickHeld();
          if (found && (await retry(pool, found.claim, below(2) * aMinute))) found.drop();
        },
      ],
      reconcile: [4, reconcile],
      "ask for a right": [4, () => askForRight(pickHeld()?.claim)],
      "ask for a right too late": [1, () => askForRight(pick(late)?.claim)],
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
          await pool.query(
            "update trunkline.worker set lost_at = clock_timestamp() where id = $1",
            [worker.id],
          );
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
            workers.some(({ held }) =>
              held.some((other) => other.run === run && other.idx === idx),
            ),
          );
          const one = pick(dangerous) ?? pick(late);
          if (one) await finish(pool, one.worker, one.claim, "failed", { inline: true });
        },
      ],
    },
  };
}
