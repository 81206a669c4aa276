// Keeps the embedded Postgres alive beside a long-lived process: a postmaster that died is started again within a second.

import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "#store/errors.ts";
import { isPostmasterOf, readPidFile } from "./postmaster.ts";
import { type EmbeddedOptions, type EmbeddedPostgres, ensurePostgres } from "./server.ts";

/** One look is one small read under /proc. */
const LOOK_MS = 200;
/** After a failed restart (a full disk), in ms: twice as long each time up to the maximum. */
const RETRY_MS = { first: 500, most: 10_000 };

export interface Watch {
  /** Ends the watch, and only that: call it before `stop`, which else is undone. */
  end(): Promise<void>;
}

/**
 * Watches until `end`. The address and the password of the server stay the same, so pools recover by themselves.
 * @param options Those that the server was started with; `onNotice` hears of each death, restart and failure.
 */
export function watchPostgres(server: EmbeddedPostgres, options: EmbeddedOptions): Watch {
  const ended = new AbortController();
  const loop = watch(server, options, ended.signal);
  return {
    async end() {
      ended.abort();
      await loop;
    },
  };
}

async function watch(
  server: EmbeddedPostgres,
  options: EmbeddedOptions,
  ended: AbortSignal,
): Promise<void> {
  while (await passed(LOOK_MS, ended)) {
    const running = readPidFile(server.dataDir);
    if (running && isPostmasterOf(server.dataDir, running.pid)) continue;
    await restart(options, ended);
  }
}

async function restart(options: EmbeddedOptions, ended: AbortSignal): Promise<void> {
  const { onNotice = () => {} } = options;
  const since = performance.now();
  for (let wait = RETRY_MS.first; ; wait = Math.min(2 * wait, RETRY_MS.most)) {
    try {
      const server = await ensurePostgres(options);
      const ms = Math.round(performance.now() - since);
      onNotice(`Postgres is back as process ${server.pid} after ${ms} ms`);
      return;
    } catch (error) {
      onNotice(`Postgres does not start: ${messageOf(error)}`);
      if (!(await passed(wait, ended))) return;
    }
  }
}

/** False when the watch ended meanwhile. Doesn't keep the process alive. */
async function passed(ms: number, ended: AbortSignal): Promise<boolean> {
  if (ended.aborted) return false;
  return delay(ms, true, { ref: false, signal: ended }).catch(() => false);
}
