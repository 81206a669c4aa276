// Reads what both sides have of jobs from a date on, and judges it: what is near these dates comes along, since it decides on them.

import { businessDate } from "#core/business-date.ts";
import { isOneOfMany } from "#core/legacy-job.ts";
import { outcomeOf, taskOfJob } from "#core/parity/exit-outcome.ts";
import { joinGuards, type ToldOf } from "#core/parity/join-guards.ts";
import { type Identified, type JudgedPair, judgeDays } from "#core/parity/judge-days.ts";
import { guardOutputs, type OwnOutput, type RunOutput } from "#core/parity/outputs.ts";
import { ownRunOf } from "#core/parity/own-run.ts";
import type { ExpectedStart, Known, LegacyStart, OwnRun } from "#core/parity/pair.ts";
import { tolerancesOf } from "#core/parity/tolerances.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import {
  type ParityJobsRow,
  type ParityRunsRow,
  type ParityStartsRow,
  parityAround,
  parityRuns,
  parityShadows,
  parityStarts,
} from "#store/parity.sql.ts";
import { beginOf } from "./parity-work.ts";

/** A start and a run are compared across so much: twice what a start looks around itself. */
const aroundMs = 2 * 86_400_000;

export interface ToJudge {
  job: ParityJobsRow;
  pipeline: Pipeline;
  /** Business date. */
  from: string;
}

/** @returns of each job the pairs by business date, from its date on; nothing of a date without starts and runs */
export async function judgeParity(
  db: Db,
  project: number,
  work: readonly ToJudge[],
): Promise<Map<string, JudgedPair[]>[]> {
  if (work.length === 0) return [];
  const pipelines = work.map(({ job }) => job.id);
  const tasks = work.map(({ job }) => job.task);
  const around = await parityAround(db, {
    ...{ pipelines, tasks, dates: work.map(({ from }) => from) },
    begins: work.map(({ from, pipeline }) => new Date(beginOf(from, pipeline))),
  });
  const dates = work.map(({ from }, n) => [from, around[n]?.start ?? from].sort()[0] as string);
  const expected = await parityStarts(db, { pipelines, tasks, dates });
  const own = await ownRuns(db, expected);
  const starts = Map.groupBy(expected, ({ n }) => n);
  const runs = Map.groupBy(
    await parityRuns(db, {
      ...{ project, pipelines, jobs: work.map(({ job }) => job.job), dates },
      instants: around.map(({ at }) => new Date(at - aroundMs)),
    }),
    ({ n }) => n,
  );
  return work.map(({ job, pipeline, from }, n) => {
    const sides = {
      expected: (starts.get(n + 1) ?? []).map((row) => startOf(row, own)),
      legacy: joinGuards((runs.get(n + 1) ?? []).map(runOf)),
    };
    const task = taskOfJob(pipeline, job.task);
    const name = job.task === "" ? pipeline.name : `${pipeline.name}/${job.task}`;
    const rules = {
      tolerances: tolerancesOf(name, pipeline.wave?.tolerances),
      isOneOfMany: isOneOfMany(pipeline.tasks, job.task),
      outcomeOf: (exit: number) => (task === null ? null : outcomeOf(task, exit)),
    };
    const days = judgeDays(sides, rules, (at) => businessDate(at, pipeline));
    return new Map([...days].filter(([date]) => date >= from));
  });
}

const startOf = (
  row: ParityStartsRow,
  own: ReadonlyMap<string, OwnRun | null>,
): ExpectedStart & Identified => ({
  ...{ id: row.id, date: row.date, due: row.due, waits: row.waits },
  ready: row.waits ? row.ready : row.due,
  ...(own.has(row.id) ? { ran: own.get(row.id) ?? null } : {}),
});

/** By start; of those at whose revision nothing runs here there is none. */
async function ownRuns(
  db: Db,
  expected: readonly ParityStartsRow[],
): Promise<Map<string, OwnRun | null>> {
  const rows = await parityShadows(db, { starts: expected.map(({ id }) => id) });
  return new Map(
    rows.flatMap(({ id, outputs, ...row }) => {
      const ran = ownRunOf({ ...row, outputs: outputs as OwnOutput[] | null });
      return ran === undefined ? [] : [[id, ran] as const];
    }),
  );
}

const runOf = (row: ParityRunsRow): ToldOf & Identified => ({
  ...{ isGuard: row.is_guard, isOwnHost: row.is_own_host, host: row.host },
  ...{ id: row.id, date: row.date, start: row.start, how: row.how as LegacyStart["how"] },
  ...{ end: row.end, endKnown: row.end_known as Known },
  ...{ exit: row.exit, exitKnown: row.exit_known as Known },
  outcome: row.outcome as LegacyStart["outcome"],
  outputs: [...(row.outputs as RunOutput[]), ...guardOutputs(row.digest)],
});
