// graphile-worker as the queue: it delivers, locks and wakes. Nothing that matters is known only to it.

import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import {
  Logger,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
  type WorkerPool,
} from "graphile-worker";
import { createPool } from "#store/connect.ts";
import { bearQueueFaults } from "./queue-faults.ts";

export interface QueueOptions {
  connectionString: string;
  slots: number;
  /** Names of the tasks to take; there must be one. */
  identifiers: Iterable<string>;
  /** A new id, graphile's `locked_by`, of the pool that delivers from now on. */
  onPool: (poolId: string) => Promise<void>;
  handle: (run: string, idx: number) => Promise<void>;
  onMessage: (level: string, message: string) => void;
}

export interface Queue {
  /** Graphile's `locked_by` of the jobs that it fetched. */
  poolId: string;
  /** Takes these too from now on; all of them share the slots. */
  subscribe(identifiers: Iterable<string>): void;
  /** Takes no more jobs from now on, and resolves when those that run have ended. */
  stop(): Promise<void>;
  /** Resolves when it takes no more jobs, also by itself, as after an error of its connection; what runs may go on for long. */
  ended: Promise<void>;
}

/**
 * How long graphile-worker may take to end once no job of ours runs. When several completions fail one after another, as
 * while Postgres is away, it loses count of them (0.18) and would never end.
 */
const patienceMs = 2_000;

/**
 * The local queue and batched job completion are worth a factor of 8 over the defaults. Jobs that no free slot
 * takes go back after half a second, so that a busy worker does not sit on what an idle one could do.
 */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const { connectionString, slots } = options;
  bearQueueFaults();
  let registered: Promise<void> = Promise.resolve();
  let delivering: WorkerPool | undefined;
  const events = new EventEmitter() as WorkerEvents;
  events.on("pool:create", ({ workerPool }) => {
    delivering = workerPool;
    registered = options.onPool(workerPool.id);
    // Handlers await it; an error is theirs to report.
    registered.catch(() => {});
  });
  // Ours, because graphile-worker's own leaves clients without an error listener while it closes: a Postgres that
  // stops at that moment would end the process.
  const pool = createPool(connectionString, { max: 6, applicationName: "trunkline queue" });
  const running = new Set<Promise<void>>();
  const handle: TaskList[string] = async (payload) => {
    const { r, i } = payload as { r: string; i: number };
    const handled = registered.then(() => options.handle(r, i));
    running.add(handled);
    await handled.finally(() => running.delete(handled));
  };
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  events.on("pool:gracefulShutdown", () => end());
  // Its names are read at every fetch, so it may grow while the queue runs.
  const taskList: TaskList = {};
  for (const identifier of options.identifiers) taskList[identifier] = handle;
  const runner: Runner = await run({
    pgPool: pool,
    preset: {
      worker: {
        concurrentJobs: slots,
        localQueue: { size: Math.min(Math.max(slots, 10), 1000), ttl: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
        pollInterval: 1000,
        logger: new Logger(() => (level, message) => options.onMessage(level, message)),
      },
    },
    events,
    noHandleSignals: true,
    taskList,
  }).catch(async (error: unknown) => {
    await within(pool.end(), patienceMs);
    throw error;
  });
  const over = runner.promise.catch(() => {}).finally(end);
  const closed = ended.then(async () => {
    while (running.size > 0) await Promise.allSettled(running);
    await within(over, patienceMs);
    await within(pool.end(), patienceMs);
  });
  const stop = async () => {
    // Rejects when it has stopped by itself, and by then it may never end.
    runner.stop().catch(() => {});
    end();
    await closed;
  };
  try {
    await registered;
  } catch (error) {
    // Unknown to the database, it would fail every job that it takes.
    await stop();
    throw error;
  }
  return {
    poolId: delivering?.id ?? "",
    subscribe(identifiers) {
      const known = Object.keys(taskList).length;
      for (const identifier of identifiers) taskList[identifier] ??= handle;
      // What was added before we knew of it woke nobody here.
      if (Object.keys(taskList).length > known) delivering?.nudge(1);
    },
    stop,
    ended,
  };
}

/** Resolves with the promise, which does not reject, or when the time is up. */
async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const settled = new AbortController();
  await Promise.race([
    promise.finally(() => settled.abort()),
    delay(ms, undefined, { signal: settled.signal }).catch(() => {}),
  ]);
}
