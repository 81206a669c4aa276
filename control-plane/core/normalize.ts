// Spec → Pipeline: every default supplied, every matrix expanded, tasks in an order that follows their needs.
// Takes a spec without problems and without templates (`template.ts` has put their tasks in place).

import type {
  HttpInputs,
  PipelineSpec,
  RetrySpec,
  SqlInputs,
  TaskSpec,
  TriggerSpec,
} from "#schemas/types.ts";
import { commandAction } from "./command-action.ts";
import { normalizeCondition } from "./conditions/normalize.ts";
import type { ConnectionSource } from "./connection.ts";
import { mergeMaps } from "./defaults.ts";
import { topologicalOrder } from "./graph.ts";
import { httpAction } from "./http-action.ts";
import { labelSet } from "./labels.ts";
import { expandMatrix } from "./matrix.ts";
import { normalizeEffects, normalizeGates } from "./normalize-gates.ts";
import { durationMs, normalizeSchedule } from "./normalize-schedule.ts";
import type {
  Action,
  AfterTrigger,
  Concurrency,
  Missed,
  Param,
  Pipeline,
  Retry,
  Task,
  Trigger,
} from "./pipeline.ts";
import { sqlAction } from "./sql-action.ts";
import { secretsOf } from "./task-secrets.ts";
import type { FlatTask } from "./template.ts";

/** Defaults of the format, declared here only; the schemas' descriptions repeat them for people. */
export const formatDefaults = {
  timezone: "UTC",
  missed: "latest",
  per: "date",
  whenBusy: "queue",
  onFailure: "fail",
  retry: { retries: 0, delay: "10s", backoff: "fixed" },
} as const;

/**
 * The pipeline of a valid spec, with `tasks` in place of the spec's own.
 * Idempotent: the spec that `toSpec` makes of the result gives the same result.
 */
export function normalize(
  spec: PipelineSpec,
  tasks: readonly FlatTask[],
  connections: Pick<ConnectionSource, "connection">,
): Pipeline {
  const timezone = spec.timezone ?? formatDefaults.timezone;
  return {
    name: spec.name,
    description: spec.description ?? null,
    owner: spec.owner ?? null,
    tags: spec.tags ?? {},
    timezone,
    params: mapValues(spec.params ?? {}, normalizeParam),
    triggers: (spec.triggers ?? []).flatMap((trigger): Trigger[] =>
      trigger.schedule === undefined
        ? []
        : [
            {
              schedule: normalizeSchedule(trigger.schedule),
              timezone: trigger.timezone ?? timezone,
              missed: normalizeMissed(trigger.missed),
            },
          ],
    ),
    after: (spec.triggers ?? []).flatMap(({ after, per }): AfterTrigger[] =>
      after === undefined
        ? []
        : [{ condition: normalizeCondition(after), per: per ?? formatDefaults.per }],
    ),
    awaits: spec.awaits ? normalizeCondition(spec.awaits) : null,
    concurrency: normalizeConcurrency(spec.concurrency),
    tasks: normalizeTasks(spec, tasks, connections),
  };
}

function normalizeMissed(missed: TriggerSpec["missed"]): Missed {
  if (typeof missed === "object") return { policy: "all", limit: missed.limit ?? 1 };
  return (missed ?? formatDefaults.missed) as Missed;
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

function normalizeTasks(
  spec: PipelineSpec,
  tasks: readonly FlatTask[],
  connections: Pick<ConnectionSource, "connection">,
): Task[] {
  const indexes = new Map(tasks.map(({ name }, index) => [name, index]));
  const needs = tasks.map(({ spec }) => (spec.needs ?? []).map((need) => indexes.get(need) ?? -1));
  const shared = sharedParts(spec);
  const normalized: Task[] = [];
  // Where the instances of each declared task are among the normalized ones.
  const ranges: { start: number; end: number }[] = [];
  for (const index of topologicalOrder(needs)) {
    const task = tasks[index];
    if (task === undefined) continue;
    const wanted = (needs[index] ?? []).flatMap((need) => rangeOf(ranges[need]));
    const start = normalized.length;
    normalized.push(...normalizeTask(shared, task, wanted, connections));
    ranges[index] = { start, end: normalized.length };
  }
  return normalized;
}

function rangeOf(range: { start: number; end: number } | undefined): number[] {
  if (range === undefined) throw new Error("the needs of a task were not validated");
  return Array.from({ length: range.end - range.start }, (_, offset) => range.start + offset);
}

/** What tasks without values of their own have in common: made once, since most tasks have none. */
function sharedParts({ defaults, env }: PipelineSpec) {
  return {
    defaults,
    onFailure: defaults?.onFailure ?? formatDefaults.onFailure,
    runsOn: labelSet(defaults?.runsOn ?? []),
    runAs: defaults?.runAs ?? null,
    timeoutMs: defaults?.timeout === undefined ? null : durationMs(defaults.timeout),
    retry: normalizeRetry(defaults?.retry),
    env: { ...defaults?.env, ...env },
    outputs: {},
  };
}

function normalizeTask(
  shared: ReturnType<typeof sharedParts>,
  { name: group, spec, script }: FlatTask,
  needs: number[],
  connections: Pick<ConnectionSource, "connection">,
): Task[] {
  const { defaults } = shared;
  const action = actionOfTask(spec, script, connections);
  const rest = {
    needs: needs.sort((a, b) => a - b),
    condition: spec.if?.trim() ?? null,
    onFailure: spec.onFailure ?? shared.onFailure,
    gates: normalizeGates(spec),
    effects: normalizeEffects(spec),
    runsOn: spec.runsOn ? labelSet(spec.runsOn) : shared.runsOn,
    // Nothing but a command is a process, which has a user and an environment.
    runAs: action.kind === "command" ? (spec.runAs ?? shared.runAs) : null,
    timeoutMs: spec.timeout === undefined ? shared.timeoutMs : durationMs(spec.timeout),
    retry: spec.retry ? normalizeRetry(mergeMaps(defaults?.retry, spec.retry)) : shared.retry,
    env: action.kind !== "command" ? {} : spec.env ? { ...shared.env, ...spec.env } : shared.env,
    outputs: spec.outputs ?? shared.outputs,
    secrets: secretsOf(spec, action),
    action,
  };
  const instances = expandMatrix(group, spec.matrix);
  return instances.map(({ name, values }) => ({ name, group, matrix: values, ...rest }));
}

function actionOfTask(
  spec: TaskSpec,
  script: FlatTask["script"],
  connections: Pick<ConnectionSource, "connection">,
): Action {
  if (spec.uses === "http")
    return httpAction(spec.with as unknown as HttpInputs, spec.outputs ?? {});
  if (spec.uses !== "sql") return commandAction(runOf(spec), script);
  const inputs = spec.with as unknown as SqlInputs;
  const connection = connections.connection(inputs.connection)?.connection;
  if (!connection) throw new Error(`the connection "${inputs.connection}" was not validated`);
  return sqlAction(inputs, connection);
}

function runOf(spec: TaskSpec): string {
  if (spec.run !== undefined) return spec.run;
  const run = spec.with?.run;
  if (typeof run !== "string") throw new Error("a task without a text to run was not validated");
  return run;
}

function normalizeRetry(retry: RetrySpec | undefined): Retry {
  return {
    retries: retry?.retries ?? formatDefaults.retry.retries,
    delayMs: durationMs(retry?.delay ?? formatDefaults.retry.delay),
    backoff: retry?.backoff ?? formatDefaults.retry.backoff,
    maxDelayMs: retry?.maxDelay === undefined ? null : durationMs(retry.maxDelay),
    ...(retry?.on === undefined
      ? {}
      : {
          on: {
            exitCodes: retry.on.exitCodes ?? [],
            signals: retry.on.signals ?? [],
            timeout: retry.on.timeout ?? false,
          },
        }),
  };
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  const mapped: Record<string, U> = {};
  for (const key of Object.keys(record)) mapped[key] = map(record[key] as T);
  return mapped;
}
