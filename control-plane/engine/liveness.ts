// Shows that a worker lives: an advisory lock on a connection of its own, which the kernel closes with the
// process, and a heartbeat. Also learns with the heartbeat which held attempts are to be stopped, and on the same
// connection that there are new routes.

import pg from "pg";
import { listenForRoutes } from "#store/routes.sql.ts";
import { attemptsToStop } from "#store/runs.sql.ts";
import { beat, lockWorker, nextWorkerId } from "#store/workers.sql.ts";

import type { Claim } from "./held.ts";

export interface LivenessOptions {
  connectionString: string;
  /** After how long a silent worker is taken for dead. */
  ttlMs: number;
  beatMs: number;
  heldRuns: () => string[];
  onStop: (attempts: Claim[]) => void;
  onDraining: () => void;
  /** The worker must stop what it runs: it was declared dead, lost its lock, or has been silent for half the TTL. */
  onLost: (reason: string) => void;
  /** There may be a new route. */
  onRoutes: () => void;
}

export interface Liveness {
  readonly id: number;
  /** Begins to beat; the worker's row must exist. */
  watch(): void;
  /** Ends as `onLost` does, for a reason that was found elsewhere; only the first reason counts. */
  lose(reason: string): void;
  stop(): Promise<void>;
}

/** How long a worker whose lock's connection broke may try to get it back while Postgres answers. */
const relockMs = 500;
/** New routes are told by a notification; this is for one that was lost on its way. */
const lookEveryMs = 10_000;

/** Takes an id that was never used and its lock; the caller then registers the worker. */
export async function startLiveness(options: LivenessOptions): Promise<Liveness> {
  let client = await connectHeld(options);
  const { id } = required(await nextWorkerId(client));
  await lockWorker(client, { id });

  let lastBeat = performance.now();
  let lastLook = lastBeat;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const lose = (reason: string) => {
    if (stopped) return;
    stopped = true;
    options.onLost(reason);
  };

  const once = async () => {
    const row = await beat(client, { id });
    if (!row) return lose("it was declared dead");
    lastBeat = performance.now();
    if (lastBeat - lastLook > lookEveryMs) {
      lastLook = lastBeat;
      options.onRoutes();
    }
    if (row.draining) options.onDraining();
    const held = options.heldRuns();
    if (held.length === 0) return;
    const stopped = await attemptsToStop(client, { runs: held, worker: id });
    if (stopped.length > 0)
      options.onStop(stopped.map(({ run_id: run, idx, attempt }) => ({ run, idx, attempt })));
  };

  const relock = async () => {
    client.end().catch(() => {});
    const fresh = await connectHeld(options);
    // Also when what follows fails: the next attempt ends it.
    client = fresh;
    const deadline = performance.now() + relockMs;
    // The server may not have noticed yet that the old connection is gone.
    while (!(await lockWorker(fresh, { id }))?.locked) {
      if (performance.now() > deadline) return lose("its lock could not be taken again");
      await pause(20);
    }
    // Nobody listened meanwhile.
    options.onRoutes();
  };

  const loop = async () => {
    let broken = false;
    while (!stopped) {
      try {
        if (broken) await relock();
        if (stopped) break;
        await once();
        broken = false;
      } catch {
        broken = true;
        if (performance.now() - lastBeat > options.ttlMs / 2)
          lose(`the database has not answered for ${options.ttlMs / 2} ms`);
      }
      await new Promise<void>((resolve) => {
        timer = setTimeout(resolve, broken ? 50 : options.beatMs);
        wake = resolve;
      });
    }
  };
  let wake = () => {};
  let looping: Promise<void> = Promise.resolve();

  return {
    id,
    lose,
    watch() {
      lastBeat = performance.now();
      looping = loop();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      wake();
      await looping;
      await client.end().catch(() => {});
    },
  };
}

async function connectHeld({ connectionString, onRoutes }: LivenessOptions): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    application_name: "trunkline worker lock",
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    keepAlive: true,
  });
  client.on("error", () => {});
  client.on("notification", () => onRoutes());
  await client.connect();
  await listenForRoutes(client);
  return client;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the database answered no row");
  return value;
}
