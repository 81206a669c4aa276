// A worker process's engine: a session under an id of its own, and a new session when that one is lost.

import type pg from "pg";
import type { Executor } from "#executors/executor.ts";
import type { Secrets } from "#secrets/secrets.ts";
import { createPool } from "#store/connect.ts";
import { messageOf } from "#store/errors.ts";
import type { DataDirectory } from "./attempt.ts";
import type { Copy } from "./copy.ts";
import { createDefinitions } from "./definitions.ts";
import { persistent } from "./persistent.ts";
import { type Following, type Session, startSession } from "./session.ts";

export interface WorkerOptions {
  connectionString: string;
  executors: readonly Executor[];
  /** Tasks at a time. */
  slots: number;
  /** It takes tasks whose `runsOn` asks for none but these, so also those that ask for none. Sorted, each once. */
  labels?: readonly string[];
  /** For people, such as the host's name. */
  name: string;
  /** A writable folder that outlives attempts, per project; tasks see it as TRUNKLINE_DATA. */
  dataDirectory?: DataDirectory;
  /** Where tasks' secrets come from; without it tasks that name one fail. */
  secrets?: Secrets;
  ttlMs?: number;
  beatMs?: number;
  /** Follows sources of messages under a session's id. */
  follow?: (worker: number) => Following;
  /** Looks whether the database is a restored copy: it takes nothing before that is released. */
  watchCopy?: () => Promise<Copy>;
  onMessage?: (message: string) => void;
}

export const workerDefaults = { slots: 16, ttlMs: 10_000, beatMs: 500 } as const;

export interface Worker {
  /** Of the present session; null while there is none. */
  id(): number | null;
  /** Resolves once it was told to drain, by whomever but `stop`, has finished what it ran and signed off. */
  drained: Promise<void>;
  /** Takes no more tasks, waits for those that run, and signs off. */
  stop(): Promise<void>;
  /** Stops at once, without a word to the database: tests kill a worker with it. */
  abandon(): Promise<void>;
}

/** Resolves once the worker takes tasks, or waits for the release of a restored copy. @throws what the first connection met. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const settings = { ...workerDefaults, labels: [], onMessage: () => {}, ...options };
  const pool: pg.Pool = createPool(options.connectionString, {
    max: 6,
    applicationName: "trunkline worker",
  });
  const ended = new AbortController();
  const context = {
    ...settings,
    pool,
    definitions: createDefinitions(persistent(pool, ended.signal)),
    executors: new Map(options.executors.map((executor) => [executor.kind as string, executor])),
  };
  const { promise: drained, resolve: tellDrained } = Promise.withResolvers<void>();
  let stopping = false;
  const { promise: stopAsked, resolve: askToStop } = Promise.withResolvers<void>();
  let copy = (await options.watchCopy?.()) ?? null;
  let session: Session | null = null;
  if (copy === null || copy.reason() === null) session = await startSession(context);

  /** Null while it can't; one that was declared dead may find that the database is another by now. */
  const begin = async (): Promise<Session | null> => {
    copy ??= (await options.watchCopy?.()) ?? null;
    await Promise.race([copy?.released, stopAsked]);
    await copy?.stop();
    copy = null;
    return stopping ? null : startSession(context);
  };
  const renew = async () => {
    while (!stopping) {
      if (session !== null) {
        const reason = await session.ended;
        session = null;
        // One that was told to drain stays away.
        if (!stopping && reason === "stopped") tellDrained();
        if (stopping || reason === "stopped") return;
        settings.onMessage(`worker lost: ${reason}; starting anew`);
      }
      while (!stopping && session === null) {
        session = await begin().catch(async (error: unknown) => {
          settings.onMessage(`worker can't start: ${messageOf(error)}`);
          await new Promise((resolve) => setTimeout(resolve, 500));
          return null;
        });
      }
    }
  };
  const renewing = renew();

  const close = async (end: (session: Session) => Promise<void>) => {
    await renewing;
    // One that began meanwhile.
    if (session !== null) await end(session);
    ended.abort();
    if (!pool.ending) await pool.end();
  };
  return {
    id: () => session?.id ?? null,
    drained,
    async stop() {
      stopping = true;
      askToStop();
      await session?.stop();
      await close((late) => late.stop());
    },
    async abandon() {
      stopping = true;
      askToStop();
      ended.abort();
      await session?.abandon();
      await close((late) => late.abandon());
    },
  };
}
