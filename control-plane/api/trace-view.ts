// The trace of a run as JSON, whether or not a receiver is configured.

import { traceSpans } from "#core/trace.ts";
import { readRunTraces } from "#observe/run-trace.ts";
import type { Db } from "#store/connect.ts";
import { Problem } from "./problem.ts";
import { readRunRow } from "./run-view.ts";
import type { TraceView } from "./types.ts";

/** @throws Problem 404, or 409 while the run has not ended: a trace is written once, from the final rows. */
export async function readTrace(db: Db, id: string): Promise<TraceView> {
  const row = await readRunRow(db, id);
  const [trace] = await readRunTraces(db, [id]);
  if (!trace)
    throw new Problem("conflict", `run ${id} has not ended yet (${row.state})`, {
      hint: "Its trace is there when it has.",
    });
  return {
    traceId: trace.run.traceId,
    spans: traceSpans(trace).map((span) => ({
      ...span,
      start: span.start.toString(),
      end: span.end.toString(),
      links: [...span.links],
    })),
  };
}
