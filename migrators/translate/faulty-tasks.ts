// Which jobs make a spec invalid, so that the others of its pipeline run all the same.

import type { Diagnostic } from "#core/diagnostic.ts";
import type { LegacyJob } from "../legacy.ts";
import { isFolder, type PipelineDraft, type TaskDraft, taskFile } from "./draft.ts";
import type { SpecFile } from "./spec-text.ts";

/** Jobs whose tasks diagnostics stand in, each with its first; of one that stands elsewhere nobody can tell whose it is. */
export function faultyJobs(
  draft: PipelineDraft,
  files: readonly SpecFile[],
  diagnostics: readonly Diagnostic[],
): Map<LegacyJob, Diagnostic> {
  const found = new Map<LegacyJob, Diagnostic>();
  for (const one of diagnostics) {
    const task = isFolder(draft)
      ? draft.tasks.find(({ name }) => taskFile(draft, name) === one.file)
      : taskAt(draft, files[0]?.text ?? "", one.line);
    if (task && task.job.refusals.length === 0 && !found.has(task.job)) found.set(task.job, one);
  }
  return found;
}

/** A task begins with its name, two columns in. */
const taskLine = /^ {2}"?([\w-]+)"?:/;

function taskAt({ tasks }: PipelineDraft, text: string, line: number): TaskDraft | undefined {
  const lines = text.split("\n").slice(0, line);
  const start = lines.indexOf("tasks:");
  const name = lines.findLast((each, at) => at > start && taskLine.test(each));
  if (start === -1 || name === undefined) return undefined;
  return tasks.find((task) => task.name === taskLine.exec(name)?.[1]);
}
