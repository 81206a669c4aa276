// Specs of a revision on their way into the store while others of it are still read.

import type pg from "pg";
import { plannedOf } from "#core/judge.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import type { ReadSpecs } from "#core/read-specs.ts";
import { specWriter } from "#engine/revisions.ts";
import { sha256 } from "./revision-plan.ts";

/** Stores specs while others are read, and remembers the plan's side of each. */
export function storedSpecs(pool: pg.Pool) {
  const writer = specWriter(pool);
  const made = new Map<string, PlannedPipeline>();
  return {
    async add({ planned, columns }: ReadSpecs): Promise<void> {
      for (const one of planned) made.set(one.file, one);
      await writer.add(columns);
    },
    planned: (path: string, pipeline: Pipeline): PlannedPipeline =>
      made.get(path) ?? plannedOf(path, pipeline, sha256),
    flush: () => writer.flush(),
  };
}
