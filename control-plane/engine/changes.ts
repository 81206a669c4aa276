// The changes that a trigger with `per: run` counts: a run is read by its id, everything else is named by its key.

import type { Change } from "#core/conditions/after.ts";
import type { Answer } from "#core/conditions/evaluate.ts";
import { type Question, questionKey } from "#core/conditions/question.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { runsById } from "#store/facts.sql.ts";
import { type Ask, answersByRun, type RunRow } from "./answers.ts";

export interface Happened {
  change: Change;
  /** Of a run. */
  row: (RunRow & { date: string; project: string; pipeline: string }) | null;
}

/** By the sources of checks: `17` is a run, `e:shop/FILE@12` an event, a variable or an asset. A run that is gone has none. */
export async function readChanges(
  db: Db,
  sources: readonly string[],
): Promise<Map<string, Happened>> {
  const found = new Map<string, Happened>();
  const ids = sources.filter((source) => /^\d+$/.test(source));
  for (const source of sources) {
    const end = source.lastIndexOf("@");
    // What a version before this one wrote names no key.
    const change = end < 0 ? null : { key: source.slice(0, end) };
    if (!ids.includes(source)) found.set(source, { change, row: null });
  }
  for (const row of ids.length === 0 ? [] : await runsById(db, { ids })) {
    const { id: run, project, pipeline, finished_at } = row;
    found.set(run, {
      change: { run, project, pipeline, finished: finished_at !== null },
      row,
    });
  }
  return found;
}

interface Asking {
  happened: Happened | null;
  questions: readonly Question[];
}

/**
 * What the run that changed answers itself, by `questionKey`, for each asker: a later run of its date, or a newer one, may be
 * running by now.
 */
export async function ownAnswers(
  db: Db,
  asking: readonly Asking[],
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<Map<string, Answer>[]> {
  const asked = asking.flatMap(({ happened, questions }, asker) => {
    const row = happened?.row ?? null;
    return row === null
      ? []
      : questions.flatMap((question) =>
          isAbout(question, row) ? [{ asker, found: { question, row } }] : [],
        );
  });
  const own = asking.map(() => new Map<string, Answer>());
  if (asked.length === 0) return own;
  const answers = await answersByRun(
    db,
    asked.map(({ found }) => found),
    readPipeline,
  );
  for (const [n, { asker, found }] of asked.entries())
    own[asker]?.set(questionKey(found.question), answers[n] ?? null);
  return own;
}

const isAbout = (
  question: Question,
  { project, pipeline, date }: NonNullable<Happened["row"]>,
): question is Ask<"run"> =>
  question.ask === "run" &&
  question.project === project &&
  question.pipeline === pipeline &&
  (question.date === null || question.date === date);
