// One page of finished runs, handed to the receiver by one server: taken, exported in parts, each marked when accepted.

import type pg from "pg";
import type { RunTrace } from "#core/trace.ts";
import { claimRunsToExport, extendExport, markExported, releaseExport } from "#store/runs.sql.ts";
import { type Exporter, SPANS_PER_REQUEST } from "./exporter.ts";
import { ExportError } from "./otlp-request.ts";
import { readRunTraces } from "./run-trace.ts";

export interface PageOptions {
  pool: pg.Pool;
  exporter: Exporter;
  /** How long runs stay taken when the server that took them died; extended while it sends. */
  leaseMs: number;
  onMessage: (message: string) => void;
}

const runsPerPage = 100;
/** Older runs are not handed over any more: a receiver that is named late does not get years of history. */
const reachBackMs = 24 * 3_600_000;

/**
 * True when there may be more. A server that dies after the receiver's acceptance and before the mark leaves the run to
 * be sent again, with the same ids; there is no transaction over both.
 * @throws ExportError when the receiver is not to be had: what it had not accepted is free for the next try.
 */
export async function exportPage(options: PageOptions): Promise<boolean> {
  const { pool, leaseMs } = options;
  const rows = await claimRunsToExport(pool, {
    leaseMs: String(leaseMs),
    reachBackMs: String(reachBackMs),
    limit: String(runsPerPage),
  });
  if (rows.length === 0) return false;
  const ids = rows.map(({ id }) => id);
  const stopExtending = keepLease(pool, ids, leaseMs);
  try {
    await sendPage(options, ids).finally(stopExtending);
  } catch (error) {
    // Where even that fails, the lease runs out.
    await releaseExport(pool, { ids }).catch(() => {});
    throw error;
  }
  return rows.length === runsPerPage;
}

async function sendPage(options: PageOptions, ids: readonly string[]): Promise<void> {
  const traces = await readRunTraces(options.pool, ids);
  const refused: Refusal[] = [];
  try {
    for (const part of parts(traces)) await sendPart(options, part, refused);
  } finally {
    const [first] = refused;
    if (first) options.onMessage(leftOut(first, refused));
  }
  // A run without anything to trace must not come back in every page.
  const traced = new Set(traces.map(({ run }) => run.id));
  const rest = ids.filter((id) => !traced.has(id));
  if (rest.length > 0) await markExported(options.pool, { ids: rest });
}

/** Runs that fit into one request go together, so that what it carried is marked before the next is begun. */
function* parts(traces: readonly RunTrace[]): Generator<RunTrace[]> {
  let part: RunTrace[] = [];
  let spans = 0;
  for (const trace of traces) {
    // The run's own span, its waiting time and the attempts.
    const own = trace.attempts.length + 2;
    if (part.length > 0 && spans + own > SPANS_PER_REQUEST) {
      yield part;
      part = [];
      spans = 0;
    }
    part.push(trace);
    spans += own;
  }
  if (part.length > 0) yield part;
}

interface Refusal {
  run: string;
  message: string;
}

/** A refused part goes again in halves: one run that the receiver never takes must not keep the others from it. */
async function sendPart(
  options: PageOptions,
  traces: readonly RunTrace[],
  refused: Refusal[],
): Promise<void> {
  const [first] = traces;
  if (!first) return;
  try {
    await options.exporter.export(traces);
  } catch (error) {
    if (!(error instanceof ExportError && error.permanent)) throw error;
    if (traces.length > 1) {
      const half = Math.ceil(traces.length / 2);
      await sendPart(options, traces.slice(0, half), refused);
      return sendPart(options, traces.slice(half), refused);
    }
    refused.push({ run: first.run.id, message: error.message });
  }
  await markExported(options.pool, { ids: traces.map(({ run }) => run.id) });
}

/** What a receiver refuses for good it refuses next time too. */
function leftOut({ message }: Refusal, refused: readonly Refusal[]): string {
  const runs = refused.map(({ run }) => run);
  const shown = runs.slice(0, 5).join(", ");
  const more = runs.length > 5 ? ` and ${runs.length - 5} more` : "";
  return `traces: ${message}; left out for good: run ${shown}${more} (\`trunkline runs show ID --trace\` still has them)`;
}

/** Answers how to stop; after that no extension is on its way any more. */
function keepLease(pool: pg.Pool, ids: readonly string[], leaseMs: number): () => Promise<unknown> {
  let extending: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    extending = extendExport(pool, { ids, leaseMs: String(leaseMs) }).catch(() => {});
  }, leaseMs / 3);
  return () => {
    clearInterval(timer);
    return extending;
  };
}
