// The trace of a run as JSON, whether or not a receiver is configured.

import { readSettings } from "#alerts/live-settings.ts";
import { filledLink } from "#core/alerts/fill-link.ts";
import { traceSpans } from "#core/trace.ts";
import { cutTrace } from "#core/trace-cut.ts";
import { readRunTraces } from "#observe/run-trace.ts";
import { childrenOfRuns } from "#store/children.sql.ts";
import type { Db } from "#store/connect.ts";
import { Problem } from "./problem.ts";
import { hiddenChildren, isHidden } from "./run-facts.ts";
import { readRunRow } from "./run-view.ts";
import type { Sight } from "./sight.ts";
import type { TraceView } from "./types.ts";
import { veilFor } from "./veil.ts";

/** @throws Problem 404, or 409 while the run has not ended: a trace is written once, from the final rows. */
export async function readTrace(
  db: Db,
  id: string,
  sight: Sight,
  most = Number.POSITIVE_INFINITY,
): Promise<TraceView> {
  const row = await readRunRow(db, id);
  const [trace] = await readRunTraces(db, [id]);
  const made = await childrenOfRuns(db, { runs: [row.id] });
  const veil = await veilFor(db, sight, {
    pipelines: [row.pipeline_id],
    names: hiddenChildren(made, sight),
  });
  const hidden = new Set(
    made.filter((one) => isHidden(one, sight)).map((one) => one.trace_id.replaceAll("-", "")),
  );
  if (!trace)
    throw new Problem("conflict", `run ${id} has not ended yet (${row.state})`, {
      hint: "Its trace is there when it has.",
    });
  const { traceId } = trace.run;
  const all = traceSpans(trace);
  const spans = cutTrace(all, most);
  const links = (await readSettings(db))?.links ?? null;
  const { project, pipeline } = row;
  return {
    traceId,
    url: filledLink(links?.trace ?? null, { traceId, run: row.id, project, pipeline }),
    left: all.length - spans.length,
    spans: spans.map((span) => ({
      ...span,
      start: span.start.toString(),
      end: span.end.toString(),
      message: veil.text(span.message),
      links: span.links.filter((link) => !hidden.has(link.traceId)),
    })),
  };
}
