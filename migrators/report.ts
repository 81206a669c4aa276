// What an import came to.

import type { Translation } from "./translate/translate.ts";

export interface JobCounts {
  input: number;
  /** In a spec. */
  translated: number;
  refused: number;
}

export function countJobs({ estate, pipelines }: Translation): JobCounts {
  const input = estate.jobs.length;
  const written = pipelines.flatMap(({ tasks }) => tasks.map(({ job }) => job));
  const translated = written.filter(({ refusals }) => refusals.length === 0).length;
  return { input, translated, refused: input - translated };
}
