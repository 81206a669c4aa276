// Reads what earlier runs tell of how long tasks take, for runs whose deadlines begin to be watched.

import {
  type Expectation,
  expectationsOf,
  fewestSamples,
  mostSamples,
  type Sample,
} from "#core/deadline/expected.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { pastDurations, pastRuns } from "#store/deadlines.sql.ts";

export interface Learned {
  /** By the task's name. */
  tasks: Map<string, Expectation>;
  /** How many runs that rests on. */
  runs: number;
}

/** By pipeline; tasks are the same when their names are, whatever revision a run had. */
export async function learn(
  db: Db,
  pipelines: readonly number[],
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<Map<number, Learned>> {
  const asked = { pipelines: [...new Set(pipelines)], runs: mostSamples };
  const samples = new Map<number, Sample[]>();
  for (const row of await pastDurations(db, asked)) {
    const { tasks } = await readPipeline(row.pipeline_revision_id);
    const task = tasks[row.idx]?.name;
    if (task === undefined) continue;
    const list = samples.getOrInsertComputed(row.pipeline_id, () => []);
    list.push({ task, durations: row.durations as number[] });
  }
  const rows = await pastRuns(db, asked);
  return new Map(
    rows.map(({ pipeline_id: id, runs }) => [
      id,
      { tasks: expectationsOf(samples.get(id) ?? []), runs },
    ]),
  );
}

/** What an expectation rests on, for people. */
export function basisOf({ runs, tasks }: Learned, pipeline: Pipeline): string {
  if (runs < fewestSamples)
    return `nothing is expected yet: ${runs} of the ${fewestSamples} earlier runs that it takes`;
  const unknown = pipeline.tasks.filter(({ name }) => !tasks.has(name)).length;
  const but = unknown === 0 ? "" : `; too little is known of ${unknown} of its tasks`;
  return `from ${runs} earlier runs${but}`;
}
