// Waiting for the end of a run: its row is read by primary key until then.

import type { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { runState } from "#store/runs.sql.ts";
import { notFound } from "./problem.ts";
import { runIdOf } from "./run-view.ts";
import type { ApiContext } from "./server.ts";

const everyMs = 200;

/** A signal that is aborted when whoever asked has gone, or when the server stops. */
export function untilGone(response: EventEmitter, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return AbortSignal.any([gone.signal, closing]);
}

/** Sleeps; false when it was woken by the signal. */
export const pause = (ms: number, signal: AbortSignal): Promise<boolean> =>
  delay(ms, true, { signal }).catch(() => false);

/** Resolves when the run has ended, the time is up, or nobody waits any more. @throws Problem 404, and the reason of `ended`. */
export async function untilFinished(
  { pool, closing }: ApiContext,
  response: EventEmitter,
  id: string,
  timeoutMs: number,
  ended: AbortSignal,
): Promise<void> {
  const until = performance.now() + timeoutMs;
  const gone = AbortSignal.any([untilGone(response, closing), ended]);
  for (;;) {
    const row = await runState(pool, { id: runIdOf(id) });
    if (!row) throw notFound(`run ${id}`);
    const left = until - performance.now();
    if (row.finished_at !== null || left <= 0) return;
    const isWoken = !(await pause(Math.min(everyMs, left), gone));
    ended.throwIfAborted();
    if (isWoken) return;
  }
}
