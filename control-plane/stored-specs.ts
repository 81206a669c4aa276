// Specs of a revision on their way into the store while others of it are still read.

import type pg from "pg";
import { accessFacts } from "#core/access/access-class.ts";
import { plannedOf } from "#core/judge.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import type { ReadSpecs } from "#core/read-specs.ts";
import { compileSchedule } from "#core/schedule/schedule.ts";
import type { StoredIds } from "#engine/activate.ts";
import { classWriter } from "#engine/classify.ts";
import { specWriter } from "#engine/revisions.ts";
import { sha256 } from "./revision-plan.ts";

/** Stores specs and their classes while others are read, and remembers the plan's side of each. */
export function storedSpecs(pool: pg.Pool, project: { name: string; environment: string }) {
  const writer = specWriter(pool);
  const classes = classWriter(pool);
  const made = new Map<string, PlannedPipeline>();
  return {
    async add({ planned, columns }: ReadSpecs): Promise<void> {
      for (const one of planned) {
        made.set(one.file, one);
        // Kept by the memo of schedules: the time zones of an estate alone take 60 ms, which an apply would spend.
        for (const { schedule, timezone } of one.pipeline.triggers)
          compileSchedule(schedule, timezone);
      }
      classes.add(planned.map(({ file, pipeline }) => accessFacts(project, file, pipeline)));
      await writer.add(columns);
    },
    planned: (path: string, pipeline: Pipeline): PlannedPipeline =>
      made.get(path) ?? plannedOf(path, pipeline, sha256),
    /** What an apply need not look for. */
    async flush(): Promise<StoredIds> {
      const [revisions, classIds] = await Promise.all([writer.flush(), classes.flush()]);
      return { revisions, classes: classIds };
    },
  };
}
