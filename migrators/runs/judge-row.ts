// A run or a task that waits, judged by its gates now, as the engine judges it.

import {
  asksSinceLastEnd,
  type Question,
  questionsOf,
  runsKey,
} from "#core/conditions/question.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import { type GatesVerdict, isLeftOut, judgeGates } from "#core/gates.ts";
import type { Gates } from "#core/pipeline.ts";
import { firstIteration, lastStart } from "#core/repeat.ts";
import { scheduledDates } from "#core/schedule/scheduled-dates.ts";
import { isRun, type TaskRow, type WaitRow } from "./engine-rows.ts";
import { answersTo, type World } from "./world.ts";

interface JudgedRow {
  verdict: GatesVerdict;
  questions: readonly Question[];
  /** Further keys of changes that may alter the verdict. */
  keys: readonly string[];
}

export function judgeRow(
  row: WaitRow,
  world: World,
  { project, now }: { project: string; now: number },
): JudgedRow {
  const run = isRun(row) ? row : row.run;
  const { pipeline } = run.of;
  const own = isRun(row) ? { ...open, awaits: pipeline.awaits } : (row.task.gates ?? open);
  const gates: Gates = { ...own, takes: [] };
  const { awaits } = gates;
  const waiter = {
    ...waiterOf(pipeline, { project, date: run.date, now }),
    lastEnd: run.of.lastEnd,
  };
  if (asksSchedule(own)) waiter.scheduled = scheduledDates(pipeline, run.date, gates.onlyOn);
  const questions = awaits === null || isLeftOut(gates, waiter) ? [] : questionsOf(awaits, waiter);
  const answers = answersTo(world, questions, run);
  const verdict = judgeGates(gates, answers, waiter, undefined, dueIteration(row, gates, waiter));
  const keys = [
    ...(questions.some(({ ask }) => ask === "tasks") ? [`r:${run.id}`] : []),
    ...(awaits !== null && asksSinceLastEnd(awaits) ? [runsKey(waiter)] : []),
  ];
  return { verdict, questions, keys };
}

/** How it stands with a task, as the end of a sentence. */
export function standing(
  task: TaskRow,
  world: World,
  at: { project: string; now: number },
): string {
  const { state, cause, run, needs } = task;
  if (state === "running" || state === "succeeded") return `started since ${cause}`;
  if (state !== "waiting") return `its task was ${state}: ${cause}`;
  const waiting = run.state === "waiting" ? run : task;
  if (needs > 0 && waiting === task) return "it waits for what it needs";
  const { verdict } = judgeRow(waiting, world, at);
  const shut = verdict.gates.filter(({ holds }) => !holds).map(({ text }) => text);
  return shut.length > 0 ? `it waits for: ${shut.join("; ")}` : "it waits for its turn";
}

const open: Gates = { awaits: null, notBefore: null, notAfter: null, takes: [] };

function dueIteration(row: WaitRow, gates: Gates, waiter: ReturnType<typeof waiterOf>) {
  const repeat = isRun(row) ? undefined : row.task.repeat;
  if (repeat === undefined) return null;
  const task = row as TaskRow;
  const place = { ...waiter, gates };
  if (task.iteration === 1 && task.dueAt === null)
    task.dueAt = firstIteration(repeat, place, waiter.now);
  if (task.dueAt === null) return null;
  const last = task.iteration > 1 ? lastStart(repeat, place) : null;
  return { iteration: task.iteration, dueAt: task.dueAt, last };
}

const asking = new WeakMap<Gates, boolean>();

/** Looked for once: it takes a walk over the whole condition. */
const asksSchedule = (gates: Gates): boolean =>
  asking.getOrInsertComputed(gates, () =>
    gates.awaits === null ? false : JSON.stringify(gates.awaits).includes('"scheduled"'),
  );
