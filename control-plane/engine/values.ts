// The values that expressions of a run may name, from its row and its pipeline.

import { actionTexts } from "#core/action-values.ts";
import { businessDate } from "#core/business-date.ts";
import {
  type ExpressionValues,
  hasExpression,
  type NeedValue,
  type RunValues,
  scopeOf,
} from "#core/expression.ts";
import { isExpanded, isInstance, taskAt } from "#core/for-each.ts";
import { resolveParams } from "#core/parameters.ts";
import type { OutputValue, Pipeline, Task } from "#core/pipeline.ts";
import type { TaskState } from "#core/run.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import type { RunFacts } from "./definitions.ts";

/** An instant as users read it: whole seconds where it has no fraction. */
export const instantText = (at: Date): string => at.toISOString().replace(".000Z", "Z");

/** `attempt` and `iteration` are known only while an attempt starts. The interval ends with the due time and begins with the one before. */
export function runValues(
  run: RunFacts,
  pipeline: Pipeline,
  started: { attempt?: number; iteration?: number } = {},
): RunValues {
  return {
    id: run.id,
    date: run.date,
    // Written only when a text names it, for most tasks never.
    get scheduledAt() {
      return instantText(run.dueAt);
    },
    pipeline: run.pipeline,
    generation: run.generation,
    ...started,
    // The same; it walks the schedule backwards.
    get interval() {
      const due = instantText(run.dueAt);
      const start = previousDue(pipeline, run.dueAt.getTime());
      return { start: start === null ? due : instantText(new Date(start)), end: due };
    },
  };
}

/** Of a run that isn't made yet: it has no id, and its trace and commit are nothing that a default may name. */
export const valuesBeforeRun = (
  pipeline: Pipeline,
  { project, now, date }: { project: string; now: Date; date?: string | undefined },
): RunValues =>
  runValues(
    {
      id: "0",
      pipelineRevision: 0,
      pipeline: pipeline.name,
      project,
      date: date ?? businessDate(now.getTime(), pipeline),
      slot: "",
      generation: 1,
      dueAt: now,
      params: {},
      traceId: "",
      commit: "",
      tree: "",
    },
    pipeline,
  );

/** The run itself is at fault: parameters that don't fit the pinned revision. */
export class InvalidRun extends Error {}

/** What expressions of a task may name, but for the item of an instance. @throws InvalidRun */
export function valuesOf(
  run: RunFacts,
  pipeline: Pipeline,
  task: Task,
  needs: NeedValue[],
  started?: { attempt: number; iteration: number },
): ExpressionValues {
  const values = runValues(run, pipeline, started);
  const params = resolveParams(pipeline.params, run.params, values);
  if ("issues" in params)
    throw new InvalidRun(
      params.issues.map((issue) => `parameter ${issue.name}: ${issue.message}`).join("; "),
    );
  return {
    scope: scopeOf(pipeline, task, false),
    run: values,
    params: params.values,
    matrix: task.matrix,
    needs,
  };
}

const hourMs = 3_600_000;
/** Windows to look back through for the due time before this one, in hours: an hour to four years (29 February). */
const lookBackHours = [1, 26, 24 * 8, 24 * 32, 24 * 367, 24 * 1462];

function previousDue(pipeline: Pipeline, dueMs: number): number | null {
  let latest: number | null = null;
  for (const { schedule, timezone } of pipeline.triggers) {
    const compiled = compileSchedule(schedule, timezone);
    for (const hours of lookBackHours) {
      let last: number | null = null;
      for (const at of occurrences(compiled, dueMs - hours * hourMs, dueMs)) last = at;
      if (last === null) continue;
      latest = Math.max(latest ?? last, last);
      break;
    }
  }
  return latest;
}

/** The needs of a task as its expressions see them. */
export function needValues(
  pipeline: Pipeline,
  task: Task,
  states: ReadonlyMap<number, { state: TaskState; outputs: Record<string, OutputValue> }>,
): NeedValue[] {
  return task.needs.flatMap((idx) => {
    const need = taskAt(pipeline, idx);
    const found = states.get(idx);
    if (!need || !found) return [];
    const isList = isExpanded(need) && !isInstance(idx) && found.state === "succeeded";
    // Where no instance gave one, the list is empty.
    const lists = isList ? Object.keys(need.outputs).map((name) => [name, []]) : [];
    const became = { ...found, outputs: { ...Object.fromEntries(lists), ...found.outputs } };
    return [{ name: need.name, group: need.group, onFailure: need.onFailure, ...became }];
  });
}

/** True when the attempt must know what became of the needs: otherwise that query is saved. */
export function readsNeeds(task: Task): boolean {
  if (task.needs.length === 0) return false;
  if (task.condition !== null) return true;
  const rules = task.on ?? [];
  const texts = [
    ...Object.values(task.env).filter(hasExpression),
    ...actionTexts(task.action),
    ...rules.map(({ when }) => when),
    task.repeat?.while ?? "",
    ...[task, ...rules]
      .flatMap(({ effects }) => effects ?? [])
      .flatMap((effect) => (effect.kind === "set" ? effect.value : [])),
  ];
  return texts.some((text) => text.includes("needs"));
}
