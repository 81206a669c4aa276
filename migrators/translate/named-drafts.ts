// The drafts that an estate makes, with their names: a pipeline for each job that is in no group.

import { Accounts } from "../ledger.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { PipelineDraft } from "./draft.ts";
import { Names, programOf, slugOf } from "./names.ts";
import { hasPlace } from "./unsupported.ts";

export function namedDrafts({ jobs, decisions }: LegacyEstate): PipelineDraft[] {
  const names = new Names();
  const waiting = new Set(decisions.flatMap((decision) => decision.jobs));
  return jobs
    .filter((job) => hasPlace(job, waiting))
    .map((job) => {
      const task = (job.work.kind === "command" ? programOf(job.work.text.value) : null) ?? "run";
      const name = names.take(pipelineName(job, task));
      const file = `pipelines/${name}.yaml`;
      return {
        name,
        file,
        job,
        spec: { name },
        tasks: [{ name: task, job, spec: {}, accounts: new Accounts() }],
        comments: [],
        accounts: new Accounts(),
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
