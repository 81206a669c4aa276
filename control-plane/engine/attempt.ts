// One attempt of a task: decides whether it runs, tells the executor what to run, and turns its end into a completion.

import { refusalOf, refusalOfPlace } from "#core/ceilings/refusal.ts";
import { decide } from "#core/decide.ts";
import { effectsOf, isFaultOfRun, type StoredEffect } from "#core/effects.ts";
import { readsOutput, ruleOutputBytes } from "#core/end-rules.ts";
import { type ExpressionValues, evaluate, renderTemplateText, scopeOf } from "#core/expression.ts";
import { itemNumber, taskAt } from "#core/for-each.ts";
import { givenValues, type StoredValue } from "#core/override/values.ts";
import type { Task } from "#core/pipeline.ts";
import { traceparentOf } from "#core/trace.ts";
import { notRun } from "#executors/command-result.ts";
import type { Executor } from "#executors/executor.ts";
import type { Secrets } from "#secrets/secrets.ts";
import { noteReads } from "#store/assets.sql.ts";
import type { Db } from "#store/connect.ts";
import { messageOf } from "#store/errors.ts";
import { valuesOfTask } from "#store/overrides.sql.ts";
import type { ReadCeilings } from "./ceilings.ts";
import { figuresOf } from "./check-results.ts";
import type { Completion } from "./claims.ts";
import type { Definitions, RunFacts } from "./definitions.ts";
import { externalRunsOf } from "./external-runs.ts";
import type { Claim, StopReason } from "./held.ts";
import type { Items } from "./items.ts";
import type { LogWriter } from "./log-writer.ts";
import type { Needs } from "./needs.ts";
import { OutputTail } from "./output-tail.ts";
import { iterationOfAttempt, orRepeat } from "./repeat.ts";
import { type EndedAttempt, settle } from "./settle.ts";
import { type Measuring, measuring } from "./shadow-outputs.ts";
import { startRefusal } from "./start-refusal.ts";
import { takeUses } from "./task-uses.ts";
import { byDefinition, type UseAccess } from "./use-access.ts";
import { InvalidRun, instantText, valuesOf } from "./values.ts";

/** The folder of a project that outlives attempts, as a user of this host (null: the worker's own) may use it. */
export type DataDirectory = (project: string, runAs: string | null) => Promise<string | undefined>;

export interface AttemptContext {
  /** Answers in spite of broken connections, as `persistent` does. */
  db: Db;
  definitions: Definitions;
  needs: Needs;
  items: Items;
  executors: ReadonlyMap<string, Executor>;
  logs: LogWriter;
  /** Undefined where the task's user has none. */
  dataDirectory?: DataDirectory;
  secrets?: Secrets | undefined;
  /** Whether a run may use one, or a connection; default: by its definition and the ceilings alone. */
  useAccess?: UseAccess;
  /** What each project may use at most. */
  ceilings: ReadCeilings;
  /** What the worker ran was killed behind its back: all it owns is to be given back. */
  onLost: (reason: string) => void;
}

/**
 * What is to be recorded; null when nothing is: a retry or another iteration was planned, or the attempt is no longer ours.
 * @param onWaiting called once it only waits
 */
export async function runAttempt(
  context: AttemptContext,
  claim: Claim,
  stop: AbortSignal,
  onWaiting: () => void = () => {},
): Promise<Completion | null> {
  const run = await context.definitions.run(claim.run);
  const pipeline = await context.definitions.pipeline(run.pipelineRevision);
  const task = taskAt(pipeline, claim.idx);
  if (!task) throw new Error(`pipeline revision ${run.pipelineRevision} has no task ${claim.idx}`);
  const fail = (message: string, ending = "error"): Completion => ({
    ...claim,
    state: "failed",
    detail: { ending, message },
  });

  if (task.passedOver !== undefined)
    return { ...claim, state: "skipped", detail: { ending: "iced", message: task.passedOver } };
  let values: ExpressionValues;
  let env: Record<string, string>;
  let effects: StoredEffect[] | null;
  const iteration = await iterationOfAttempt(context.db, claim, task);
  const given = await valuesGiven(context.db, claim);
  try {
    const needs = await context.needs.of(claim.run, pipeline, task);
    const params = { ...run.params, ...given.params };
    const started = { attempt: claim.attempt, iteration };
    values = valuesOf({ ...run, params }, pipeline, task, needs, started);
    const item = itemNumber(claim.idx);
    if (item !== null)
      values.item = { value: await context.items.of(claim.run, claim.idx), index: item };
    const conditionValues = { ...values, scope: scopeOf(pipeline, task, true) };
    const decision = item === null ? decide(task.condition, needs, conditionValues) : { run: true };
    if ("error" in decision) return fail(decision.error);
    if (!decision.run)
      return {
        ...claim,
        state: "skipped",
        detail: { ending: "skipped", message: `if: ${task.condition}` },
      };
    effects = effectsOf(pipeline, task, run.date, values);
    if (claim.noexec)
      return {
        ...claim,
        state: "succeeded",
        detail: {
          ending: "noexec",
          message: "held: not executed",
          ...(effects === null ? {} : { effects }),
        },
      };
    env = { ...environmentOf(task, values), ...(task.action.kind === "command" ? given.env : {}) };
  } catch (error) {
    if (error instanceof InvalidRun || isFaultOfRun(error)) return fail(messageOf(error));
    throw error;
  }

  // It came here to be passed over, and its hold has ended since.
  if (task.action.kind === "pipeline") return fail("its hold ended as it was to be passed over");
  const executor = context.executors.get(task.action.kind);
  if (!executor) return fail(`this worker can't run \`uses: ${task.action.kind}\``);
  const ceilings = await context.ceilings(run.project);
  const exceeded = ceilings && refusalOf(task, ceilings);
  if (exceeded !== null) return fail(exceeded);
  const starting = { pipeline, task, ...claim };
  const refused = await startRefusal(context.db, ceilings?.checks, starting);
  if (refused !== null) return fail(refused, "refused");
  const secrets = await takeUses({
    ...{ db: context.db, secrets: context.secrets, claim, project: run.project },
    ...{ task, ceilings, signal: stop, mayUse: context.useAccess ?? byDefinition },
  });
  if (secrets === null) return null;
  const attempted = { claim, pipeline, task, date: run.date, values, effects };
  if ("missing" in secrets) {
    if (!secrets.passes) return fail(secrets.missing);
    const result = notRun(secrets.missing);
    return settledOrRepeated(context.db, { ...attempted, result, output: "" });
  }
  // Specs of before there were users have none.
  const runAs = task.runAs ?? null;
  const directory = await context.dataDirectory?.(run.project, runAs);
  const data = directory === undefined ? {} : { TRUNKLINE_DATA: directory };
  if (task.reads) await noteReads(context.db, { ...claim, names: task.reads });
  const log = context.logs.open(claim);
  let measures: Measuring | null = null;
  const isSplit =
    task.action.kind === "command" && (task.measures ?? []).some(({ of }) => of === "stdout");
  try {
    if (task.measures) measures = measuring(context.db, claim, task.measures, values, isSplit);
  } catch (error) {
    if (isFaultOfRun(error)) return fail(messageOf(error));
    throw error;
  }
  const own = engineEnvironment(run, task, claim, { iteration, isShadow: pipeline.isShadow });
  const tail = readsOutput(task) ? new OutputTail(ruleOutputBytes) : null;
  const output = secrets.output((bytes) => {
    tail?.push(bytes);
    if (!isSplit) measures?.write(bytes);
    return log.write(bytes);
  });
  const stdout = isSplit ? secrets.output(async (bytes) => measures?.write(bytes)) : null;
  const ended = await executor.run({
    runId: run.id,
    task: task.name,
    attempt: claim.attempt,
    action: task.action,
    values,
    secrets: secrets.values,
    secretFiles: secrets.files,
    external: secrets.external(externalRunsOf(context.db, claim)),
    // What live runs are compared with, those in shadow have no part in.
    ...(pipeline.isShadow
      ? {}
      : { figures: secrets.figures(figuresOf(context.db, claim, task.name)) }),
    ...(task.report ? { report: task.report } : {}),
    refusal: ceilings && ((place) => refusalOfPlace(place, ceilings)),
    env: { ...env, ...secrets.env, ...own, ...data },
    runAs,
    timeoutMs: task.timeoutMs,
    tree: run.tree,
    onOutput: output.write,
    onWaiting,
    ...(measures ? { onLeft: measures.left } : {}),
    ...(stdout
      ? {
          onStdout: async (bytes: Uint8Array) => {
            measures?.stdout?.(bytes);
            await stdout.write(bytes);
          },
        }
      : {}),
    signal: stop,
  });
  const result = secrets.masked(ended);
  // Before any of its attempts is called failed: a frozen worker that thaws before its TTL finds them all killed.
  if (result.lost) context.onLost(result.message ?? "its attempts were killed");
  if ((stop.reason as StopReason | undefined) === "lost") {
    await measures?.end(false);
    return null;
  }
  await output.end();
  await stdout?.end();
  await log.end();
  await measures?.end(ended.ending === "exited");
  return settledOrRepeated(context.db, { ...attempted, result, output: tail?.text() ?? "" });
}

const settledOrRepeated = async (db: Db, ended: EndedAttempt) =>
  orRepeat(db, ended, await settle(db, ended));

/** What people gave the task, or all of its run, by hand; without a query where they gave nothing. */
const valuesGiven = async (db: Db, { run, idx, overridden }: Claim) =>
  givenValues(overridden ? ((await valuesOfTask(db, { run, idx })) as StoredValue[]) : []);

function environmentOf(task: Task, values: ExpressionValues): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, text] of Object.entries(task.env)) env[name] = renderTemplateText(text, values);
  if (task.action.kind === "command")
    for (const [name, text] of Object.entries(task.action.variables))
      env[name] = String(evaluate(text, values));
  return env;
}

/** What every attempt is told of itself. The idempotency key stays the same over attempts of one generation and iteration. */
function engineEnvironment(
  run: RunFacts,
  task: Task,
  claim: Claim,
  { iteration, isShadow }: { iteration: number; isShadow: boolean | undefined },
): Record<string, string> {
  return {
    TRUNKLINE_RUN_ID: run.id,
    TRUNKLINE_PROJECT: run.project,
    TRUNKLINE_PIPELINE: run.pipeline,
    TRUNKLINE_TASK: task.name,
    TRUNKLINE_ATTEMPT: String(claim.attempt),
    ...(task.repeat ? { TRUNKLINE_ITERATION: String(iteration) } : {}),
    TRUNKLINE_DATE: run.date,
    TRUNKLINE_SCHEDULED_AT: instantText(run.dueAt),
    TRUNKLINE_COMMIT: run.commit,
    ...(isShadow ? { TRUNKLINE_SHADOW: "1" } : {}),
    // By the trace and not the run's number, which two databases both have: one system may know tasks of both.
    TRUNKLINE_IDEMPOTENCY_KEY: `${run.traceId}/${task.name}${iteration === 1 ? "" : `/${iteration}`}`,
    TRACEPARENT: traceparentOf(run.traceId, task.name, claim.attempt),
  };
}
