// What an estate was translated to, as the control plane reads it, with the legacy job of each task.

import type { Pipeline } from "#core/pipeline.ts";
import type { LegacyJob } from "../legacy.ts";
import { readerOf } from "../translate/read-draft.ts";
import { specFiles } from "../translate/spec-text.ts";
import type { Translation } from "../translate/translate.ts";

export interface TranslatedPipeline {
  pipeline: Pipeline;
  /** By place of the task; null of one that stands beside those of jobs, such as the end of a folder, and of an empty box. */
  jobs: (LegacyJob | null)[];
}

/** Pipelines that can't be read are left out: their jobs are refused. */
export function translatedJobs({ pipelines, files }: Translation): TranslatedPipeline[] {
  const read = readerOf(files);
  return pipelines.flatMap((draft) => {
    const { pipeline } = read(specFiles(draft));
    if (pipeline === null) return [];
    const byName = new Map(draft.tasks.map((task) => [task.name, task]));
    const jobs = pipeline.tasks.map(({ group }) => {
      const task = byName.get(group);
      const isJob = task !== undefined && !task.made && task.job.work.kind !== "group";
      return isJob ? task.job : null;
    });
    return [{ pipeline, jobs }];
  });
}

/** Names of the events that some end emits. */
export function eventsOf(translated: readonly TranslatedPipeline[]): Set<string> {
  const tasks = translated.flatMap(({ pipeline }) => pipeline.tasks);
  const effects = tasks.flatMap((task) => [
    ...task.effects,
    ...task.on.flatMap((rule) => rule.effects),
  ]);
  return new Set(effects.flatMap((effect) => (effect.kind === "emit" ? [effect.event] : [])));
}
