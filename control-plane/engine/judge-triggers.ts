// One pass over changes that may make runs due: `after` triggers whose condition now holds give a run, once a slot.

import { businessDate } from "#core/business-date.ts";
import { changedFacts, datesAfter, isDue, madeDue } from "#core/conditions/after.ts";
import { type Fact, factsOf } from "#core/conditions/condition.ts";
import { evaluate } from "#core/conditions/evaluate.ts";
import {
  asksSinceLastEnd,
  type Question,
  questionKey,
  questionsOf,
} from "#core/conditions/question.ts";
import { sinceOf } from "#core/conditions/since.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import type { AfterTrigger, Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { lastEnds } from "#store/facts.sql.ts";
import { createRuns, takeAfterChecks } from "#store/triggers.sql.ts";
import { readAnswers } from "./answers.ts";
import { type Happened, ownAnswers, readChanges } from "./changes.ts";
import { withReaders } from "./readers.ts";

const checksPerPass = 500;

interface Candidate {
  pipelineId: number;
  slot: string;
  /** The change, for a trigger that counts them; else null. */
  happened: Happened | null;
  /** Facts that it is a change of. */
  changed: readonly Fact[];
  trigger: AfterTrigger;
  waiter: Waiter;
  questions: Question[];
}

/** Call it in a transaction. Answers how many changes were looked at. @param pipelines Null: of all. */
export async function judgeTriggers(
  db: Db,
  readPipeline: (revision: number) => Promise<Pipeline>,
  pipelines: readonly number[] | null = null,
): Promise<number> {
  const rows = await takeAfterChecks(db, { limit: checksPerPass, pipelines });
  if (rows.length === 0) return 0;
  const sources = rows.map(({ source }) => source).filter((source) => source !== "");
  const changes = await readChanges(db, [...new Set(sources)]);
  const candidates: Candidate[] = [];
  for (const row of rows) {
    const pipeline = await readPipeline(row.pipeline_revision_id);
    const trigger = pipeline.after[row.ordinal];
    const happened = row.source === "" ? null : changes.get(row.source);
    if (!trigger || happened === undefined) continue;
    const { condition } = trigger;
    const changed = happened
      ? changedFacts(condition, happened.change, row.project)
      : factsOf(condition);
    const now = row.now.getTime();
    const today = businessDate(now, pipeline);
    for (const date of datesAfter(trigger, row.date, today, changed)) {
      const waiter = waiterOf(pipeline, { project: row.project, date, now });
      candidates.push({
        pipelineId: row.pipeline_id,
        slot: `a:${row.ordinal}:${happened ? row.source : date}`,
        happened,
        changed,
        trigger,
        waiter,
        questions: questionsOf(condition, waiter),
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
  const asking = candidates.filter(({ trigger }) => asksSinceLastEnd(trigger.condition));
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

async function createDue(
  db: Db,
  candidates: readonly Candidate[],
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<void> {
  const answers = await readAnswers(
    db,
    candidates.flatMap((one) => one.questions),
    readPipeline,
  );
  const own = await ownAnswers(db, candidates, readPipeline);
  const due = candidates.filter(({ trigger, waiter, happened, changed, questions }, n) => {
    const found = questions.map(questionKey).map((key) => {
      const answer = own[n]?.get(key);
      return [key, answer === undefined ? (answers.get(key) ?? null) : answer] as const;
    });
    const known = new Map(found);
    const verdict = evaluate(trigger.condition, known, waiter);
    const since = (fact: Fact) => sinceOf(fact, known, waiter);
    return happened
      ? madeDue(trigger.condition, verdict, changed, happened.change, since)
      : isDue(trigger.condition, verdict);
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
