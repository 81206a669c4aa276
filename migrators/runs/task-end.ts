// What a task comes to when its command ends: its state, what it changes elsewhere, and whether it is executed again.

import { effectsOf, type StoredEffect } from "#core/effects.ts";
import { ruleFor } from "#core/end-rules.ts";
import { type ExpressionValues, evaluate, scopeOf } from "#core/expression.ts";
import type { Task } from "#core/pipeline.ts";
import { saidExitOf } from "#core/rehearsal/stub.ts";
import { nextIteration } from "#core/repeat.ts";
import type { FinalState } from "#core/run.ts";
import type { LegacyJob } from "../legacy.ts";
import type { DeclaredEnd, EndsOf } from "./durations.ts";
import type { TaskRow } from "./engine-rows.ts";

/** `next`: when the next iteration is due, in milliseconds since 1970; null: it has ended. */
export interface TaskEnd {
  state: FinalState;
  effects: readonly StoredEffect[];
  next: number | null;
}

const plain = { exitCode: 0, signal: "", timedOut: false, output: "", attempt: 1 };

/** How the one attempt of a task goes. */
export interface Attempt extends DeclaredEnd {
  timedOut: boolean;
}

/** Of a job as declared; what stands beside those of jobs says itself how it ends, at once. */
export function attemptOf(task: Task, job: LegacyJob | null, endsOf: EndsOf): Attempt {
  const { action, timeoutMs } = task;
  if (job === null) return { ms: 0, exitCode: saidExitOf(action) ?? 0, timedOut: false };
  const declared = endsOf(job);
  if (timeoutMs === null || declared.ms <= timeoutMs) return { ...declared, timedOut: false };
  return { ms: timeoutMs, exitCode: -1, timedOut: true };
}

/** @param exitCode Null: nobody knows it, and no rule is asked. @param outcome As another scheduler has judged it; null: by rules and exit code */
export function endOf(
  row: TaskRow,
  now: number,
  exitCode: number | null = 0,
  outcome: "succeeded" | "failed" | null = null,
  timedOut = false,
): TaskEnd {
  const { task, run } = row;
  const values = valuesOf(row, false);
  const end = { ...plain, exitCode: exitCode ?? 0, timedOut };
  const matched = task.on.length > 0 && exitCode !== null ? ruleFor(task.on, end, values) : null;
  const state = outcome ?? matched?.rule.result ?? (exitCode === 0 ? "succeeded" : "failed");
  const all = [...(state === "succeeded" ? [task] : []), ...(matched ? [matched.rule] : [])];
  const effects = all.flatMap(
    (each) =>
      effectsOf(run.of.pipeline, { effects: each.effects, gates: task.gates }, run.date, values) ??
      [],
  );
  return { state, effects, next: state === "succeeded" ? nextOf(row, values, end, now) : null };
}

function nextOf(
  row: TaskRow,
  values: ExpressionValues,
  end: typeof plain,
  now: number,
): number | null {
  const { task, run } = row;
  const { repeat } = task;
  if (repeat === undefined) return null;
  const scope = { ...values.scope, end: "condition" as const, outputs: task.outputs };
  const ended = { ...values, scope, outputs: {}, end: { ...end, iteration: row.iteration } };
  if (repeat.while !== null && evaluate(repeat.while, ended) !== true) return null;
  const { timezone, newDay } = run.of.pipeline;
  const place = { date: run.date, timezone, newDay, gates: task.gates };
  const next = nextIteration(repeat, place, row, now);
  return "end" in next ? null : next.at;
}

/** What expressions of a task may name. @param allowStatus Of its `if`. */
export function valuesOf({ run, task }: TaskRow, allowStatus: boolean): ExpressionValues {
  const { pipeline } = run.of;
  const needs = task.needs.map((place) => {
    const need = run.tasks[place] as TaskRow;
    const { name, group, onFailure } = need.task;
    return { name, group, onFailure, state: need.state, outputs: {} };
  });
  const at = new Date(run.dueAt).toISOString();
  return {
    scope: scopeOf(pipeline, task, allowStatus),
    run: {
      ...{ id: `${run.id}`, date: run.date, scheduledAt: at, pipeline: pipeline.name },
      ...{ generation: 1, interval: { start: at, end: at } },
    },
    ...{ params: {}, matrix: task.matrix, needs },
  };
}
