// One pass over changes that may make runs due: `after` triggers whose condition now holds give a run, once a slot.

import { businessDate } from "#core/business-date.ts";
import { datesAfter } from "#core/conditions/after.ts";
import { type Answer, evaluate } from "#core/conditions/evaluate.ts";
import { type Question, questionKey, questionsOf } from "#core/conditions/question.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import type { AfterTrigger, Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { lastEnds } from "#store/facts.sql.ts";
import { createRuns, takeAfterChecks } from "#store/triggers.sql.ts";
import { answersByRun, readAnswers } from "./answers.ts";
import { withReaders } from "./readers.ts";

const checksPerPass = 500;

interface Candidate {
  pipelineId: number;
  slot: string;
  /** The run whose change it is, for a trigger that counts runs; else null. */
  source: string | null;
  trigger: AfterTrigger;
  waiter: Waiter;
  questions: Question[];
}

/** Call it in a transaction. Answers how many changes were looked at. */
export async function judgeTriggers(
  db: Db,
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<number> {
  const rows = await takeAfterChecks(db, { limit: checksPerPass });
  if (rows.length === 0) return 0;
  const candidates: Candidate[] = [];
  for (const row of rows) {
    const pipeline = await readPipeline(row.pipeline_revision_id);
    const trigger = pipeline.after[row.ordinal];
    if (!trigger) continue;
    const now = row.now.getTime();
    const today = businessDate(now, pipeline);
    for (const date of datesAfter(trigger, row.date, today)) {
      const waiter = waiterOf(pipeline, { project: row.project, date, now });
      candidates.push({
        pipelineId: row.pipeline_id,
        slot: `a:${row.ordinal}:${row.source === "" ? date : row.source}`,
        source: trigger.condition.kind === "run" && row.source !== "" ? row.source : null,
        trigger,
        waiter,
        questions: questionsOf(trigger.condition, waiter),
      });
    }
  }
  await withLastEnds(db, candidates);
  await withReaders(db, candidates);
  await createDue(db, candidates, readPipeline);
  return rows.length;
}

/** A trigger counts from the pipeline's own last end where it says so. */
async function withLastEnds(db: Db, candidates: readonly Candidate[]): Promise<void> {
  const asking = candidates.filter(({ trigger }) =>
    JSON.stringify(trigger.condition).includes('"sinceLastEnd"'),
  );
  if (asking.length === 0) return;
  const ends = await lastEnds(db, {
    ns: asking.map((_, n) => n),
    pipelines: asking.map(({ pipelineId }) => pipelineId),
    runs: asking.map(() => "0"),
  });
  for (const { n, at } of ends) {
    const candidate = asking[n];
    if (candidate) candidate.waiter.lastEnd = at?.getTime() ?? null;
  }
}

/** Of a trigger that counts runs each run is judged itself: a later one of its date may be running by now. */
function sourceAnswers(
  db: Db,
  candidates: readonly Candidate[],
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<Map<string, Answer>> {
  const asked = candidates.flatMap(({ source, questions: [question] }) =>
    source !== null && question?.ask === "run" ? [{ question, run: source }] : [],
  );
  return answersByRun(db, asked, readPipeline);
}

async function createDue(
  db: Db,
  candidates: readonly Candidate[],
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<void> {
  const questions = candidates.flatMap((one) => one.questions);
  const answers = await readAnswers(db, questions, readPipeline);
  const sources = await sourceAnswers(db, candidates, readPipeline);
  const due = candidates.filter(({ trigger, waiter, source, questions: [question] }) => {
    const own =
      source !== null && question
        ? new Map([[questionKey(question), sources.get(source) ?? null]])
        : answers;
    return evaluate(trigger.condition, own, waiter).holds;
  });
  if (due.length === 0) return;
  await createRuns(db, {
    pipelines: due.map(({ pipelineId }) => pipelineId),
    slots: due.map(({ slot }) => slot),
    dates: due.map(({ waiter }) => waiter.date),
    dues: due.map(({ waiter }) => new Date(waiter.now)),
    reasons: due.map(() => null) as unknown as string[],
    kind: "after",
    params: {},
    actor: null,
    parentTrace: null,
  });
}
