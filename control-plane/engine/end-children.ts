// Tasks whose run has ended become what it became; of those that are to be stopped the run is cancelled.

import type { ChildAction } from "#core/action.ts";
import { outputPlace } from "#core/child-action.ts";
import { effectsOf, isFaultOfRun, type StoredEffect } from "#core/effects.ts";
import { scopeOf } from "#core/expression.ts";
import { isInstance, itemNumber, taskAt } from "#core/for-each.ts";
import type { OutputValue, Scalar } from "#core/pipeline.ts";
import { isFinal } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { AttemptResult } from "#executors/executor.ts";
import {
  type LockParentsRow,
  lockParents,
  takeChildChecks,
  tasksOfChild,
} from "#store/children.sql.ts";
import type { Db } from "#store/connect.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { completeTasks } from "#store/tasks.sql.ts";
import type { Completion } from "./claims.ts";
import { needsOf } from "./needs.ts";
import { runsAsGiven } from "./runs-as-given.ts";
import { settle } from "./settle.ts";
import { valuesOf } from "./values.ts";
import type { ReadPipeline } from "./waiting.ts";

const perPass = 200;

/** Call it in a transaction. Answers how many tasks were looked at; 0: there is nothing to do. */
export async function endChildren(db: Db, readPipeline: ReadPipeline): Promise<number> {
  const taken = await takeChildChecks(db, { limit: perPass });
  if (taken.length === 0) return 0;
  const rows = await lockParents(db, {
    runs: taken.map(({ run_id }) => run_id),
    idxs: taken.map(({ idx }) => idx),
  });
  const completions: Completion[] = [];
  for (const row of rows) {
    if (isFinal(row.state)) {
      const completion = await completionOf(db, row, readPipeline);
      if (completion) completions.push(completion);
    } else if (row.stop)
      await cancelRun(db, { id: row.child, reason: `the task of run ${row.run_id} was stopped` });
  }
  if (completions.length > 0)
    await completeTasks(db, {
      runs: completions.map(({ run }) => run),
      idxs: completions.map(({ idx }) => idx),
      attempts: completions.map(({ attempt }) => attempt),
      states: completions.map(({ state }) => state),
      details: completions.map(({ detail }) => detail),
      worker: 0,
      inline: false,
    });
  return taken.length;
}

/** Null: another attempt was planned. */
async function completionOf(
  db: Db,
  row: LockParentsRow,
  readPipeline: ReadPipeline,
): Promise<Completion | null> {
  const pipeline = await readPipeline(row.pipeline_revision_id);
  const task = taskAt(pipeline, row.idx);
  const run = (await runsAsGiven(db, [row.run_id])).get(row.run_id);
  if (!task || !run) throw new Error(`run ${row.run_id} has no task ${row.idx}`);
  const claim = { run: row.run_id, idx: row.idx, attempt: row.attempt };
  const item = itemNumber(row.idx);
  const values = {
    ...valuesOf(run, pipeline, task, await needsOf(db, run.id, pipeline, task), {
      attempt: row.attempt,
      iteration: 1,
    }),
    scope: scopeOf(pipeline, task, false),
    ...(isInstance(row.idx) ? { item: { value: row.item as Scalar, index: item ?? 0 } } : {}),
  };
  let effects: StoredEffect[] | null = null;
  try {
    effects = effectsOf(pipeline, task, run.date, values);
  } catch (error) {
    if (!isFaultOfRun(error)) throw error;
    const detail = { ending: "error", message: (error as Error).message };
    return { ...claim, state: "failed", detail };
  }
  const result = await resultOf(db, row, task.action as ChildAction);
  return settle(db, { claim, pipeline, task, date: run.date, values, effects, result, output: "" });
}

async function resultOf(
  db: Db,
  { child, pipeline, state, reason, stop }: LockParentsRow,
  action: ChildAction,
): Promise<AttemptResult> {
  const plain: AttemptResult = {
    ending: "exited",
    exitCode: 0,
    signal: null,
    message: null,
    outputs: {},
  };
  if (state === "cancelled" && stop) return { ...plain, ending: "cancelled", exitCode: null };
  const tasks = await tasksOfChild(db, { run: child });
  const names = tasks[0] ? storedPipeline(tasks[0].spec).tasks.map(({ name }) => name) : [];
  if (state === "succeeded") {
    const outputs = Object.entries(action.outputs).flatMap(([name, text]): [string, string][] => {
      const place = outputPlace(text);
      const found = tasks.find(({ idx }) => names[idx] === place?.task);
      const value = ((found?.outputs ?? {}) as Record<string, OutputValue>)[place?.output ?? ""];
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? JSON.stringify(value) : String(value)]];
    });
    return { ...plain, outputs: Object.fromEntries(outputs) };
  }
  const failed = tasks.filter((one) => one.state === "failed").map(({ idx }) => names[idx]);
  const because =
    failed.length > 0 ? `: ${failed.slice(0, 5).join(", ")}` : reason && `: ${reason}`;
  const verb = state === "failed" ? "failed" : `was ${state}`;
  const message = `Run ${child} of ${pipeline} ${verb}${because || ""}.`;
  // What somebody cancelled is not to come back by itself.
  return { ...plain, exitCode: 1, message, mayRetry: state !== "cancelled" };
}
