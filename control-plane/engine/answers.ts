// Reads what conditions ask, many questions of many waiters at once: a query a kind, whatever the number of waits.

import type { Answer, RunAnswer, TaskAnswer } from "#core/conditions/evaluate.ts";
import { type Question, questionKey } from "#core/conditions/question.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { TaskState } from "#core/run.ts";
import { isFinal } from "#core/run.ts";
import { isScheduledOn } from "#core/schedule/scheduled-on.ts";
import type { Db } from "#store/connect.ts";
import {
  eventsThere,
  newestRuns,
  newestUpdates,
  runsOfDates,
  statesOfTasks,
  variableValues,
} from "#store/facts.sql.ts";

export type Ask<K extends Question["ask"]> = Extract<Question, { ask: K }>;

/** Reads the spec of a pipeline revision. */
type ReadPipeline = (revision: number) => Promise<Pipeline>;

/** Answers by `questionKey`; those about the waiter's own run are read by `tasksOfRuns`. */
export async function readAnswers(
  db: Db,
  questions: readonly Question[],
  readPipeline: ReadPipeline,
): Promise<Map<string, Answer>> {
  const distinct = [...new Map(questions.map((one) => [questionKey(one), one])).values()];
  const of = <K extends Question["ask"]>(...kinds: K[]): Ask<K>[] =>
    distinct.filter((one): one is Ask<K> => (kinds as string[]).includes(one.ask));
  const answers = new Map<string, Answer>();
  const give = (question: Question | undefined, answer: Answer) => {
    if (question) answers.set(questionKey(question), answer);
  };
  await runAnswers(db, of("run"), of("running"), readPipeline, give);

  const events = of("event");
  if (events.length > 0)
    for (const { n, at } of await eventsThere(db, {
      ns: numbers(events),
      projects: events.map(({ project }) => project),
      names: events.map(({ name }) => name),
      dates: events.map(({ date }) => date) as string[],
    }))
      give(events[n], { at: at.getTime() });

  const variables = of("variable");
  if (variables.length > 0)
    for (const { n, value, at } of await variableValues(db, {
      ns: numbers(variables),
      projects: variables.map(({ project }) => project),
      names: variables.map(({ name }) => name),
    }))
      give(variables[n], { value, setAt: at.getTime() });

  const assets = of("asset");
  if (assets.length > 0)
    for (const { n, at, fresh_ms, written } of await newestUpdates(db, {
      ns: numbers(assets),
      names: assets.map(({ name }) => name),
      dates: assets.map(({ date }) => date) as string[],
    }))
      if (at !== null)
        give(assets[n], {
          at: at.getTime(),
          freshMs: fresh_ms === null ? null : Number(fresh_ms),
          unwritten: !written,
        });
      else if (!written) give(assets[n], { absent: "writer" });
  return answers;
}

const numbers = (list: readonly unknown[]): number[] => list.map((_, n) => n);

export interface FoundRun {
  question: Ask<"run">;
  row: RunRow;
}

export interface RunRow {
  id: string;
  state: TaskState;
  finished_at: Date | null;
  pipeline_revision_id: number;
}

async function runAnswers(
  db: Db,
  runs: readonly Ask<"run">[],
  running: readonly Ask<"running">[],
  readPipeline: ReadPipeline,
  give: (question: Question | undefined, answer: Answer) => void,
): Promise<void> {
  const found: FoundRun[] = [];
  // Until a row says that there is.
  for (const question of [...runs, ...running]) give(question, { absent: "pipeline" });
  const keep = (question: Ask<"run"> | undefined, row: { id: string | null }) => {
    if (question && row.id !== null) found.push({ question, row: row as RunRow });
    else give(question, null);
  };
  const dated = runs.filter(({ date }) => date !== null);
  if (dated.length > 0)
    for (const row of await runsOfDates(db, {
      ns: numbers(dated),
      projects: dated.map(({ project }) => project),
      pipelines: dated.map(({ pipeline }) => pipeline),
      dates: dated.map(({ date }) => date) as string[],
    })) {
      const question = dated[row.n];
      if (row.id === null && (await isUnscheduled(question, row.deployed, readPipeline)))
        give(question, { unscheduled: true });
      else keep(question, row);
    }

  const newest: (Ask<"run"> | Ask<"running">)[] = [
    ...runs.filter(({ date }) => date === null),
    ...running,
  ];
  if (newest.length > 0)
    for (const row of await newestRuns(db, {
      ns: numbers(newest),
      projects: newest.map(({ project }) => project),
      pipelines: newest.map(({ pipeline }) => pipeline),
    })) {
      const question = newest[row.n];
      if (question?.ask === "running") give(question, { running: row.running });
      else keep(question, row);
    }

  for (const [question, answer] of await answersOf(db, found, readPipeline)) give(question, answer);
}

/** Whether a question that goes by schedules is of a date for which they have nothing. Without any it is not known. */
async function isUnscheduled(
  question: Ask<"run"> | undefined,
  deployed: number,
  readPipeline: ReadPipeline,
): Promise<boolean> {
  if (!question?.ifScheduled || question.date === null) return false;
  return isScheduledOn(await readPipeline(deployed), question.date) === false;
}

/** What rows of runs answer to the questions that found them. */
async function answersOf(
  db: Db,
  found: readonly FoundRun[],
  readPipeline: ReadPipeline,
): Promise<[Ask<"run">, Answer][]> {
  const withTask = found.filter(({ question }) => question.task !== null);
  const tasks = await tasksOfRuns(
    db,
    withTask.map(({ row }) => ({ run: row.id, revision: row.pipeline_revision_id })),
    readPipeline,
  );
  return found.map(({ question, row: { id, state, finished_at } }) => {
    const finishedAt = finished_at?.getTime() ?? null;
    return question.task === null
      ? [question, { id, state, finishedAt, exitCode: null }]
      : [question, joined(id, tasks.get(id)?.get(question.task) ?? [])];
  });
}

/** Answers questions by runs that the asker has read itself: in the order of the questions. */
export async function answersByRun(
  db: Db,
  asked: readonly FoundRun[],
  readPipeline: ReadPipeline,
): Promise<Answer[]> {
  return (await answersOf(db, asked, readPipeline)).map(([, answer]) => answer);
}

export interface TimedTask extends TaskAnswer {
  finishedAt: number | null;
}

/** States of the tasks of runs, by run and declared name. */
export async function tasksOfRuns(
  db: Db,
  runs: readonly { run: string; revision: number }[],
  readPipeline: ReadPipeline,
): Promise<Map<string, Map<string, TimedTask[]>>> {
  const found = new Map<string, Map<string, TimedTask[]>>();
  if (runs.length === 0) return found;
  const revisions = new Map(runs.map(({ run, revision }) => [run, revision]));
  for (const row of await statesOfTasks(db, { runs: [...revisions.keys()] })) {
    const pipeline = await readPipeline(revisions.get(row.run_id) as number);
    const name = pipeline.tasks[row.idx]?.group;
    if (name === undefined) continue;
    const { state, exit_code: exitCode } = row;
    found
      .getOrInsertComputed(row.run_id, () => new Map())
      .getOrInsertComputed(name, () => [])
      .push({ state, exitCode, finishedAt: row.finished_at?.getTime() ?? null });
  }
  return found;
}

/** The instances of one task as one: it has ended when all have, and as the worst of them. */
function joined(id: string, instances: readonly TimedTask[]): RunAnswer | { absent: "task" } {
  const worst = order.find((state) => instances.some((one) => one.state === state));
  if (worst === undefined) return { absent: "task" };
  const ends = instances.map(({ finishedAt }) => finishedAt ?? 0);
  const codes = instances.flatMap(({ exitCode }) => exitCode ?? []);
  return {
    id,
    state: worst,
    finishedAt: isFinal(worst) ? Math.max(...ends) : null,
    exitCode: codes.length === 0 ? null : Math.max(...codes),
  };
}

const order: readonly TaskState[] = [
  "running",
  "ready",
  "waiting",
  "failed",
  "cancelled",
  "skipped",
  "succeeded",
];
