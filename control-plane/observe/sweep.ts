// Hands finished runs to the trace receiver, oldest first, and marks them only when it has taken them.

import type pg from "pg";
import { messageOf } from "#store/errors.ts";
import { markExported, runsToExport } from "#store/runs.sql.ts";
import { createExporter } from "./exporter.ts";
import { ExportError } from "./otlp-request.ts";
import { readRunTraces } from "./run-trace.ts";

export interface SweepOptions {
  pool: pg.Pool;
  env: NodeJS.ProcessEnv;
  onMessage: (message: string) => void;
}

export interface TraceSweep {
  stop(): Promise<void>;
}

const everyMs = 1_000;
/** After a failure; doubles up to a minute, since a receiver may be down for long. */
const firstBackoffMs = 2_000;
const longestBackoffMs = 60_000;
const runsPerPage = 100;
/** Older runs are not handed over any more: a receiver that is named late does not get years of history. */
const reachBackMs = 24 * 3_600_000;

/** Null when no receiver is configured. */
export function startTraceSweep(options: SweepOptions): TraceSweep | null {
  const { pool, onMessage } = options;
  const exporter = createExporter(options.env, { warn: onMessage });
  if (exporter === null) return null;
  let stopped = false;
  let wake = () => {};
  let backoffMs = 0;

  const page = async (): Promise<boolean> => {
    const rows = await runsToExport(pool, {
      since: new Date(Date.now() - reachBackMs),
      limit: String(runsPerPage),
    });
    if (rows.length === 0) return false;
    const ids = rows.map(({ id }) => id);
    try {
      await exporter.export(await readRunTraces(pool, ids));
    } catch (error) {
      // What a receiver refuses for good it refuses next time too; `runs show --trace` still has it.
      if (!(error instanceof ExportError && error.permanent)) throw error;
      onMessage(`traces: ${error.message}; ${ids.length} runs are left out`);
    }
    await markExported(pool, { ids });
    return rows.length === runsPerPage;
  };
  const loop = async () => {
    while (!stopped) {
      let more = false;
      try {
        more = await page();
        backoffMs = 0;
      } catch (error) {
        if (backoffMs === 0) onMessage(`traces: ${messageOf(error)}; they are kept and sent later`);
        backoffMs = Math.min(Math.max(firstBackoffMs, backoffMs * 2), longestBackoffMs);
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
      await running;
      // What finished since the last pass, if the receiver is there.
      if (backoffMs === 0) await page().catch(() => {});
      await exporter.close();
    },
  };
}
