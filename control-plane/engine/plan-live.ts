// The plan of a judged revision against what is deployed: finds the live side of whatever the revision may touch.

import { breakGlassText } from "#core/break-glass.ts";
import { type Judged, planRevision } from "#core/judge.ts";
import type { Hash, Plan, PlannedPipeline } from "#core/plan.ts";
import type { PoolDeclaration, PoolKind } from "#core/pools/declaration.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { zoneWarnings } from "#core/zone-data.ts";
import { listBreakGlass } from "#store/break-glass.sql.ts";
import type { Db } from "#store/connect.ts";
import { type LivePipelinesRow, livePipelines } from "#store/pipelines.sql.ts";
import { type DeclaredPoolsRow, declaredPools } from "#store/pools.sql.ts";
import { sourcesAt } from "#store/sources.sql.ts";
import { readZoneFacts } from "#store/zones.ts";

export interface LivePlanInput {
  project: { id: number; name: string; readable_by: string[] };
  /** The deployed commit; null before the first apply. */
  base: string | null;
  commit: string;
  /** Next runs are counted from here. */
  at: Temporal.Instant;
  judged: Judged;
  /** Names that the judged sources have or had. */
  names: ReadonlySet<string>;
  /** Spec files that are none any more. */
  removed: readonly string[];
  /** Paths that differ between both revisions. */
  changed: ReadonlySet<string>;
  /** What `pools.yaml` declares; null while it has errors. */
  pools: readonly PoolDeclaration[] | null;
  /** Who may read the project by its file; null while that has errors. */
  readableBy: readonly string[] | null;
  /** Whether changes tell what they do to times: for people who read it before it is deployed. */
  isForecast?: boolean;
}

export async function planAgainstLive(db: Db, input: LivePlanInput, hash: Hash): Promise<Plan> {
  const live = input.base === null ? [] : await liveSide(db, input);
  const made = planRevision(
    {
      project: input.project.name,
      base: input.base,
      commit: input.commit,
      at: input.at,
      judged: input.judged,
      live: live.map(plannedOfRow),
      isForecast: input.isForecast ?? false,
      changed: input.changed,
      zones: {
        version: process.versions.tz ?? "unknown",
        warnings: zoneWarnings(
          await readZoneFacts(db),
          input.judged.good.flatMap(({ pipeline }) =>
            pipeline.triggers.map(({ timezone }) => timezone),
          ),
        ),
      },
      readableBy: { live: input.project.readable_by, desired: input.readableBy },
      pools: {
        live: (await declaredPools(db, { project: input.project.id })).map(declarationOf),
        desired: input.pools,
      },
    },
    hash,
  );
  const drift = input.base === null ? [] : await driftOf(db, input.project.name, made);
  return drift.length === 0 ? made : { ...made, drift };
}

/** What people changed without a commit of the pipelines that the plan changes: deploying it ends that. */
async function driftOf(db: Db, project: string, { changes }: Plan): Promise<string[]> {
  const open = await listBreakGlass(db, { project, pipeline: null, all: false, limit: 500 });
  return open.flatMap((row) => {
    const change = changes.find(({ pipeline }) => pipeline === row.pipeline);
    if (!change || row.approved_by === null) return [];
    const note = breakGlassText({
      ...{ id: row.id, reason: row.reason, proposedBy: row.proposed_by },
      ...{ approvedBy: row.approved_by, until: row.until.toISOString() },
    });
    const after = change.after?.hash === row.content_hash ? "makes it permanent" : "ends it";
    return `${row.pipeline} is not as its commit has it (${note}); deploying this ${after}`;
  });
}

/**
 * What is deployed from the files or under the names. A pipeline of a file that is on record and was not read now
 * is left out, unless the revision wants it: its own file may be broken and go by another name, and is still there.
 */
async function liveSide(db: Db, input: LivePlanInput): Promise<LivePipelinesRow[]> {
  const { project, judged, names, removed, changed } = input;
  const read = judged.sources.map(({ path }) => path);
  const rows = await livePipelines(db, {
    project: project.id,
    names: [...names, ...judged.sources.flatMap(({ name }) => name ?? [])],
    files: [...new Set([...changed, ...read, ...removed])],
  });
  const desired = new Set(judged.good.map(({ name }) => name));
  const settled = new Set([...read, ...removed]);
  const open = rows.filter(({ name, file }) => !desired.has(name) && !settled.has(file));
  if (open.length === 0) return rows;
  const there = await sourcesAt(db, { project: project.id, paths: open.map(({ file }) => file) });
  const paths = new Set(there.map(({ path }) => path));
  const left = new Set(open.filter(({ file }) => paths.has(file)));
  return rows.filter((row) => !left.has(row));
}

/** A row of `declaredPools`. */
export const declarationOf = (row: DeclaredPoolsRow): PoolDeclaration => ({
  name: row.name,
  kind: row.kind as PoolKind,
  scope: row.is_global ? "global" : "project",
  units: row.units,
  perMs: row.per_ms === null ? null : Number(row.per_ms),
  description: row.description,
});

/** A row of `livePipelines` or `allPipelines`. */
export const plannedOfRow = (
  row: Pick<LivePipelinesRow, "name" | "file" | "content_hash" | "spec">,
): PlannedPipeline => ({
  name: row.name,
  file: row.file,
  hash: row.content_hash,
  pipeline: storedPipeline(row.spec),
});
