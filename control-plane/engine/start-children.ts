// Tasks that run a pipeline and whose gates hold: their run is made in the transaction of the verdict. No worker is kept busy.

import type { ChildAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { decide } from "#core/decide.ts";
import { effectsOf, isFaultOfRun } from "#core/effects.ts";
import { type ExpressionValues, renderTemplateText, scopeOf } from "#core/expression.ts";
import { isInstance, itemNumber, taskAt } from "#core/for-each.ts";
import { resolveParams } from "#core/parameters.ts";
import type { Pipeline, Scalar, Task } from "#core/pipeline.ts";
import type { FinalState } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { traceparentOf } from "#core/trace.ts";
import { callers, startChild, tasksToStart } from "#store/children.sql.ts";
import type { Db } from "#store/connect.ts";
import { findPipeline } from "#store/pipelines.sql.ts";
import { completeTasks } from "#store/tasks.sql.ts";
import { endWaits } from "#store/waits.sql.ts";
import { readCeilings } from "./ceilings.ts";
import type { RunFacts } from "./definitions.ts";
import { needsOf } from "./needs.ts";
import { type JudgedWait, keysOf } from "./read-waits.ts";
import { runsAsGiven } from "./runs-as-given.ts";
import { refusedByStage } from "./stage-gate.ts";
import { startRefusal } from "./start-refusal.ts";
import { InvalidRun, runValues, valuesOf } from "./values.ts";
import type { ReadPipeline } from "./waiting.ts";

/** Runs below a run below a run …; more is a mistake that validation could not see, such as one of several commits. */
const maxDepth = 20;

interface Start {
  task: string;
  attempt: number;
  traceId: string;
  pipelineId: number;
  params: Record<string, unknown>;
  date: string;
  /** It ends as soon as its run is there. */
  effects: object[] | null;
  waits: boolean;
}

type Plan = Start | { state: FinalState; ending: string; message: string };

export interface PlannedChild {
  row: JudgedWait["row"];
  plan: Plan;
}

/** Reads only. What is wrong with a run or its parameters fails the task and is no error here. */
export async function planChildren(
  db: Db,
  waits: readonly JudgedWait[],
  readPipeline: ReadPipeline,
): Promise<PlannedChild[]> {
  if (waits.length === 0) return [];
  const inOrder = waits.toSorted(
    (a, b) => Number(a.row.run_id) - Number(b.row.run_id) || a.row.idx - b.row.idx,
  );
  const runs = await runsAsGiven(db, [...new Set(waits.map(({ row }) => row.run_id))]);
  const found = await tasksToStart(db, keysOf(inOrder.map(({ row }) => row)));
  const planned: PlannedChild[] = [];
  for (const [n, { row }] of inOrder.entries()) {
    const pipeline = await readPipeline(row.pipeline_revision_id);
    const task = taskAt(pipeline, row.idx);
    const run = runs.get(row.run_id);
    const facts = found.find((one) => one.n === n + 1);
    if (!task || !run || !facts) throw new Error(`run ${row.run_id} has no task ${row.idx}`);
    const item = itemNumber(row.idx);
    const needs = await needsOf(db, run.id, pipeline, task);
    const read = (): ExpressionValues => ({
      ...valuesOf(run, pipeline, task, needs, { attempt: facts.attempt + 1, iteration: 1 }),
      ...(item === null ? {} : { item: { value: facts.item as Scalar, index: item } }),
    });
    const plan = await faultsAsEnds(() =>
      planOf(db, { pipeline, task, run, read, ...facts, isOne: isInstance(row.idx) }),
    );
    planned.push({ row, plan });
  }
  return planned;
}

async function faultsAsEnds(work: () => Promise<Plan>): Promise<Plan> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidRun) && !isFaultOfRun(error)) throw error;
    return failure((error as Error).message);
  }
}

const failure = (message: string): Plan => ({ state: "failed", ending: "error", message });

interface Asked {
  pipeline: Pipeline;
  task: Task;
  run: RunFacts;
  read: () => ExpressionValues;
  /** Attempts so far. */
  attempt: number;
  depth: number;
  /** An instance of `forEach`, whose `if` was judged before. */
  isOne: boolean;
}

async function planOf(db: Db, asked: Asked): Promise<Plan> {
  const { pipeline, task, run, attempt } = asked;
  const values = asked.read();
  if (!asked.isOne) {
    const conditionValues = { ...values, scope: scopeOf(pipeline, task, true) };
    const decision = decide(task.condition, values.needs, conditionValues);
    if ("error" in decision) return failure(decision.error);
    if (!decision.run)
      return { state: "skipped", ending: "skipped", message: `if: ${task.condition}` };
  }
  const checks = (await readCeilings(db, run.project))?.checks;
  const starting = { run: run.id, pipeline, task, attempt: attempt + 1 };
  const refused = await startRefusal(db, checks, starting);
  if (refused !== null) return { state: "failed", ending: "refused", message: refused };
  const effects = effectsOf(pipeline, task, run.date, values);
  const action = actionWithValues(task.action as ChildAction, values);
  const date = action.date === null ? run.date : renderTemplateText(action.date, values).trim();
  if (!isDate(date)) return failure(`\`date\`: "${date}" is not a date that exists, as YYYY-MM-DD`);
  const [child] = await findPipeline(db, { name: action.pipeline, project: run.project });
  if (!child) return failure(`no pipeline "${action.pipeline}" is deployed in ${run.project}`);
  const above = await callers(db, { run: run.id });
  if (above.some(({ pipeline_id }) => pipeline_id === child.id)) {
    const names = [action.pipeline, ...above.map(({ name }) => name)].reverse();
    return failure(`pipelines would run each other without an end: ${names.join(" → ")}`);
  }
  if (asked.depth >= maxDepth)
    return failure(
      `its run would be the ${maxDepth + 1}th below each other; ${maxDepth} are allowed`,
    );
  const staged = await refusedByStage(db, child.id);
  if (staged !== null) return { state: "failed", ending: "refused", message: staged.message };
  const spec = storedPipeline(child.spec);
  const resolved = resolveParams(spec.params, action.params, runValues({ ...run, date }, spec));
  if ("issues" in resolved)
    return failure(`"${child.name}": ${resolved.issues.map(({ message }) => message).join("; ")}`);
  return {
    ...{ task: task.name, attempt: attempt + 1, traceId: run.traceId, date, effects },
    ...{ pipelineId: child.id, params: action.params, waits: action.wait },
  };
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

/** Call it in the transaction in which the gates were found to hold. */
export async function startChildren(db: Db, planned: readonly PlannedChild[]): Promise<void> {
  const ends = planned.flatMap(({ row, plan }) => ("state" in plan ? [{ row, plan }] : []));
  if (ends.length > 0)
    await endWaits(db, {
      ...keysOf(ends.map(({ row }) => row)),
      states: ends.map(({ plan }) => plan.state),
      endings: ends.map(({ plan }) => plan.ending),
      messages: ends.map(({ plan }) => plan.message),
    });
  for (const { row, plan } of planned) if (!("state" in plan)) await start(db, row, plan);
}

async function start(db: Db, row: JudgedWait["row"], plan: Start): Promise<void> {
  const started = await startChild(db, {
    run: row.run_id,
    idx: row.idx,
    task: plan.task,
    pipeline: plan.pipelineId,
    params: plan.params,
    date: plan.date,
    parentTrace: traceparentOf(plan.traceId, plan.task, plan.attempt),
  });
  if (!started?.run_id || plan.waits) return;
  await completeTasks(db, {
    runs: [row.run_id],
    idxs: [row.idx],
    attempts: [plan.attempt],
    states: ["succeeded"],
    details: [
      {
        ending: "exited",
        exitCode: 0,
        message: `Started run ${started.run_id}.`,
        effects: plan.effects,
      },
    ],
    worker: 0,
    inline: false,
  });
}
