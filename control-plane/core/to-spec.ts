// Pipeline → spec: what `normalize` would have been given if everything had been written out. Used to show a pipeline
// as YAML and to prove that normalizing twice changes nothing.

import type {
  ApprovalSpec,
  EndRule as EndRuleSpec,
  PipelineSpec,
  RetryOnSpec,
  RetrySpec,
  RunWatch,
  ScheduleSpec,
  TaskSpec,
  UndoSpec,
} from "#schemas/types.ts";
import type { CommandAction } from "./action.ts";
import { kindOf } from "./actions/kinds.ts";
import { runText } from "./command-action.ts";
import { conditionSpec, dateText } from "./conditions/to-spec.ts";
import { formatDuration } from "./duration.ts";
import { namedDatesSpec, onlyOnSpec } from "./normalize-only-on.ts";
import { repeatSpec } from "./normalize-repeat.ts";
import { movesSpec } from "./normalize-schedule.ts";
import { edgesTo, isMain } from "./phase.ts";
import type {
  Approval,
  Deadline,
  EmittedDate,
  EndRule,
  Pipeline,
  Retry,
  RetryOn,
  Scalar,
  Schedule,
  Task,
} from "./pipeline.ts";
import { takesSpec } from "./pools/takes.ts";
import { formOf } from "./schedule/structured.ts";
import { shadowSpec } from "./shadow/normalize.ts";
import type { FlatTask } from "./template.ts";
import { messageSpec } from "./triggers/normalize.ts";
import { watchSpec } from "./watch/watch.ts";

/** The spec and its tasks; `normalize` of both gives an equal pipeline. */
export function toSpec(pipeline: Pipeline): { spec: PipelineSpec; tasks: FlatTask[] } {
  const { name, description, owner, tags, timezone, newDay, concurrency } = pipeline;
  const spec: PipelineSpec = { name, tags, timezone, newDay };
  if (pipeline.bundle !== undefined) spec.bundle = pipeline.bundle;
  if (pipeline.legacy !== undefined) spec.legacy = pipeline.legacy;
  if (pipeline.onDelete !== undefined) spec.onDelete = pipeline.onDelete;
  if (pipeline.renamedFrom !== undefined) spec.renamedFrom = pipeline.renamedFrom;
  if (description !== null) spec.description = description;
  if (owner !== null) spec.owner = owner;
  spec.params = Object.fromEntries(
    Object.entries(pipeline.params).map(([param, { type, default: value, description: text }]) => [
      param,
      {
        type,
        ...(value === null ? {} : { default: value }),
        ...(text === null ? {} : { description: text }),
      },
    ]),
  );
  spec.triggers = [
    ...pipeline.triggers.map(({ schedule, ...rest }) => ({
      schedule: scheduleSpec(schedule),
      ...(schedule.days ? movesSpec(schedule.days) : {}),
      ...(schedule.jitter === undefined
        ? {}
        : { jitter: formatDuration(schedule.jitter.withinMs) }),
      ...("cron" in schedule && schedule.dialect !== undefined
        ? { dialect: schedule.dialect }
        : {}),
      ...rest,
    })),
    ...pipeline.after.map(({ condition, per }) => ({ after: conditionSpec(condition), per })),
    ...(pipeline.messages ?? []).map(messageSpec),
  ];
  if (pipeline.calendar) spec.calendar = pipeline.calendar.name;
  if (pipeline.awaits !== null) spec.awaits = conditionSpec(pipeline.awaits);
  spec.concurrency = {
    whenBusy: concurrency.whenBusy,
    ...(concurrency.runs === null ? {} : { runs: concurrency.runs }),
  };
  if (pipeline.deadline !== null) spec.deadline = deadlineSpec(pipeline.deadline);
  if (pipeline.watch) spec.watch = watchSpec(pipeline.watch) as RunWatch;
  if (pipeline.failFast) spec.failFast = true;
  if (pipeline.undoWhen.length > 0) spec.undoWhen = pipeline.undoWhen;
  const declared = pipeline.tasks.filter(({ phase }) => phase !== "undo");
  const groups = Map.groupBy(declared, ({ group }) => group);
  const tasks = [...groups].map(([group, instances]) => ({
    name: group,
    spec: taskSpec(instances, pipeline),
    ...(instances.every(isMain) ? {} : { last: true as const }),
  }));
  return { spec, tasks };
}

function scheduleSpec(schedule: Schedule): ScheduleSpec {
  if ("cron" in schedule) return schedule.cron;
  const { clock, on, dst } = formOf(schedule);
  const dates = on === null ? {} : namedDatesSpec(on);
  if (!("everyMs" in clock))
    return {
      [on?.count === undefined ? "daily" : "at"]: [...clock],
      ...dates,
      ...(dst && { dst }),
    };
  const { everyMs, from, until } = clock;
  return {
    every: formatDuration(everyMs),
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
    ...dates,
  };
}

const retrySpec = ({ retries, delayMs, backoff, maxDelayMs, on }: Retry): RetrySpec => ({
  retries,
  delay: formatDuration(delayMs),
  backoff,
  ...(maxDelayMs === null ? {} : { maxDelay: formatDuration(maxDelayMs) }),
  ...(on === undefined ? {} : { on: retryOnSpec(on) }),
});

const undoSpec = ({ action, env, timeoutMs, retry }: Task): UndoSpec => ({
  run: runText(action as CommandAction),
  env,
  retry: retrySpec(retry),
  ...(timeoutMs === null ? {} : { timeout: formatDuration(timeoutMs) }),
});

const ruleSpec = ({ when, result, retry, effects }: EndRule): EndRuleSpec => ({
  when,
  ...(result === null ? {} : { result }),
  ...(retry === null ? {} : { retry: retrySpec(retry) }),
  ...effectsSpec(effects),
});

function taskSpec(instances: readonly Task[], pipeline: Pipeline): TaskSpec {
  const [task] = instances;
  if (task === undefined) throw new Error("a group of tasks has no member");
  const needs = edgesTo(pipeline, task).flatMap((index) => pipeline.tasks[index]?.group ?? []);
  const spec: TaskSpec = {
    ...actionSpec(task),
    outputs: task.outputs,
    onFailure: task.onFailure,
    priority: task.priority,
    runsOn: task.runsOn,
    retry: retrySpec(task.retry),
  };
  if (needs.length > 0) spec.needs = [...new Set(needs)];
  if (task.condition !== null) spec.if = task.condition;
  Object.assign(spec, gatesSpec(task.gates), effectsSpec(task.effects));
  if (task.reads) spec.reads = task.reads;
  if (task.deadline !== null) spec.deadline = deadlineSpec(task.deadline);
  if (task.watch) spec.watch = watchSpec(task.watch);
  const files = new Set(Object.values(task.secretFiles ?? {}));
  const secrets = task.secrets.filter((name) => !files.has(name));
  if (secrets.length > 0) spec.secrets = secrets;
  if (task.secretFiles) spec.secretFiles = task.secretFiles;
  if (task.runAs !== null) spec.runAs = task.runAs;
  if (task.report) spec.report = task.report;
  if (task.legacy) spec.legacy = task.legacy;
  if (task.shadow) spec.shadow = shadowSpec(task.shadow);
  if (task.repeat) spec.repeat = repeatSpec(task.repeat);
  if (task.on.length > 0) spec.on = task.on.map(ruleSpec);
  const undo = pipeline.tasks.find(({ group }) => group === `${task.group}:undo`);
  if (undo) spec.undo = undoSpec(undo);
  if (task.failFast) spec.failFast = true;
  if (task.timeoutMs !== null) spec.timeout = formatDuration(task.timeoutMs);
  if (task.forEach !== undefined) spec.forEach = `\${{ ${task.forEach} }}`;
  if (Object.keys(task.matrix).length > 0)
    spec.matrix = matrixOf(instances) as NonNullable<TaskSpec["matrix"]>;
  return spec;
}

const deadlineSpec = ({ startBy, finishBy }: Deadline): NonNullable<PipelineSpec["deadline"]> => ({
  ...(startBy === null ? {} : { startBy }),
  ...(finishBy === null ? {} : { finishBy }),
});

function gatesSpec(
  gates: Task["gates"],
): Pick<
  TaskSpec,
  "onlyOn" | "awaits" | "notBefore" | "notAfter" | "late" | "approval" | "pools" | "locks"
> {
  if (gates === null) return {};
  return {
    ...(gates.onlyOn === undefined ? {} : { onlyOn: onlyOnSpec(gates.onlyOn) }),
    ...takesSpec(gates.takes),
    ...(gates.awaits === null ? {} : { awaits: conditionSpec(gates.awaits) }),
    ...(gates.notBefore === null ? {} : { notBefore: gates.notBefore }),
    ...(gates.notAfter === null ? {} : { notAfter: gates.notAfter }),
    ...(gates.late === undefined ? {} : { late: gates.late }),
    ...(gates.approval ? { approval: approvalSpec(gates.approval) } : {}),
  };
}

const approvalSpec = ({ by, deadlineMs, onExpiry, ...rest }: Approval): ApprovalSpec => ({
  ...rest,
  ...(by.length === 0 ? {} : { by }),
  ...(deadlineMs === null ? {} : { deadline: formatDuration(deadlineMs), onExpiry }),
});

function effectsSpec(
  effects: Task["effects"],
): Pick<TaskSpec, "emits" | "clears" | "sets" | "writes"> {
  const spec: Pick<TaskSpec, "emits" | "clears" | "sets" | "writes"> = {};
  for (const effect of effects)
    switch (effect.kind) {
      case "emit":
        spec.emits = [...(spec.emits ?? []), { event: effect.event, date: eventDate(effect.date) }];
        break;
      case "clear": {
        const date = effect.date === null ? "any" : eventDate(effect.date);
        spec.clears = [...(spec.clears ?? []), { event: effect.event, date }];
        break;
      }
      case "set":
        spec.sets = { ...spec.sets, [effect.variable]: effect.value };
        break;
      case "update":
        spec.writes = [
          ...(spec.writes ?? []),
          effect.freshnessMs
            ? { asset: effect.asset, freshness: formatDuration(effect.freshnessMs) }
            : effect.asset,
        ];
        break;
      default:
        effect satisfies never;
    }
  return spec;
}

const eventDate = (date: EmittedDate): string => (date === "static" ? date : dateText(date));

const retryOnSpec = ({ exitCodes, signals, timeout }: RetryOn): RetryOnSpec => ({
  ...(exitCodes.length === 0 ? {} : { exitCodes }),
  ...(signals.length === 0 ? {} : { signals }),
  ...(timeout ? { timeout } : {}),
});

/** Instances are the product of their values, the last key varying fastest, so each key's distinct values in order give it back. */
function matrixOf(instances: readonly Task[]): Record<string, Scalar[]> {
  const values = new Map<string, Set<Scalar>>();
  for (const { matrix } of instances)
    for (const [key, value] of Object.entries(matrix))
      values.getOrInsertComputed(key, () => new Set()).add(value);
  return Object.fromEntries([...values].map(([key, found]) => [key, [...found]]));
}

function actionSpec({ action, env }: Task): TaskSpec {
  return { ...kindOf(action).spec(action), ...(action.kind === "command" ? { env } : {}) };
}
