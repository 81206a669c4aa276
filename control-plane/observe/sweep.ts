// Hands finished runs to the trace receiver, page by page, and waits longer and longer while it is not to be had.
// Any number of servers may do it; each run is one server's at a time.

import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { messageOf } from "#store/errors.ts";
import { exportPage } from "./export-page.ts";
import { CLOSE_TIMEOUT_MS, createExporter } from "./exporter.ts";
import { ExportError } from "./otlp-request.ts";

export interface SweepOptions {
  pool: pg.Pool;
  env: NodeJS.ProcessEnv;
  /** Why nothing may be handed over, or null. */
  paused?: () => string | null;
  onMessage: (message: string) => void;
  timing?: Partial<SweepTiming>;
}

export interface SweepTiming {
  /** Between two looks. */
  everyMs: number;
  /** After a failure; doubles up to a minute, since a receiver may be down for long. */
  firstBackoffMs: number;
  /** How long the runs of a server that died wait for another. */
  leaseMs: number;
}

export interface TraceSweep {
  /** Hands over what has finished by now, for 2 s at most. */
  stop(): Promise<void>;
}

const defaultTiming: SweepTiming = { everyMs: 1_000, firstBackoffMs: 2_000, leaseMs: 30_000 };
const longestBackoffMs = 60_000;

/** Null when no receiver is configured. */
export function startTraceSweep(options: SweepOptions): TraceSweep | null {
  const { pool, paused = () => null, onMessage } = options;
  const exporter = createExporter(options.env, { warn: onMessage });
  if (exporter === null) return null;
  const { everyMs, firstBackoffMs, leaseMs } = { ...defaultTiming, ...options.timing };
  let stopped = false;
  let wake = () => {};
  let backoffMs = 0;

  const page = () => exportPage({ pool, exporter, leaseMs, onMessage });
  const back = (error: unknown): void => {
    if (backoffMs === 0) onMessage(`traces: ${messageOf(error)}; they are kept and sent later`);
    const asked = (error instanceof ExportError && error.retryAfterMs) || firstBackoffMs;
    backoffMs = Math.min(Math.max(asked, backoffMs * 2), longestBackoffMs);
  };
  const loop = async () => {
    while (!stopped) {
      let more = false;
      try {
        more = paused() === null && (await page());
        backoffMs = 0;
      } catch (error) {
        back(error);
      }
      if (more || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, backoffMs || everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    async stop() {
      stopped = true;
      wake();
      const finished = running.then(async () => {
        // What finished since the last pass, if the receiver is there.
        while (backoffMs === 0 && (await page()));
      });
      const given = new AbortController();
      const time = delay(CLOSE_TIMEOUT_MS, undefined, { signal: given.signal });
      await Promise.race([finished, time]).catch(() => {});
      given.abort();
      await exporter.close(0);
      await finished.catch(() => {});
    },
  };
}
