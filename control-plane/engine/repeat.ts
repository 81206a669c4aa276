// The iterations of a repeating task: which one an attempt belongs to, and whether another follows its end.

import { isFaultOfRun } from "#core/effects.ts";
import { type ExpressionValues, evaluate } from "#core/expression.ts";
import type { OutputValue, Pipeline, Repeat, Task } from "#core/pipeline.ts";
import { nextIteration, type RepeatPlace } from "#core/repeat.ts";
import type { Db } from "#store/connect.ts";
import { type IterationOfRow, iterationOf, repeatTask } from "#store/tasks.sql.ts";
import type { Completion, CompletionDetail } from "./claims.ts";
import type { Claim } from "./held.ts";
import { type EndedAttempt, endValues } from "./settle.ts";

/** The number of the iteration that an attempt belongs to, from 1; a task that doesn't repeat is never asked for. */
export async function iterationOfAttempt(db: Db, claim: Claim, task: Task): Promise<number> {
  return task.repeat === undefined ? 1 : (await readIteration(db, claim)).iteration;
}

async function readIteration(db: Db, { run, idx }: Claim): Promise<IterationOfRow> {
  const row = await iterationOf(db, { run, idx });
  if (!row) throw new Error(`run ${run} has no task ${idx}`);
  return row;
}

/** Null when another iteration was planned in place of the task's end; else what is to be recorded. */
export async function orRepeat(
  db: Db,
  ended: EndedAttempt,
  completion: Completion | null,
): Promise<Completion | null> {
  const { repeat } = ended.task;
  if (repeat === undefined || completion === null || !goesOn(repeat, completion)) return completion;
  const { iteration, started_at, due_at, now } = await readIteration(db, ended.claim);
  const detail: CompletionDetail = completion.detail ?? { ending: "exited", exitCode: 0 };
  try {
    if (repeat.while !== null && !holds(repeat.while, ended, detail, iteration)) return completion;
  } catch (error) {
    if (!isFaultOfRun(error)) throw error;
    const message = `\`repeat\`: ${(error as Error).message}`;
    return { ...ended.claim, state: "failed", detail: { ...detail, message } };
  }
  const facts = {
    iteration,
    startedAt: started_at.getTime(),
    dueAt: due_at?.getTime() ?? null,
  };
  const next = nextIteration(repeat, placeOf(ended), facts, now.getTime());
  if ("end" in next) return completion;
  const { state } = completion;
  const plan = { ...ended.claim, state, detail, due: new Date(next.at) };
  if ((await repeatTask(db, plan))?.planned) return null;
  return { ...ended.claim, state: "cancelled", detail };
}

/** What is skipped, cancelled or not executed is not executed again. */
const goesOn = ({ onFailure }: Repeat, { state, detail }: Completion): boolean =>
  state === "succeeded"
    ? detail?.ending !== "noexec"
    : state === "failed" && onFailure === "continue";

function holds(
  text: string,
  { claim, task, values, result, output }: EndedAttempt,
  { outputs }: CompletionDetail,
  iteration: number,
): boolean {
  const scope = { ...values.scope, end: "condition" as const, outputs: task.outputs };
  const end = { ...endValues(claim, result, output), iteration };
  const own: ExpressionValues = {
    ...values,
    scope,
    end,
    outputs: (outputs ?? {}) as Record<string, OutputValue>,
  };
  return evaluate(text, own) === true;
}

const placeOf = ({
  date,
  pipeline,
  task,
}: {
  date: string;
  pipeline: Pick<Pipeline, "timezone" | "newDay">;
  task: Pick<Task, "gates">;
}): RepeatPlace => ({
  date,
  timezone: pipeline.timezone,
  newDay: pipeline.newDay,
  gates: task.gates,
});
