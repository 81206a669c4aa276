// The days of a job with what of its differences is explained, and by which explanation.

import type { DayVerdicts } from "./days.ts";
import {
  type DifferenceVerdict,
  differences,
  type Explanation,
  explanationOf,
} from "./explanation.ts";
import type { ParityDay } from "./gate.ts";
import type { JudgedPair } from "./judge-days.ts";

interface Job {
  pipeline: string;
  /** Empty: the pipeline itself. */
  task: string;
}

export interface Explained {
  days: ParityDay[];
  /** How many differences each explains, by its file. */
  by: Map<string, number>;
}

/** @param explanations Those in force. */
export function explainedDays(
  job: Job,
  days: readonly ParityDay[],
  verdicts: ReadonlyMap<string, DayVerdicts>,
  explanations: readonly Explanation[],
): Explained {
  const by = new Map<string, number>();
  const told = days.map((day) => {
    let explained = 0;
    for (const pair of verdicts.get(day.date)?.others ?? []) {
      const found = explanationOfPair(job, day.date, pair, explanations);
      if (found === null) continue;
      explained++;
      by.set(found.file, (by.get(found.file) ?? 0) + 1);
    }
    return { ...day, explained };
  });
  return { days: told, by };
}

/** Null: nothing explains it, or it is no difference. */
export function explanationOfPair(
  { pipeline, task }: Job,
  date: string,
  { verdict, laterMs, differences: found }: JudgedPair,
  explanations: readonly Explanation[],
): Explanation | null {
  if (!isDifference(verdict)) return null;
  const fields = found.map(({ field }) => field);
  return explanationOf(explanations, { pipeline, task, verdict, fields, laterMs, date });
}

const isDifference = (verdict: string): verdict is DifferenceVerdict =>
  (differences as readonly string[]).includes(verdict);
