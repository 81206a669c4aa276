// How alike two schedulers are, as rows become answers.

import { countsOf } from "#core/parity/days.ts";
import type { JudgedPair } from "#core/parity/judge-days.ts";
import { ownLine } from "#core/parity/own-line.ts";
import type { Verdict } from "#core/parity/verdict.ts";
import { differenceWords, markOf, verdictWords } from "#core/parity/words.ts";
import { gateOf, type JobParity, type Span } from "#engine/parity.ts";
import type { Db } from "#store/connect.ts";
import { type ParityJobsRow, parityLines } from "#store/parity.sql.ts";
import type { ParityPairView, ParityView } from "./types.ts";

export function jobView(parity: JobParity, { from }: Span): ParityView {
  const { job, days, verdicts } = parity;
  const counts: Partial<Record<Verdict, number>> = {};
  for (const day of verdicts.values())
    for (const [verdict, count] of Object.entries(countsOf(day)) as [Verdict, number][])
      counts[verdict] = (counts[verdict] ?? 0) + count;
  return {
    ...{ pipeline: job.pipeline, task: job.task === "" ? null : job.task, wave: job.wave },
    ...{ job: job.job, counts: counts as Record<string, number>, from },
    marks: days.map((day) => markOf(day.counts)).join(""),
    gate: gateOf(parity),
  };
}

export async function pairViews(
  db: Db,
  project: number,
  { pipeline, task }: ParityJobsRow,
  pairs: readonly (JudgedPair & { date: string })[],
): Promise<ParityPairView[]> {
  const ids = pairs.flatMap(({ run }) => run ?? []);
  const lines = new Map(
    (await parityLines(db, { project, ids })).map((row) => [row.id, row.lines]),
  );
  return pairs.map((pair) => {
    const { verdict, date, laterMs, run } = pair;
    const [due, ready, start] = [instantOf(pair.due), instantOf(pair.ready), instantOf(pair.start)];
    return {
      ...{ verdict, said: verdictWords(pair), date, due, ready, start, laterMs },
      differences: pair.differences.map((one) => ({
        field: one.field,
        words: differenceWords(one),
      })),
      ...{ notObservable: pair.notObservable, run },
      ours: due === null ? null : ownLine({ pipeline, task, date, due, ready }),
      lines: (run === null ? null : lines.get(run)) ?? [],
    };
  });
}

const instantOf = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();
