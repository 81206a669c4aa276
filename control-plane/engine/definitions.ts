// What a worker knows of runs and pipeline revisions, read once and kept: both never change.

import type { Pipeline } from "#core/pipeline.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Db } from "#store/connect.ts";
import { pipelineSpecs, type RunsForWorkRow, runsForWork } from "#store/runs.sql.ts";
import { Batcher } from "./batcher.ts";
import { Recent } from "./recent.ts";

/** The unchanging facts of a run that its tasks are told. */
export interface RunFacts {
  id: string;
  pipelineRevision: number;
  pipeline: string;
  project: string;
  /** Business date, YYYY-MM-DD. */
  date: string;
  slot: string;
  generation: number;
  dueAt: Date;
  /** As given by whoever asked for the run. */
  params: Record<string, unknown>;
  /** 32 hex digits. */
  traceId: string;
  commit: string;
  tree: string;
}

export interface Definitions {
  run(id: string): Promise<RunFacts>;
  pipeline(revision: number): Promise<Pipeline>;
}

export function createDefinitions(db: Db): Definitions {
  const runs = new Recent<string, RunFacts>(20_000);
  const pipelines = new Recent<number, Promise<Pipeline>>(2_000);

  const reads = new Batcher<string, RunFacts | undefined>(async (ids) => {
    const found = await readRuns(db, ids);
    return ids.map((id) => found.get(id));
  });

  const specs = new Batcher<number, Pipeline | undefined>(async (ids) => {
    const rows = await pipelineSpecs(db, { ids });
    const found = new Map(rows.map((row) => [row.id, storedPipeline(row.spec)]));
    return ids.map((id) => found.get(id));
  });

  return {
    async run(id) {
      const known = runs.get(id);
      if (known) return known;
      const facts = await reads.add(id);
      if (!facts) throw new Error(`run ${id} does not exist`);
      runs.set(id, facts);
      return facts;
    },
    pipeline(revision) {
      const known = pipelines.get(revision);
      if (known) return known;
      const reading = specs.add(revision).then((spec) => {
        if (!spec) throw new Error(`pipeline revision ${revision} does not exist`);
        return spec;
      });
      pipelines.set(revision, reading);
      // A failed read must not be remembered.
      reading.catch(() => pipelines.delete(revision));
      return reading;
    },
  };
}

/** Facts of runs, by id. */
export async function readRuns(db: Db, ids: string[]): Promise<Map<string, RunFacts>> {
  const rows = await runsForWork(db, { ids });
  return new Map(rows.map((row) => [row.id, factsOf(row)]));
}

/** Of any row that has what workers read of a run. */
export const factsOf = (row: RunsForWorkRow): RunFacts => ({
  id: row.id,
  pipelineRevision: row.pipeline_revision_id,
  pipeline: row.pipeline,
  project: row.project,
  date: row.business_date,
  slot: row.slot,
  generation: row.generation,
  dueAt: row.due_at,
  params: row.params as Record<string, unknown>,
  traceId: row.trace_id.replaceAll("-", ""),
  commit: row.commit_oid,
  tree: row.tree_oid,
});
