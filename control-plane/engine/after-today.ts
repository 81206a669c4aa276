// Judges a pipeline's `after` triggers for one business date, for people: what holds, what doesn't, and what it gave.

import { isDue } from "#core/conditions/after.ts";
import { evaluate } from "#core/conditions/evaluate.ts";
import { questionsOf } from "#core/conditions/question.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { AfterFacts } from "#core/why-triggers.ts";
import type { Db } from "#store/connect.ts";
import { lastEnds } from "#store/facts.sql.ts";
import { runOfSlot } from "#store/runs.sql.ts";
import { readAnswers } from "./answers.ts";
import { createDefinitions } from "./definitions.ts";
import { withReaders } from "./readers.ts";

export interface AfterInput {
  pipelineId: number;
  project: string;
  spec: Pipeline;
  date: string;
  /** The database's clock, in milliseconds since 1970. */
  now: number;
}

export async function readAfter(db: Db, input: AfterInput): Promise<AfterFacts[]> {
  const { pipelineId: pipeline, project, spec, date, now } = input;
  // A revision that was stored before there were such triggers has no list.
  const after = spec.after ?? [];
  if (after.length === 0) return [];
  const [ended] = await lastEnds(db, { ns: [0], pipelines: [pipeline], runs: ["0"] });
  const lastEnd = ended?.at?.getTime() ?? null;
  const waiter = { ...waiterOf(spec, { project, date, now }), lastEnd };
  const questions = after.flatMap(({ condition }) => questionsOf(condition, waiter));
  await withReaders(db, [{ waiter, questions }]);
  const answers = await readAnswers(db, questions, createDefinitions(db).pipeline);
  const found: AfterFacts[] = [];
  for (const [ordinal, { condition, per }] of after.entries()) {
    const verdict = evaluate(condition, answers, waiter);
    const holds = per === "run" ? verdict.holds : isDue(condition, verdict);
    const run = await runOfSlot(db, { pipeline, slot: `a:${ordinal}:${date}` });
    found.push({ date, holds, facts: verdict.facts, run: run?.id ?? null, perRun: per === "run" });
  }
  return found;
}
