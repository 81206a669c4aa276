// Spec → Pipeline: every default supplied, every matrix expanded, tasks in an order that follows their needs.
// Takes a spec without problems and without templates (`template.ts` has put their tasks in place).
// Properties are made in the order of their names: such values are hashed in half the time (canonical.ts), and what
// is deployed comes back from the store in that order anyway.

import type { PipelineSpec, TaskDefaults, TaskSpec } from "#schemas/types.ts";
import { kindOfSpec } from "./actions/kinds.ts";
import { midnight } from "./business-date.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { businessCalendar } from "./calendar/of-pipeline.ts";
import { normalizeCondition } from "./conditions/normalize.ts";
import type { ConnectionSource } from "./connection.ts";
import { normalizeDeadline } from "./deadline/time.ts";
import { mergeMaps } from "./defaults.ts";
import { listOf } from "./for-each-text.ts";
import { topologicalOrder } from "./graph.ts";
import { inOrder, mapValues } from "./in-order.ts";
import { labelSet } from "./labels.ts";
import { expandMatrix } from "./matrix.ts";
import { keepingNothing, namesRead, normalizeEffects, normalizeGates } from "./normalize-gates.ts";
import { normalizeOnlyOn } from "./normalize-only-on.ts";
import { normalizeRepeat } from "./normalize-repeat.ts";
import { normalizeRetry, normalizeRules } from "./normalize-retry.ts";
import { durationMs } from "./normalize-schedule.ts";
import {
  namedCalendar,
  normalizeAfter,
  normalizeTriggers,
  type TriggerSource,
} from "./normalize-triggers.ts";
import { undoTask, undoWhenOf } from "./normalize-undo.ts";
import type { Phase } from "./phase.ts";
import type { Concurrency, Param, Pipeline, Task } from "./pipeline.ts";
import { normalizeReport } from "./reports/report.ts";
import { normalizeShadow } from "./shadow/normalize.ts";
import { secretsOf } from "./task-secrets.ts";
import type { FlatTask } from "./template.ts";
import { normalizeMessages } from "./triggers/normalize.ts";
import { normalizeWatch } from "./watch/watch.ts";

/** Defaults of the format, declared here only; the schemas' descriptions repeat them for people. */
export const formatDefaults = {
  timezone: "UTC",
  newDay: midnight,
  whenBusy: "queue",
  onFailure: "fail",
  priority: 0,
  retry: { retries: 0, delay: "10s", backoff: "fixed" },
} as const;

/**
 * The pipeline of a valid spec, with `tasks` in place of the spec's own.
 * Idempotent: the spec that `toSpec` makes of the result gives the same result.
 */
export function normalize(
  spec: PipelineSpec,
  tasks: readonly FlatTask[],
  source: NormalizeSource,
): Pipeline {
  const timezone = spec.timezone ?? formatDefaults.timezone;
  const newDay = spec.newDay ?? formatDefaults.newDay;
  const calendar = spec.calendar === undefined ? null : namedCalendar(spec.calendar, source);
  const triggers = normalizeTriggers(spec, source, { calendar, newDay, timezone });
  const business = businessCalendar({ calendar, triggers });
  return {
    after: normalizeAfter(spec.triggers),
    awaits: spec.awaits ? normalizeCondition(spec.awaits) : null,
    calendar,
    concurrency: normalizeConcurrency(spec.concurrency),
    deadline: normalizeDeadline(spec.deadline),
    description: spec.description ?? null,
    failFast: spec.failFast ?? false,
    ...(spec.legacy === undefined ? {} : { legacy: spec.legacy }),
    ...normalizeMessages(spec.triggers, source),
    name: spec.name,
    newDay,
    owner: spec.owner ?? null,
    params: mapValues(spec.params ?? {}, normalizeParam),
    ...(spec.bundle === undefined ? {} : { bundle: spec.bundle }),
    ...(spec.onDelete === undefined || spec.onDelete === "finish"
      ? {}
      : { onDelete: spec.onDelete }),
    ...(spec.renamedFrom === undefined ? {} : { renamedFrom: [spec.renamedFrom].flat() }),
    tags: inOrder(spec.tags ?? {}),
    tasks: normalizeTasks(spec, tasks, source, business),
    timezone,
    triggers,
    undoWhen: undoWhenOf(spec, tasks),
    ...(spec.watch === undefined ? {} : { watch: normalizeWatch(spec.watch) }),
  };
}

export interface NormalizeSource
  extends Pick<ConnectionSource, "connection" | "connector">,
    TriggerSource {}

const normalizeParam = (param: NonNullable<PipelineSpec["params"]>[string]): Param => ({
  default: param.default ?? null,
  description: param.description ?? null,
  type: param.type ?? "string",
});

const normalizeConcurrency = (concurrency: PipelineSpec["concurrency"]): Concurrency => ({
  runs: concurrency?.runs ?? null,
  whenBusy: concurrency?.whenBusy ?? formatDefaults.whenBusy,
});

function normalizeTasks(
  spec: PipelineSpec,
  tasks: readonly FlatTask[],
  source: NormalizeSource,
  business: Calendar | null,
): Task[] {
  const shared = { ...sharedParts(spec), source, business };
  const normalized: Task[] = [];
  const add = (task: FlatTask, needs: number[]) => addTask(normalized, shared, task, needs);
  const [main, last] = [tasks.filter((task) => !task.last), tasks.filter((task) => task.last)];
  addInOrder(main, normalized, add);
  if (last.length === 0 && main.every(({ spec }) => spec.undo === undefined)) return normalized;
  const before = normalized.map((_, idx) => idx);
  addInOrder(last, normalized, (task, needs) => add(task, [...before, ...needs]));
  const undos = new Map(main.map(({ name, spec }) => [name, spec.undo]));
  for (const idx of before) {
    const task = normalized[idx] as Task;
    const undo = undos.get(task.group);
    if (undo) normalized.push(undoTask(shared, task, idx, undo));
  }
  return normalized;
}

/** Adds tasks in an order that follows their needs, each with the places of those. */
function addInOrder(
  tasks: readonly FlatTask[],
  normalized: readonly Task[],
  add: (task: FlatTask, needs: number[]) => void,
): void {
  const indexes = new Map(tasks.map(({ name }, index) => [name, index]));
  const needs = tasks.map(({ spec }) => (spec.needs ?? []).map((need) => indexes.get(need) ?? -1));
  // Where the instances of each declared task are among the normalized ones.
  const ranges: { start: number; end: number }[] = [];
  for (const index of topologicalOrder(needs)) {
    const task = tasks[index];
    if (task === undefined) continue;
    const wanted: number[] = [];
    for (const need of needs[index] ?? []) addRange(wanted, ranges[need]);
    const start = normalized.length;
    add(task, wanted);
    ranges[index] = { start, end: normalized.length };
  }
}

function addRange(places: number[], range: { start: number; end: number } | undefined): void {
  if (range === undefined) throw new Error("the needs of a task were not validated");
  for (let place = range.start; place < range.end; place++) places.push(place);
}

/** What tasks without values of their own have in common: made once, since most tasks have none. */
function sharedParts({ defaults, env, priority }: PipelineSpec) {
  return {
    priority: priority ?? formatDefaults.priority,
    defaults,
    onFailure: defaults?.onFailure ?? formatDefaults.onFailure,
    runsOn: labelSet(defaults?.runsOn ?? []),
    runAs: defaults?.runAs ?? null,
    timeoutMs: defaults?.timeout === undefined ? null : durationMs(defaults.timeout),
    retry: normalizeRetry(defaults?.retry),
    env: inOrder({ ...defaults?.env, ...env }),
    outputs: {},
  };
}

/** What the tasks of a pipeline share: its defaults, what names stand for, and what business days are. */
type Shared = ReturnType<typeof sharedParts> & {
  source: NormalizeSource;
  business: Calendar | null;
};

/** What comes after the tasks is never too late. */
function withoutWindow(defaults: TaskDefaults | undefined): TaskDefaults | undefined {
  if (defaults?.notAfter === undefined) return defaults;
  const { notAfter, ...rest } = defaults;
  return rest;
}

/** Adds the instances of a task. */
function addTask(
  normalized: Task[],
  shared: Shared,
  { name: group, spec, script, last }: FlatTask,
  needs: number[],
): void {
  const { defaults, source } = shared;
  const action = kindOfSpec(spec).action(spec, source, script);
  const condition = spec.if?.trim() ?? (last ? lastCondition(spec) : null);
  const effects = normalizeEffects(spec);
  const ownEnv = spec.env ? inOrder({ ...shared.env, ...spec.env }) : shared.env;
  // Nothing but a command has an environment.
  const env = action.kind === "command" ? ownEnv : {};
  const failFast = spec.failFast ?? false;
  const forEach = spec.forEach === undefined ? null : listOf(spec.forEach);
  // No worker works on a run of another pipeline, so none of what belongs to one.
  const isChild = action.kind === "pipeline";
  const onlyOn = spec.onlyOn
    ? normalizeOnlyOn(spec.onlyOn, (name) => namedCalendar(name, source), shared.business)
    : null;
  const inherited = last ? withoutWindow(defaults) : defaults;
  const ownGates = normalizeGates(spec, isChild ? undefined : inherited, onlyOn);
  const gates = last ? keepingNothing(ownGates) : ownGates;
  const on = normalizeRules(spec.on);
  const onFailure = spec.onFailure ?? shared.onFailure;
  const outputs = spec.outputs ? inOrder(spec.outputs) : shared.outputs;
  const phase: Phase = last ? "finally" : "main";
  const reads = namesRead(spec.reads);
  const retry = spec.retry ? normalizeRetry(mergeMaps(defaults?.retry, spec.retry)) : shared.retry;
  const runsOn = isChild ? [] : spec.runsOn ? labelSet(spec.runsOn) : shared.runsOn;
  // Nothing but a command is a process, which has a user.
  const runAs = action.kind === "command" ? (spec.runAs ?? shared.runAs) : null;
  const secrets = secretsOf(spec, action);
  const shadow =
    spec.shadow || defaults?.shadow
      ? normalizeShadow(spec, defaults?.shadow, shared.env, source)
      : null;
  const ownTimeout = spec.timeout === undefined ? shared.timeoutMs : durationMs(spec.timeout);
  const timeoutMs = isChild ? null : ownTimeout;
  needs.sort((a, b) => a - b);
  for (const { name, values: matrix } of expandMatrix(group, spec.matrix)) {
    const task: Task = {
      action,
      condition,
      deadline: normalizeDeadline(spec.deadline),
      effects,
      env,
      failFast,
      gates,
      group,
      matrix,
      name,
      needs,
      on,
      onFailure,
      outputs,
      phase,
      priority: spec.priority ?? shared.priority,
      retry,
      runAs,
      runsOn,
      secrets,
      timeoutMs,
    };
    // Few have these: to spread nothing into 100,000 tasks took 60 ms.
    if (forEach !== null) task.forEach = forEach;
    if (reads.length > 0) task.reads = reads;
    if (spec.repeat) task.repeat = normalizeRepeat(spec.repeat);
    if (spec.report) task.report = normalizeReport(spec.report);
    if (spec.legacy) task.legacy = spec.legacy;
    if (spec.watch) task.watch = normalizeWatch(spec.watch);
    if (shadow !== null) task.shadow = shadow;
    if (spec.secretFiles) task.secretFiles = inOrder(spec.secretFiles);
    normalized.push(task);
  }
}

/** Of `finally`: without needs whatever happened, else when those succeeded. */
const lastCondition = ({ needs = [] }: TaskSpec): string =>
  needs.length === 0
    ? "true"
    : `succeeded(${needs.map((need) => JSON.stringify(need)).join(", ")})`;
