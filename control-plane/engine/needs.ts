// What became of the needs of tasks, for `if` and outputs: the questions of many attempts travel together.

import type { NeedValue } from "#core/expression.ts";
import type { OutputValue, Pipeline, Task } from "#core/pipeline.ts";
import type { TaskState } from "#core/run.ts";
import type { Db } from "#store/connect.ts";
import { needsOfTasks } from "#store/tasks.sql.ts";
import { Batcher } from "./batcher.ts";
import { needValues, readsNeeds } from "./values.ts";

interface Question {
  run: string;
  idxs: readonly number[];
}

type Answer = Map<number, { state: TaskState; outputs: Record<string, OutputValue> }>;

export interface Needs {
  /** Empty, without a query, when the task's expressions don't read them. */
  of(run: string, pipeline: Pipeline, task: Task): Promise<NeedValue[]>;
}

export function createNeeds(db: Db): Needs {
  const questions = new Batcher<Question, Answer>(async (asked) => {
    const pairs = asked.flatMap(({ run, idxs }, question) =>
      idxs.map((idx) => ({ run, idx, question })),
    );
    const rows = await needsOfTasks(db, {
      runs: pairs.map(({ run }) => run),
      idxs: pairs.map(({ idx }) => idx),
      questions: pairs.map(({ question }) => question),
    });
    const answers = asked.map((): Answer => new Map());
    for (const { question, idx, state, outputs } of rows)
      answers[question]?.set(idx, {
        state,
        outputs: (outputs ?? {}) as Record<string, OutputValue>,
      });
    return answers;
  });
  return {
    async of(run, pipeline, task) {
      if (!readsNeeds(task)) return [];
      return needValues(pipeline, task, await questions.add({ run, idxs: task.needs }));
    },
  };
}

/** What became of all needs of one task of a run. */
export async function needsOf(
  db: Db,
  run: string,
  pipeline: Pipeline,
  task: Task,
): Promise<NeedValue[]> {
  const rows = await needsOfTasks(db, {
    runs: task.needs.map(() => run),
    idxs: task.needs,
    questions: task.needs.map(() => 0),
  });
  const states = rows.map(
    ({ idx, state, outputs }) =>
      [idx, { state, outputs: (outputs ?? {}) as Record<string, OutputValue> }] as const,
  );
  return needValues(pipeline, task, new Map(states));
}
