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
  const translated = new Set(pipelines.flatMap(({ tasks }) => tasks.map(({ job }) => job))).size;
  return { input, translated, refused: input - translated };
}
