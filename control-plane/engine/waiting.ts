// What something that waits is judged by: the gates of its pinned revision, for whom, and the answers to what they ask.

import type { Answer, Answers } from "#core/conditions/evaluate.ts";
import {
  asksSinceLastEnd,
  type Question,
  questionKey,
  questionsOf,
} from "#core/conditions/question.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import { gatesOf, isExpanded, isInstance, taskAt } from "#core/for-each.ts";
import { type DueIteration, isLeftOut } from "#core/gates.ts";
import { ignoredOf, withoutIgnored } from "#core/override/ignore.ts";
import type { Gates, Pipeline, Repeat } from "#core/pipeline.ts";
import { firstIteration, lastStart } from "#core/repeat.ts";
import { scheduledDates } from "#core/schedule/scheduled-dates.ts";
import type { Db } from "#store/connect.ts";
import { lastEnds } from "#store/facts.sql.ts";
import type { WaitsToJudgeRow } from "#store/waits.sql.ts";
import { readAnswers, tasksOfRuns } from "./answers.ts";
import { withLines } from "./left-out.ts";
import { withReaders } from "./readers.ts";

/** Reads the spec of a pipeline revision. */
export type ReadPipeline = (revision: number) => Promise<Pipeline>;

/** Of a task, or of a run as a whole (idx -1). */
export type WaitingRow = Pick<
  WaitsToJudgeRow,
  | "run_id"
  | "idx"
  | "pipeline_revision_id"
  | "pipeline_id"
  | "project"
  | "business_date"
  | "now"
  | "iteration"
  | "due_at"
  | "ignored"
>;

export interface Waiting<Row extends WaitingRow = WaitingRow> {
  row: Row;
  gates: Gates;
  waiter: Waiter;
  questions: Question[];
  /** Name of the task whose approval is awaited; null: none is. */
  approval: string | null;
  /** A task with `forEach`, which becomes its instances. */
  isList: boolean;
  /** A task that runs a pipeline. */
  isChild: boolean;
  /** Of a repeating task. */
  repeat: Repeat | null;
}

/** Of its last end and of the readers of other projects nothing is known yet: `withWaiters` reads both for many. */
export async function waitingOf<Row extends WaitingRow>(
  row: Row,
  readPipeline: ReadPipeline,
): Promise<Waiting<Row>> {
  const pipeline = await readPipeline(row.pipeline_revision_id);
  const task = row.idx === -1 ? undefined : taskAt(pipeline, row.idx);
  const isList = task !== undefined && isExpanded(task) && !isInstance(row.idx);
  const own: Gates = (isList ? gatesOf(task) : task?.gates) ?? {
    awaits: row.idx === -1 ? pipeline.awaits : null,
    notBefore: null,
    notAfter: null,
    takes: [],
  };
  const gates = withoutIgnored(own, ignoredOf(row.ignored ?? []));
  const { project, business_date: date, now } = row;
  const waiter = waiterOf(pipeline, { project, date, now: now.getTime() });
  if (needsSchedule(gates)) waiter.scheduled = scheduledDates(pipeline, date, gates.onlyOn);
  // Nothing is asked for a task whose day it is not, and nobody.
  const isOut = isLeftOut(gates, waiter);
  const questions = gates.awaits === null || isOut ? [] : questionsOf(gates.awaits, waiter);
  const approval = gates.approval && !isOut ? (task?.name ?? null) : null;
  const isChild = task?.action.kind === "pipeline" && !isList;
  const repeat = task?.repeat ?? null;
  return { row, gates, waiter, questions, approval, isList, isChild, repeat };
}

const needsSchedule = ({ awaits }: Gates): boolean =>
  awaits !== null && JSON.stringify(awaits).includes('"scheduled"');

/** Gives waiters what takes a query. */
export async function withWaiters(db: Db, waits: readonly Waiting[]): Promise<void> {
  await withLastEnds(db, waits);
  await withLines(db, waits);
  await withReaders(db, waits);
}

async function withLastEnds(db: Db, waits: readonly Waiting[]): Promise<void> {
  const asking = waits.filter(({ gates: { awaits } }) => awaits && asksSinceLastEnd(awaits));
  if (asking.length === 0) return;
  const rows = await lastEnds(db, {
    ns: asking.map((_, n) => n),
    pipelines: asking.map(({ row }) => row.pipeline_id),
    runs: asking.map(({ row }) => row.run_id),
  });
  for (const { n, at } of rows) {
    const wait = asking[n];
    if (wait) wait.waiter.lastEnd = at?.getTime() ?? null;
  }
}

/** Sets when the first iteration of a repeating task begins; whether that was open until now. */
export function decideFirst({ repeat, row, waiter, gates }: Waiting): boolean {
  if (repeat === null || row.iteration > 1 || row.due_at !== null) return false;
  const at = row.ignored?.includes("time")
    ? waiter.now
    : firstIteration(repeat, { ...waiter, gates }, waiter.now);
  row.due_at = at === null ? null : new Date(at);
  return at !== null;
}

export function dueIterationOf({ row, repeat, waiter, gates }: Waiting): DueIteration | null {
  const { due_at, iteration } = row;
  if (repeat === null || due_at === null) return null;
  const isBounded = iteration > 1 && !row.ignored?.includes("time");
  const last = !isBounded ? null : lastStart(repeat, { ...waiter, gates });
  return { iteration, dueAt: due_at.getTime(), last };
}

/** Reads what all of them ask; then each has its answers. */
export async function readAnswersOf(
  db: Db,
  waits: readonly Waiting[],
  readPipeline: ReadPipeline,
): Promise<(wait: Waiting) => Answers> {
  const questions = waits.flatMap((wait) => wait.questions);
  const shared = await readAnswers(db, questions, readPipeline);
  const own = await tasksOfRuns(
    db,
    waits
      .filter((wait) => wait.questions.some(({ ask }) => ask === "tasks"))
      .map(({ row }) => ({ run: row.run_id, revision: row.pipeline_revision_id })),
    readPipeline,
  );
  return ({ row }) => {
    const tasks = own.get(row.run_id);
    return tasks ? new Map<string, Answer>(shared).set(tasksKey, { tasks }) : shared;
  };
}

const tasksKey = questionKey({ ask: "tasks" });
