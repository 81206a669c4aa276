// What an import came to, for whoever decides about it: how many jobs run unedited, what is assumed, and what a person must
// decide. Counts are of ledger lines; a job runs unedited if none of its lines is refused.

import type { Outcome } from "./ledger.ts";
import type { LegacyJob } from "./legacy.ts";
import type { CodeCount, Tally } from "./tally.ts";
import type { Translation } from "./translate/translate.ts";

interface JobCounts {
  input: number;
  /** In a spec, and not as a task that refuses to run. */
  translated: number;
  refused: number;
}

export interface ImportReport {
  system: string;
  instance: string | null;
  files: { file: string; encoding: string; refused: boolean; jobs: number }[];
  jobs: JobCounts;
  /** Of each type of work: how many there are, and how many run unedited. */
  types: { type: string; input: number; translated: number }[];
  attributes: Record<Outcome, number>;
  /** What each outcome that is not exact rests on: each assumption and each reason once, the most frequent first. */
  codes: CodeCount[];
  /** What a person must decide: one answer settles all of its jobs. */
  decisions: { parameter: string; question: string; obtain: string | null; jobs: number }[];
}

function countJobs({ estate, pipelines }: Translation): JobCounts {
  const input = estate.jobs.length;
  const written = pipelines.flatMap(({ tasks }) => tasks.map(({ job }) => job));
  const translated = written.filter(({ refusals }) => refusals.length === 0).length;
  return { input, translated, refused: input - translated };
}

/** @param tally Of all lines of the ledger. */
export function reportOf(translation: Translation, tally: Tally): ImportReport {
  const { estate } = translation;
  const jobsOf = Map.groupBy(estate.jobs, ({ statement }) => statement.place.file);
  return {
    system: estate.system,
    instance: estate.instance,
    files: estate.files.map(({ file, encoding, refused }) => ({
      ...{ file, encoding, refused, jobs: jobsOf.get(file)?.length ?? 0 },
    })),
    jobs: countJobs(translation),
    types: typesOf(estate.jobs),
    attributes: tally.attributes,
    codes: tally.codes(),
    decisions: estate.decisions.map(({ parameter, question, obtain, jobs }) => ({
      ...{ parameter, question, obtain, jobs: jobs.length },
    })),
  };
}

function typesOf(jobs: readonly LegacyJob[]): ImportReport["types"] {
  const groups = Map.groupBy(jobs, ({ work }) =>
    work.kind === "unsupported" ? work.type : work.kind,
  );
  return [...groups]
    .map(([type, all]) => ({
      ...{ type, input: all.length },
      translated: all.filter(({ refusals }) => refusals.length === 0).length,
    }))
    .toSorted((a, b) => b.input - a.input || (a.type < b.type ? -1 : 1));
}
