// Holds as the API shows them and as `why` reads them, from their rows.

import type { HoldMode } from "#core/run.ts";
import { type HoldFacts, releaseHint } from "#core/why-holds.ts";
import { iso, isoOrNull } from "./route.ts";
import type { HoldView } from "./types.ts";

interface HoldRow {
  run_id: string | null;
  task: string | null;
  mode: string;
  actor: string;
  reason: string | null;
  since: Date;
  until: Date | null;
}

/** @param of The pipeline that the hold is of, or whose run. */
export const holdFactsOf = (
  row: HoldRow,
  of: { project: string; pipeline: string },
): HoldFacts => ({
  subject: row.run_id ?? `${of.project}/${of.pipeline}`,
  task: row.task,
  mode: row.mode as HoldMode,
  actor: row.actor,
  reason: row.reason,
  since: iso(row.since),
  until: isoOrNull(row.until),
});

export const holdViewOf = (row: HoldRow & { project: string; pipeline: string }): HoldView => {
  const { subject: _, ...facts } = holdFactsOf(row, row);
  return {
    project: row.project,
    pipeline: row.pipeline,
    run: row.run_id,
    ...facts,
    release: releaseHint(holdFactsOf(row, row)),
  };
};
