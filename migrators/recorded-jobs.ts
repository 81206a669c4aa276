// Which jobs of the scheduler before the gate of a wave asks for, by the names that they have here.

import type { Pipeline } from "#core/pipeline.ts";
import { itself, legacyNames } from "#migrators/observe/expected-starts.ts";
import type { LegacyJob } from "./legacy.ts";
import type { PipelineDraft } from "./translate/draft.ts";
import { readerOf } from "./translate/read-draft.ts";
import { specFiles } from "./translate/spec-text.ts";
import type { Translation } from "./translate/translate.ts";

export interface RecordedJob {
  /** `PIPELINE`, or `PIPELINE/TASK`. */
  name: string;
  pipeline: Pipeline;
}

/** By job; none of what is in no spec, or is no job of its own in it. */
export function recordedJobs({
  pipelines,
  files,
}: Pick<Translation, "pipelines" | "files">): Map<LegacyJob, RecordedJob[]> {
  const found = new Map<LegacyJob, RecordedJob[]>();
  const read = readerOf(files);
  for (const draft of pipelines) {
    const { pipeline } = read(specFiles(draft));
    if (pipeline === null) continue;
    for (const { task } of legacyNames(pipeline)) {
      const job = jobOf(draft, pipeline, task);
      const name = task === itself ? pipeline.name : `${pipeline.name}/${task}`;
      if (job) found.getOrInsertComputed(job, () => []).push({ name, pipeline });
    }
  }
  return found;
}

function jobOf(draft: PipelineDraft, { tasks }: Pipeline, task: string): LegacyJob | undefined {
  if (task === itself) return draft.job;
  const group = tasks.find(({ name }) => name === task)?.group;
  return draft.tasks.find(({ name }) => name === group)?.job;
}
