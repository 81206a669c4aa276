// Tasks with `forEach` whose gates hold: their lists are evaluated, and become instances in the transaction of the verdict.

import { decide } from "#core/decide.ts";
import { isFaultOfRun } from "#core/effects.ts";
import { type ExpressionValues, evaluateList, scopeOf } from "#core/expression.ts";
import type { Pipeline, Scalar, Task } from "#core/pipeline.ts";
import type { FinalState } from "#core/run.ts";
import type { Db } from "#store/connect.ts";
import { expandTask } from "#store/tasks.sql.ts";
import { endWaits } from "#store/waits.sql.ts";
import { needsOf } from "./needs.ts";
import { keysOf, type Wait } from "./read-waits.ts";
import { runsAsGiven } from "./runs-as-given.ts";
import { InvalidRun, valuesOf } from "./values.ts";
import type { ReadPipeline } from "./waiting.ts";

type Plan =
  /** `isJudged`: instances take units, or run a pipeline. */
  | { items: Scalar[]; isJudged: boolean }
  /** There is nothing to be made. */
  | { state: FinalState; ending: string; message: string };

export interface PlannedInstances {
  row: Wait["row"];
  plan: Plan;
}

/** Reads only. Neither a list that is wrong nor a run is an error here: the task fails. */
export async function planInstances(
  db: Db,
  waits: readonly Wait[],
  readPipeline: ReadPipeline,
): Promise<PlannedInstances[]> {
  if (waits.length === 0) return [];
  const runs = await runsAsGiven(db, [...new Set(waits.map(({ row }) => row.run_id))]);
  const planned: PlannedInstances[] = [];
  for (const { row } of waits) {
    const pipeline = await readPipeline(row.pipeline_revision_id);
    const task = pipeline.tasks[row.idx];
    const run = runs.get(row.run_id);
    if (!task || !run) throw new Error(`run ${row.run_id} has no task ${row.idx} with forEach`);
    const needs = await needsOf(db, row.run_id, pipeline, task);
    planned.push({ row, plan: planOf(pipeline, task, () => valuesOf(run, pipeline, task, needs)) });
  }
  return planned;
}

function planOf(pipeline: Pipeline, task: Task, read: () => ExpressionValues): Plan {
  try {
    const values = { ...read(), scope: scopeOf(pipeline, task, true) };
    const decision = decide(task.condition, values.needs, values);
    if ("error" in decision) return { state: "failed", ending: "error", message: decision.error };
    if (!decision.run)
      return { state: "skipped", ending: "skipped", message: `if: ${task.condition}` };
    const items = evaluateList(task.forEach ?? "[]", values);
    if (items.length === 0)
      return { state: "succeeded", ending: "empty", message: "forEach: the list is empty" };
    const takesUnits = (task.gates?.takes ?? []).length > 0;
    return { items, isJudged: takesUnits || task.action.kind === "pipeline" };
  } catch (error) {
    if (!(error instanceof InvalidRun) && !isFaultOfRun(error)) throw error;
    return { state: "failed", ending: "error", message: `forEach: ${(error as Error).message}` };
  }
}

/** Call it in the transaction in which the gates were found to hold. */
export async function makeInstances(db: Db, planned: readonly PlannedInstances[]): Promise<void> {
  const ends = planned.flatMap(({ row, plan }) => ("items" in plan ? [] : [{ row, ...plan }]));
  if (ends.length > 0)
    await endWaits(db, {
      ...keysOf(ends.map(({ row }) => row)),
      states: ends.map(({ state }) => state),
      endings: ends.map(({ ending }) => ending),
      messages: ends.map(({ message }) => message),
    });
  for (const { row, plan } of planned)
    if ("items" in plan)
      await expandTask(db, {
        run: row.run_id,
        idx: row.idx,
        items: plan.items,
        gated: plan.isJudged,
      });
}
