// Where the jobs of pipelines stand in the scheduler before, as its logs and reports have told it.

import { businessDate, dayBegins } from "#core/business-date.ts";
import { type Cycle, cyclesOf } from "#core/cutover/cycle-position.ts";
import type { TaskThere } from "#core/cutover/rest-of-date.ts";
import { isMain } from "#core/phase.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { itself, type LegacyName } from "#migrators/observe/expected-starts.ts";
import type { Db } from "#store/connect.ts";
import {
  type LegacyOutcomesRow,
  legacyIterations,
  legacyOutcomes,
} from "#store/legacy-holds.sql.ts";

export interface Member {
  pipeline: Pipeline;
  names: readonly LegacyName[];
}

/** Of one pipeline. */
export interface There {
  /** The newest run of each job, by its name there. */
  newest: ReadonlyMap<string, LegacyOutcomesRow>;
  /** By task. */
  tasks: ReadonlyMap<string, TaskThere>;
  cycles: readonly Cycle[];
  /** Jobs of which the newest run hasn't ended, as far as anybody was told. */
  open: readonly string[];
}

/** In the order of the members. */
export async function standingThere(
  db: Db,
  project: number,
  members: readonly Member[],
  now: number,
): Promise<There[]> {
  const jobs = [...new Set(members.flatMap(({ names }) => names.map(({ job }) => job)))];
  if (jobs.length === 0) return members.map(() => nothing);
  const newest = new Map(
    (await legacyOutcomes(db, { project, jobs })).map((row) => [row.job, row] as const),
  );
  const iterations = await iterationsOf(db, project, members, newest);
  return members.map(({ pipeline, names }) => {
    const rowOf = (task: string) => {
      const job = jobOfTask(pipeline, names, task);
      return job === undefined ? undefined : newest.get(job);
    };
    const tasks = new Map(
      pipeline.tasks.filter(isMain).flatMap(({ name }) => {
        const row = rowOf(name);
        return row === undefined ? [] : [[name, thereOf(row, pipeline)] as const];
      }),
    );
    const cycles = cyclesOf(
      pipeline.tasks,
      pipeline,
      (task) => {
        const row = rowOf(task);
        if (row === undefined) return undefined;
        const { job, date, source, is_open: isOpen, started_at, ended_at } = row;
        const times = { start: started_at.getTime(), end: ended_at.getTime() };
        return { job, date, source, isOpen, ...times };
      },
      iterations,
      now,
    );
    const open = names.flatMap(({ job }) => (newest.get(job)?.is_open ? [job] : []));
    return { newest, tasks, cycles, open };
  });
}

const nothing: There = { newest: new Map(), tasks: new Map(), cycles: [], open: [] };

/** The pipeline itself was the job of its only task. */
function jobOfTask(
  { tasks }: Pick<Pipeline, "tasks">,
  names: readonly LegacyName[],
  task: string,
): string | undefined {
  const main = tasks.filter(isMain);
  if (!main.some(({ name }) => name === task)) return undefined;
  const own = names.find((one) => one.task === task);
  return (own ?? (main.length === 1 ? names.find((one) => one.task === itself) : undefined))?.job;
}

const thereOf = (row: LegacyOutcomesRow, pipeline: Pipeline): TaskThere => ({
  date: row.date ?? businessDate(row.started_at.getTime(), pipeline),
  outcome: row.outcome as TaskThere["outcome"],
  exit: row.exit,
});

/** Of jobs that repeat, by job: how many of the newest one's date have begun. */
async function iterationsOf(
  db: Db,
  project: number,
  members: readonly Member[],
  newest: ReadonlyMap<string, LegacyOutcomesRow>,
): Promise<Map<string, number>> {
  const asked = members.flatMap(({ pipeline, names }) =>
    pipeline.tasks.flatMap(({ name, repeat }) => {
      const job = repeat && jobOfTask(pipeline, names, name);
      const row = job === undefined ? undefined : newest.get(job);
      if (row === undefined) return [];
      const { date } = thereOf(row, pipeline);
      const begins = new Date(dayBegins(date, pipeline)).toISOString();
      return [{ job: row.job, source: row.source_id, date, begins }];
    }),
  );
  if (asked.length === 0) return new Map();
  const rows = await legacyIterations(db, {
    project,
    jobs: asked.map(({ job }) => job),
    sources: asked.map(({ source }) => source),
    dates: asked.map(({ date }) => date),
    begins: asked.map(({ begins }) => begins),
  });
  return new Map(rows.map(({ job, iterations }) => [job, iterations]));
}
