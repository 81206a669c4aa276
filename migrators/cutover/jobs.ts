// The jobs of another scheduler that are to be held for a pipeline to run here.

import type { Pipeline } from "#core/pipeline.ts";
import { itself, type LegacyName, legacyNames } from "#migrators/observe/expected-starts.ts";

type Migrated = Parameters<typeof legacyNames>[0];

/** A job, and what it became here. */
export interface JobToHold extends LegacyName {
  pipeline: string;
  /** Which instance of its scheduler has it, such as a host; null: the spec doesn't say. */
  instance: string | null;
  /** Of an export or a table; null: the spec doesn't say. */
  file: string | null;
}

/** Each once. A box of AutoSys that is held starts none of its jobs, so it stands for them. */
export function jobsToHold(pipeline: Migrated): JobToHold[] {
  const { name, legacy } = pipeline;
  if (legacy === undefined) return [];
  const names = legacyNames(pipeline);
  const own = names.filter(({ task }) => task === itself);
  const isBox = legacy.system === "autosys" && own.length > 0;
  const instance = legacy.instance ?? null;
  const jobs = new Map(
    (isBox ? own : names).map((one) => [
      one.job,
      { ...one, pipeline: name, instance, file: fileOf(pipeline, one.task) },
    ]),
  );
  return [...jobs.values()];
}

const fileOf = ({ legacy, tasks }: Pick<Pipeline, "legacy" | "tasks">, task: string) =>
  tasks.find(({ name }) => name === task)?.legacy?.file ?? legacy?.file ?? legacy?.job ?? null;
