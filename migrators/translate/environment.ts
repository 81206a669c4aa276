// Variables of a job's environment, as they are: nothing in a value is expanded.

import { type Pass, placeIn } from "./draft.ts";

export const environment: Pass = (draft) => {
  for (const { name, job, spec, accounts } of draft.tasks)
    for (const { name: variable, value } of job.environment) {
      spec.env = { ...spec.env, [variable]: value.value.replaceAll("${{", () => "$${{") };
      accounts.addAll(value.from, "exact", "same", placeIn(draft, "tasks", name, "env", variable));
    }
};

/** The user of the host that a job runs as. */
export const user: Pass = (draft) => {
  for (const { name, job, spec, accounts } of draft.tasks)
    if (job.user !== null) {
      spec.runAs = job.user.value;
      accounts.addAll(job.user.from, "exact", "same", placeIn(draft, "tasks", name, "runAs"));
    }
};
