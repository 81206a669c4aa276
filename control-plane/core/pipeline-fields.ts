// A pipeline as a flat list of fields, such as `tasks.load.timeoutMs`: what is attributed to the change that set it.

import { formatDefaults } from "./normalize.ts";
import { normalizeRetry } from "./normalize-retry.ts";
import { edgesTo } from "./phase.ts";
import type { Pipeline } from "./pipeline.ts";
import { nothing, nothingOfTask } from "./stored-spec.ts";

export interface Field {
  value: unknown;
  /** The task that it is of; null: of the pipeline itself. */
  task: string | null;
  /** Its path in that task, or in the pipeline. */
  within: string;
}

/** By path; fields that say nothing, such as the timeout of a task without one, are there as well. */
export type Fields = Map<string, Field>;

/**
 * Tasks go by name and what they need by names, as in a plan, so that a task in the middle moves no other. Lists of plain
 * values and calendars are one field each.
 */
export function fieldsOf(file: string, pipeline: Pipeline): Fields {
  const fields: Fields = new Map();
  const { tasks, ...rest } = pipeline;
  flatten(null, { file, ...rest }, "", fields);
  for (const task of tasks) {
    const needs = edgesTo(pipeline, task)
      .map((idx) => tasks[idx]?.name)
      .sort();
    const { group: _, ...own } = task;
    flatten(task.name, { ...own, needs }, "", fields);
  }
  return fields;
}

function flatten(task: string | null, record: object, prefix: string, fields: Fields): void {
  for (const [key, value] of Object.entries(record)) {
    const within = prefix + key;
    if (isLeaf(key, value))
      fields.set(task === null ? within : `tasks.${task}.${within}`, { value, task, within });
    else flatten(task, value, `${within}.`, fields);
  }
}

/** What of a calendar is set where is a question for the calendar's own file. */
const wholes = new Set(["calendar", "matrix"]);

function isLeaf(key: string, value: unknown): boolean {
  if (typeof value !== "object" || value === null || wholes.has(key)) return true;
  if (Array.isArray(value)) return value.every((item) => typeof item !== "object");
  return Object.keys(value).length === 0;
}

/** What fields are while nobody has written anything. */
const silent: Fields = new Map();
const { timezone, whenBusy } = formatDefaults;
flatten(null, { ...nothing, timezone, concurrency: { runs: null, whenBusy } }, "", silent);
const silentInTask: Fields = new Map();
flatten(null, { ...nothingOfTask, retry: normalizeRetry(undefined) }, "", silentInTask);

/** Whether a field is what it would be if nobody had written anything. */
export function saysNothing({ value, task, within }: Field): boolean {
  if (value === null) return true;
  if (typeof value === "object" && Object.keys(value).length === 0) return true;
  const usual = (task === null ? silent : silentInTask).get(within);
  return usual !== undefined && JSON.stringify(usual.value) === JSON.stringify(value);
}

/** Whether a path is the asked one or lies below it. */
export const isWithin = (path: string, asked: string): boolean =>
  path === asked || path.startsWith(`${asked}.`);
