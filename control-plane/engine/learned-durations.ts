// How long the tasks of a project's pipelines usually take, where enough of their runs tell.

import type pg from "pg";
import type { Expectation } from "#core/deadline/expected.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { AllPipelinesRow } from "#store/pipelines.sql.ts";
import { createDefinitions } from "./definitions.ts";
import { learn } from "./expectations.ts";

export interface LearnedDuration extends Expectation {
  pipeline: string;
  task: string;
}

/** @param rows Of `allPipelines`. */
export async function learnedDurations(
  pool: pg.Pool,
  rows: readonly AllPipelinesRow[],
): Promise<LearnedDuration[]> {
  const learned = await learn(
    pool,
    rows.map(({ id }) => ({ pipeline: id, date: null })),
    createDefinitions(pool).pipeline,
  );
  return rows.flatMap(({ id, name, spec }) =>
    [...learned({ pipeline: id, date: null }).tasks]
      // Tasks that the deployed revision has no more tell nothing about it.
      .filter(([task]) => storedPipeline(spec).tasks.some((one) => one.name === task))
      .map(([task, { medianMs, p90Ms }]) => ({ pipeline: name, task, medianMs, p90Ms })),
  );
}
