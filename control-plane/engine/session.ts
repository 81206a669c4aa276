// One life of a worker: from its registration under a fresh id until it signs off or is lost.

import type pg from "pg";
import type { Executor } from "#executors/executor.ts";
import type { Secrets } from "#secrets/secrets.ts";
import { messageOf } from "#store/errors.ts";
import { deliverAgain } from "#store/tasks.sql.ts";
import {
  drainWorker,
  freeQueue,
  registerWorker,
  setWorkerPool,
  signOff,
} from "#store/workers.sql.ts";
import type { DataDirectory } from "./attempt.ts";
import { createCeilings } from "./ceilings.ts";
import { Claims, SessionEnded } from "./claims.ts";
import type { Definitions } from "./definitions.ts";
import { Held } from "./held.ts";
import { createItems } from "./items.ts";
import { type LaneContext, runLane, runTask } from "./lanes.ts";
import { startLiveness } from "./liveness.ts";
import { createLogWriter } from "./log-writer.ts";
import { createNeeds } from "./needs.ts";
import { onceAMinute } from "./once-a-minute.ts";
import { persistent } from "./persistent.ts";
import { type Queue, startQueue } from "./queue.ts";
import { Slots } from "./slots.ts";
import { Subscriptions } from "./subscriptions.ts";
import { createUseAccess } from "./use-access.ts";

export interface SessionOptions {
  connectionString: string;
  pool: pg.Pool;
  definitions: Definitions;
  executors: ReadonlyMap<string, Executor>;
  slots: number;
  labels: readonly string[];
  name: string;
  dataDirectory?: DataDirectory;
  secrets?: Secrets | undefined;
  ttlMs: number;
  beatMs: number;
  /** Follows sources of messages under the session's id. */
  follow?: ((worker: number) => Following) | undefined;
  onMessage: (message: string) => void;
}

/** What a session does beside its tasks. */
export interface Following {
  /** Lets what is under way end, and leaves the rest to others. */
  stop(): Promise<void>;
  /** Ends without a word to the database. */
  abandon(): Promise<void>;
}

export interface Session {
  readonly id: number;
  /** Why it was lost, or "stopped". */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  abandon(): Promise<void>;
}

/** @throws when the database can't be reached. */
export async function startSession(options: SessionOptions): Promise<Session> {
  const { pool, onMessage } = options;
  const held = new Held();
  const ended = new AbortController();
  const { promise: over, resolve: end } = Promise.withResolvers<string>();
  let draining = false;
  const isOver = () => draining || ended.signal.aborted;
  /** The newest last; those before it still run what they had, and deliver nothing more. */
  let queues: Queue[] = [];
  const stopQueues = async () => void (await Promise.all(queues.map((queue) => queue.stop())));
  let keeping: Promise<void> = Promise.resolve();

  const db = persistent(pool, ended.signal);
  const subscriptions = new Subscriptions(db, options.labels);
  const subscribe = async () => {
    // It looks again in a while; a session that ended needs none.
    await subscriptions.look().catch(() => {});
    queues.at(-1)?.subscribe(subscriptions.identifiers);
  };

  const stopAll = () => {
    ended.abort();
    held.stopAll();
    for (const executor of options.executors.values()) executor.killAll().catch(() => {});
  };
  const lose = (reason: string) => {
    stopAll();
    // At once, else it takes jobs that we may not claim, and each then waits seconds for its next delivery.
    const delivered = stopQueues();
    // Only when nothing of ours runs any more may the next session begin.
    void held.drained().then(async () => {
      await delivered;
      await following?.abandon();
      await liveness.stop();
      // Lost or not: what drains must not come back under a new id.
      end(draining ? "stopped" : reason);
    });
  };
  const liveness = await startLiveness({
    connectionString: options.connectionString,
    ttlMs: options.ttlMs,
    beatMs: options.beatMs,
    heldRuns: () => held.runs(),
    onStop: (attempts) => held.cancel(attempts),
    onDraining: () => drain(),
    onLost: lose,
    onRoutes: () => void subscribe(),
  });
  const { id } = liveness;

  const claims: Claims = new Claims({
    pool,
    worker: id,
    held,
    ended: ended.signal,
    mayContinueInline: () => !draining,
    onDraining: () => drain(),
    adopt: (claim) =>
      void runLane(lane, claim, null).catch((error: unknown) => lane.onError(error, claim)),
  });
  // Such as a full disk, of which nobody would hear while tasks stand still.
  const reportOutput = onceAMinute((reason) => onMessage(`output waits to be stored: ${reason}`));
  const lane: LaneContext = {
    ...options,
    db,
    needs: createNeeds(db),
    ceilings: createCeilings(db),
    useAccess: createUseAccess(db, onMessage),
    items: createItems(db),
    claims,
    held,
    logs: createLogWriter(pool, ended.signal, reportOutput),
    onLost: liveness.lose,
    onError: (error, { run, idx }) => onMessage(`run ${run} task ${idx}: ${messageOf(error)}`),
  };

  // A broken connection makes it say ten things at once, and it repairs itself.
  const reportQueue = onceAMinute(
    (message) => onMessage(`queue: ${message}`),
    () => "queue",
  );
  let registered = false;
  const slots = new Slots(options.slots);
  const openQueue = async (): Promise<Queue> => {
    await subscriptions.look();
    const queue = await startQueue({
      connectionString: options.connectionString,
      slots: options.slots,
      identifiers: subscriptions.identifiers,
      onPool: async (poolId) => {
        if (registered) return void (await setWorkerPool(pool, { id, poolId }));
        await registerWorker(pool, {
          id,
          poolId,
          name: options.name,
          pid: process.pid,
          slots: options.slots,
          labels: [...options.labels],
          zoneData: process.versions.tz ?? "unknown",
        });
        registered = true;
        liveness.watch();
      },
      handle: (run, idx) =>
        slots.run((slot) =>
          runTask(lane, { run, idx }, slot).catch(async (error: unknown) => {
            // A failed job would wait 2.7 s or more for its next delivery.
            if (error instanceof SessionEnded) return void (await deliverAgain(pool, { run, idx }));
            if (slot.isHeld) throw error;
            // Its job is done with since it left its slot: nobody else hears of it.
            lane.onError(error, { run, idx });
          }),
        ),
      onMessage: (level, message) => {
        if (level === "error") reportQueue(message);
      },
    });
    queues.push(queue);
    // Whoever ended the session meanwhile did not know of it, and does not wait for it: it claims nothing.
    if (isOver()) await queue.stop();
    queue.subscribe(subscriptions.identifiers);
    return queue;
  };

  /** The queue gives up after errors of its connection; our session may well live on, and what runs may go on for long. */
  const keepQueue = async (first: Queue) => {
    let queue = first;
    while (!isOver()) {
      await queue.ended;
      if (isOver()) return;
      const given = queue;
      void given.stop().then(() => {
        queues = queues.filter((one) => one !== given);
        // Opening the next one frees what this one had locked by then; whoever ends the session frees that of the next.
        freeQueue(db, { poolId: given.poolId }).catch(() => {});
      });
      try {
        queue = await openQueue();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };

  let following: Following | undefined;
  try {
    keeping = keepQueue(await openQueue());
    if (!isOver()) following = options.follow?.(id);
  } catch (error) {
    // The lock's connection would keep the id alive that nobody works under.
    await liveness.stop();
    throw error;
  }

  const drain = () => {
    if (!draining) void stop();
  };
  const stop = async () => {
    if (draining) return void (await over);
    draining = true;
    // So that it is seen; by itself it takes nothing more either way.
    drainWorker(pool, { id }).catch(() => {});
    await stopQueues();
    await following?.stop();
    await held.drained();
    if (ended.signal.aborted) return void (await over);
    ended.abort();
    await liveness.stop();
    await signOff(pool, { id }).catch(() => {});
    await keeping;
    end("stopped");
  };

  return {
    id,
    ended: over,
    stop,
    async abandon() {
      draining = true;
      stopAll();
      await liveness.stop();
      await stopQueues();
      await following?.abandon();
      await held.drained();
      end("abandoned");
    },
  };
}
