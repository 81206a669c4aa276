// What people changed of runs, as the API shows it.

import { taskAt } from "#core/for-each.ts";
import { type OverrideKind, overrideText } from "#core/override/describe.ts";
import type { Pipeline, Scalar } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { type OverridesOfRunsRow, overridesOfRuns } from "#store/overrides.sql.ts";
import type { OverrideView } from "./override-shapes.ts";
import { iso, isoOrNull } from "./route.ts";

/** Of one run, in the order in which they were made. */
export async function readOverrides(
  db: Db,
  run: { id: string; project: string; pipeline: string; business_date: string },
  spec: Pipeline,
): Promise<OverrideView[]> {
  const rows = await overridesOfRuns(db, { runs: [run.id] });
  const { project, pipeline, business_date: date } = run;
  return rows.map((row) => overrideViewOf({ ...row, project, pipeline, date }, spec));
}

export function overrideViewOf(
  row: Omit<OverridesOfRunsRow, "id"> & { project: string; pipeline: string; date: string },
  spec: Pipeline,
): OverrideView {
  const kind = row.kind as OverrideKind;
  return {
    run: row.run_id,
    project: row.project,
    pipeline: row.pipeline,
    date: row.date,
    task: row.idx === -1 ? null : (taskAt(spec, row.idx)?.name ?? String(row.idx)),
    kind,
    name: row.name,
    value: scalarOf(row.value),
    before: scalarOf(row.before),
    what: overrideText({ kind, name: row.name, value: row.value, before: row.before }),
    actor: row.actor,
    reason: row.reason,
    at: iso(row.at),
    reviewedBy: row.reviewed_by,
    reviewedAt: isoOrNull(row.reviewed_at),
  };
}

/** Of several, such as labels, one text. */
const scalarOf = (value: unknown): Scalar | null =>
  (Array.isArray(value) ? value.join(",") : value) as Scalar | null;
