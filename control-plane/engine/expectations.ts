// Reads what earlier runs tell of how long tasks take, for runs whose deadlines begin to be watched.

import {
  comparable,
  type DayKind,
  dayKindOf,
  dayKindText,
  mostLookedThrough,
} from "#core/deadline/comparable.ts";
import {
  type Expectation,
  expectationsOf,
  fewestSamples,
  nothingExpected,
  type Sample,
} from "#core/deadline/expected.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { pastDurations, runsToLearnFrom } from "#store/deadlines.sql.ts";

export interface Learned {
  /** By the task's name. */
  tasks: Map<string, Expectation>;
  /** How many runs that rests on. */
  runs: number;
  /** Of which days they are alone; null: of all. */
  kind: DayKind | null;
}

/** What is to be compared: runs of a pipeline for a business date, or for any. */
export interface Compared {
  pipeline: number;
  date: string | null;
}

export const nothingLearned: Learned = { tasks: new Map(), runs: 0, kind: null };

/** Tasks are the same when their names are, whatever revision a run had. */
export async function learn(
  db: Db,
  compared: readonly Compared[],
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<(one: Compared) => Learned> {
  const groups = new Map(compared.map((one) => [keyOf(one), one]));
  const pipelines = [...new Set(compared.map(({ pipeline }) => pipeline))];
  const rows = await runsToLearnFrom(db, { pipelines, limit: mostLookedThrough });
  const past = new Map(
    rows.map(({ pipeline_id, runs, dates }) => [
      pipeline_id,
      runs.map((run, at) => ({ run, date: dates[at] as string })),
    ]),
  );
  const chosen = [...groups.values()].map(({ pipeline, date }) =>
    comparable(past.get(pipeline) ?? [], date === null ? null : dayKindOf(date)),
  );
  const samples = new Map<number, Sample[]>();
  for (const row of await pastDurations(db, {
    places: chosen.flatMap(({ runs }, place) => runs.map(() => place)),
    runs: chosen.flatMap(({ runs }) => runs),
  })) {
    const { tasks } = await readPipeline(row.pipeline_revision_id);
    const task = tasks[row.idx]?.name;
    if (task === undefined) continue;
    const list = samples.getOrInsertComputed(row.place, () => []);
    list.push({ task, durations: row.durations as number[] });
  }
  const learned = new Map(
    [...groups.keys()].map((key, place) => {
      const { runs = [], kind = null } = chosen[place] ?? {};
      return [key, { tasks: expectationsOf(samples.get(place) ?? []), runs: runs.length, kind }];
    }),
  );
  return (one) => learned.get(keyOf(one)) ?? nothingLearned;
}

const keyOf = ({ pipeline, date }: Compared): string =>
  `${pipeline} ${date === null ? "" : dayKindOf(date)}`;

/** What an expectation rests on, for people. */
export function basisOf({ runs, tasks, kind }: Learned, pipeline: Pipeline): string {
  if (runs < fewestSamples)
    return `${nothingExpected}: ${runs} of the ${fewestSamples} earlier runs that it takes`;
  const unknown = pipeline.tasks.filter(({ name }) => !tasks.has(name)).length;
  const but = unknown === 0 ? "" : `; too little is known of ${unknown} of its tasks`;
  return `from ${runs} earlier runs${kind === null ? "" : dayKindText[kind]}${but}`;
}
