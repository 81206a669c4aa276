// The days of a job with what of its differences is explained, and by which explanation.

import type { DifferenceVerdict, Explanation } from "./explanation.ts";
import { differences, explanationOf } from "./explanation.ts";
import type { ParityDay } from "./gate.ts";
import type { Judged } from "./verdict.ts";

interface Job {
  pipeline: string;
  /** Empty: the pipeline itself. */
  task: string;
}

export interface Explained {
  days: ParityDay[];
  /** Of each of `judged`: what explains it; null: nothing does, or it is no difference. */
  by: (Explanation | null)[];
}

/**
 * @param explanations Those in force.
 * @param dateOf The business date that one of `judged` counts for.
 */
export function explainedDays(
  job: Job,
  days: readonly ParityDay[],
  judged: readonly Judged[],
  explanations: readonly Explanation[],
  dateOf: (one: Judged) => string,
): Explained {
  const counts = new Map<string, number>();
  const by = judged.map((one) => {
    if (explanations.length === 0 || !isDifference(one.verdict)) return null;
    const { verdict, laterMs } = one;
    const date = dateOf(one);
    const fields = verdict === "differs" ? fieldsOf(one) : [];
    const found = explanationOf(explanations, { ...job, verdict, fields, laterMs, date });
    if (found !== null) counts.set(date, (counts.get(date) ?? 0) + 1);
    return found;
  });
  return {
    by,
    days: days.map((day) => ({ ...day, explained: counts.get(day.date) ?? 0 })),
  };
}

const isDifference = (verdict: string): verdict is DifferenceVerdict =>
  (differences as readonly string[]).includes(verdict);

/** A start is all that is compared where nothing runs here. */
const fieldsOf = (one: Judged & { differences?: readonly { field: string }[] }): string[] =>
  one.differences?.map(({ field }) => field) ?? ["start"];
