// Sources as they were read, with what a plan and the store take of them.

import { plannedOf } from "./judge.ts";
import type { Hash, PlannedPipeline } from "./plan.ts";
import type { PipelineSource } from "./source.ts";
import { type SpecColumns, specColumns } from "./spec-columns.ts";

export interface ReadSpecs {
  sources: readonly PipelineSource[];
  /** Of the good ones. */
  planned: readonly PlannedPipeline[];
  /** The same for the store. */
  columns: SpecColumns;
}

export function readSpecs(sources: readonly PipelineSource[], hash: Hash): ReadSpecs {
  const planned = sources.flatMap(({ path, pipeline }) =>
    pipeline ? plannedOf(path, pipeline, hash) : [],
  );
  return { sources, planned, columns: specColumns(planned) };
}
