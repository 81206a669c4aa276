// What an import came to, for whoever decides about it: how many jobs run unedited, what is assumed, and what a person must
// decide. Counts are of ledger lines; a job runs unedited if none of its lines is refused.

import { type EffortDriver, effortOf } from "./effort.ts";
import type { JobCounts, TypeCount } from "./job-counts.ts";
import type { Outcome } from "./ledger.ts";
import type { LegacyEstate } from "./legacy.ts";
import type { Risk, Risks } from "./risks.ts";
import type { CodeCount, Tally } from "./tally.ts";
import type { WaveSuggestion } from "./translate/wave-order.ts";

export interface ImportReport {
  system: string;
  instance: string | null;
  files: { file: string; encoding: string; refused: boolean; jobs: number }[];
  jobs: { input: number; translated: number; refused: number };
  /** Of each type of work: how many there are, and how many run unedited. */
  types: TypeCount[];
  attributes: Record<Outcome, number>;
  /** What each outcome that is not exact rests on: each assumption and each reason once, the most frequent first. */
  codes: CodeCount[];
  /** What a person must decide: one answer settles all of its jobs. */
  decisions: { parameter: string; question: string; obtain: string | null; jobs: number }[];
  /** What to look at before anything moves. */
  risks: Risk[];
  /** What is left to do, by kind of work. */
  effort: EffortDriver[];
  /** Waves that were drafted, in the order in which they may move. */
  waves: readonly WaveSuggestion[];
}

/** What was counted while an import was written. */
export interface Counted {
  /** Of all jobs. */
  counts: JobCounts;
  risks: Risks;
  /** Of all lines of the ledger. */
  tally: Tally;
}

/**
 * @param waves In their order.
 * @param project What was drafted; null: nothing to do follows from it.
 */
export function reportOf(
  estate: LegacyEstate,
  { counts, risks, tally }: Counted,
  waves: readonly WaveSuggestion[] = [],
  project: Parameters<typeof effortOf>[1] | null = null,
): ImportReport {
  const jobsOf = new Map<string, number>();
  for (const { statement } of estate.jobs) {
    const { file } = statement.place;
    jobsOf.set(file, (jobsOf.get(file) ?? 0) + 1);
  }
  const types = counts.types();
  const sum = (key: "input" | "translated") => types.reduce((total, type) => total + type[key], 0);
  const [input, translated] = [sum("input"), sum("translated")];
  const report = {
    system: estate.system,
    instance: estate.instance,
    files: estate.files.map(({ file, encoding, refused }) => ({
      ...{ file, encoding, refused, jobs: jobsOf.get(file) ?? 0 },
    })),
    jobs: { input, translated, refused: input - translated },
    types,
    attributes: tally.attributes,
    codes: tally.codes(),
    decisions: estate.decisions.map(({ parameter, question, obtain, jobs }) => ({
      ...{ parameter, question, obtain, jobs: jobs.length },
    })),
    risks: risks.all(),
    waves,
  };
  return { ...report, effort: project === null ? [] : effortOf(report, project) };
}
