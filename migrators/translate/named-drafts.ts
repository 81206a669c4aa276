// The drafts that an estate makes, with their names: a pipeline for each job that is in no group.

import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { PipelineDraft } from "./draft.ts";
import { Names, programOf, slugOf } from "./names.ts";

export function namedDrafts({ jobs }: LegacyEstate): PipelineDraft[] {
  const names = new Names();
  return jobs
    .filter(({ refusals, work }) => refusals.length === 0 && work.kind === "command")
    .map((job) => {
      const task = (job.work.kind === "command" ? programOf(job.work.text.value) : null) ?? "run";
      const name = names.take(pipelineName(job, task));
      const file = `pipelines/${name}.yaml`;
      return {
        name,
        file,
        job,
        spec: { name },
        tasks: [{ name: task, job, spec: {} }],
        comments: [],
      };
    });
}

/** Of cron, where jobs have no names: after the table and the program. */
function pipelineName({ statement }: LegacyJob, task: string): string {
  const table = slugOf(statement.place.file.split("/").at(-1) ?? "") ?? "cron";
  return table === task || table.startsWith(`${task}-`)
    ? table
    : (slugOf(`${table}-${task}`) ?? table);
}
