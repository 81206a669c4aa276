// What unfinished runs may still ask of history: the business dates and assets in their conditions. Maintenance drops
// none of it, or a gate that held would be closed by it.

import type { OnlyOn } from "#core/calendar/only-on.ts";
import type { Condition } from "#core/conditions/condition.ts";
import { questionsOf } from "#core/conditions/question.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { scheduledDates } from "#core/schedule/scheduled-dates.ts";
import type { Db } from "#store/connect.ts";
import { askingRuns, pipelineIds } from "#store/maintenance.sql.ts";
import type { ReadPipeline } from "./waiting.ts";

export interface StillAsked {
  /** Pipelines and dates, side by side. */
  pipelines: number[];
  dates: string[];
  /** Assets whose updates of some date are asked for. */
  assets: string[];
}

/** More unfinished runs than these with old dates: nothing is dropped until they end. */
const mostAsking = 5_000;

/** @returns null when too many runs ask to tell. */
export async function stillAsked(
  db: Db,
  before: Date,
  readPipeline: ReadPipeline,
): Promise<StillAsked | null> {
  const rows = await askingRuns(db, { before, limit: mostAsking + 1 });
  if (rows.length > mostAsking) return null;
  const runs: { project: string; pipeline: string; date: string }[] = [];
  const assets = new Set<string>();
  for (const row of rows) {
    const pipeline = await readPipeline(row.pipeline_revision_id);
    const { project, business_date: date } = row;
    const waiter = waiterOf(pipeline, { project, date, now: before.getTime() });
    const questions = conditionsOf(pipeline).flatMap(({ awaits, onlyOn }) =>
      questionsOf(awaits, { ...waiter, scheduled: scheduledDates(pipeline, date, onlyOn) }),
    );
    for (const question of questions) {
      if (question.ask === "run" && question.date !== null)
        runs.push({ project: question.project, pipeline: question.pipeline, date: question.date });
      if (question.ask === "asset" && question.date !== null) assets.add(question.name);
    }
  }
  const ids = await pipelineIds(db, {
    projects: runs.map(({ project }) => project),
    pipelines: runs.map(({ pipeline }) => pipeline),
  });
  return {
    pipelines: ids.map(({ id }) => id),
    dates: ids.map(({ n }) => runs[Number(n) - 1]?.date ?? ""),
    assets: [...assets],
  };
}

interface Asking {
  awaits: Condition;
  onlyOn: OnlyOn | undefined;
}

/** Of the run and of its tasks, with the days of each. */
const conditionsOf = ({ awaits, tasks }: Pipeline): Asking[] => [
  ...(awaits ? [{ awaits, onlyOn: undefined }] : []),
  ...tasks.flatMap(({ gates }) =>
    gates?.awaits ? { awaits: gates.awaits, onlyOn: gates.onlyOn } : [],
  ),
];
