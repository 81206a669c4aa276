// Spec → Pipeline: every default supplied, every matrix expanded, tasks in an order that follows their needs.
// Takes a spec without problems and without templates (`template.ts` has put their tasks in place).

import type { PipelineSpec, RetrySpec, ScheduleSpec, TaskSpec } from "#schemas/types.ts";
import { commandAction } from "./command-action.ts";
import { mergeMaps } from "./defaults.ts";
import { parseDuration } from "./duration.ts";
import { topologicalOrder } from "./graph.ts";
import { expandMatrix } from "./matrix.ts";
import type { Concurrency, Param, Pipeline, Retry, Schedule, Task, Trigger } from "./pipeline.ts";
import type { FlatTask } from "./template.ts";

/** Defaults of the format, declared here only; the schemas' descriptions repeat them for people. */
export const formatDefaults = {
  timezone: "UTC",
  missed: "latest",
  whenBusy: "queue",
  onFailure: "fail",
  retry: { retries: 0, delay: "10s", backoff: "fixed" },
} as const;

/**
 * The pipeline of a valid spec, with `tasks` in place of the spec's own.
 * Idempotent: the spec that `toSpec` makes of the result gives the same result.
 */
export function normalize(spec: PipelineSpec, tasks: readonly FlatTask[]): Pipeline {
  const timezone = spec.timezone ?? formatDefaults.timezone;
  return {
    name: spec.name,
    description: spec.description ?? null,
    owner: spec.owner ?? null,
    tags: spec.tags ?? {},
    timezone,
    params: mapValues(spec.params ?? {}, normalizeParam),
    triggers: (spec.triggers ?? []).map(
      (trigger): Trigger => ({
        schedule: normalizeSchedule(trigger.schedule),
        timezone: trigger.timezone ?? timezone,
        missed: trigger.missed ?? formatDefaults.missed,
      }),
    ),
    concurrency: normalizeConcurrency(spec.concurrency),
    tasks: normalizeTasks(spec, tasks),
  };
}

const normalizeParam = (param: NonNullable<PipelineSpec["params"]>[string]): Param => ({
  type: param.type ?? "string",
  default: param.default ?? null,
  description: param.description ?? null,
});

const normalizeConcurrency = (concurrency: PipelineSpec["concurrency"]): Concurrency => ({
  runs: concurrency?.runs ?? null,
  whenBusy: concurrency?.whenBusy ?? formatDefaults.whenBusy,
});

/** Times of day are sorted: the order in which they are written means nothing. */
function normalizeSchedule(schedule: ScheduleSpec): Schedule {
  if (typeof schedule === "string") return { cron: schedule.trim().replaceAll(/\s+/g, " ") };
  if (schedule.daily !== undefined) return { daily: [schedule.daily].flat().sort() };
  return {
    everyMs: durationMs(schedule.every ?? ""),
    from: schedule.from ?? null,
    until: schedule.until ?? null,
  };
}

function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null)
    throw new Error(`normalize got a spec that was not validated: duration "${text}"`);
  return ms;
}

function normalizeTasks(spec: PipelineSpec, tasks: readonly FlatTask[]): Task[] {
  const indexes = new Map(tasks.map(({ name }, index) => [name, index]));
  const needs = tasks.map(({ spec }) => (spec.needs ?? []).map((need) => indexes.get(need) ?? -1));
  const order = topologicalOrder(needs);
  const normalized: Task[] = [];
  // Where the instances of each declared task are among the normalized ones.
  const ranges: { start: number; end: number }[] = [];
  for (const index of order) {
    const task = tasks[index];
    if (task === undefined) continue;
    const wanted = (needs[index] ?? []).flatMap((need) => rangeOf(ranges[need]));
    const start = normalized.length;
    normalized.push(...normalizeTask(spec, task, wanted));
    ranges[index] = { start, end: normalized.length };
  }
  return normalized;
}

function rangeOf(range: { start: number; end: number } | undefined): number[] {
  if (range === undefined) throw new Error("normalize got a spec that was not validated: needs");
  return Array.from({ length: range.end - range.start }, (_, offset) => range.start + offset);
}

function normalizeTask(pipeline: PipelineSpec, task: FlatTask, needs: number[]): Task[] {
  const { spec } = task;
  const { defaults } = pipeline;
  const timeout = spec.timeout ?? defaults?.timeout;
  const sortedNeeds = needs.sort((a, b) => a - b);
  const rest = {
    condition: spec.if?.trim() ?? null,
    onFailure: spec.onFailure ?? defaults?.onFailure ?? formatDefaults.onFailure,
    timeoutMs: timeout === undefined ? null : durationMs(timeout),
    retry: normalizeRetry(mergeMaps(defaults?.retry, spec.retry)),
    env: { ...defaults?.env, ...pipeline.env, ...spec.env },
    outputs: spec.outputs ?? {},
    action: commandAction(runOf(spec)),
  };
  return expandMatrix(task.name, spec.matrix).map(({ name, values }) => ({
    name,
    group: task.name,
    matrix: values,
    needs: sortedNeeds,
    ...rest,
  }));
}

function runOf(spec: TaskSpec): string {
  if (spec.run !== undefined) return spec.run;
  const run = spec.with?.run;
  if (typeof run !== "string") throw new Error("normalize got a spec that was not validated: run");
  return run;
}

function normalizeRetry(retry: RetrySpec | undefined): Retry {
  return {
    retries: retry?.retries ?? formatDefaults.retry.retries,
    delayMs: durationMs(retry?.delay ?? formatDefaults.retry.delay),
    backoff: retry?.backoff ?? formatDefaults.retry.backoff,
    maxDelayMs: retry?.maxDelay === undefined ? null : durationMs(retry.maxDelay),
  };
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  const mapped: Record<string, U> = {};
  for (const key of Object.keys(record)) mapped[key] = map(record[key] as T);
  return mapped;
}
