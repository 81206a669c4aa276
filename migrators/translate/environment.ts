// Variables of a job's environment, as they are: nothing in a value is expanded. Those of Control-M are put into texts instead.

import { type Pass, placeIn } from "./draft.ts";
import { literal } from "./pieces.ts";
import { refuseJob } from "./refuse.ts";
import { isSecret, readSecret } from "./secret-variables.ts";

export const environment: Pass = (draft, project) => {
  if (project.estate.system === "control-m") return;
  for (const task of draft.tasks)
    for (const one of task.job.environment) {
      const { name, job, spec, accounts } = task;
      const { name: variable, value } = one;
      if (isSecret(one)) {
        const fault = readSecret(one, task, draft, project);
        if (fault) refuseJob(job, fault, project.estate);
        continue;
      }
      spec.env = { ...spec.env, [variable]: literal(value.value) };
      accounts.addAll(value.from, "exact", "same", placeIn(draft, "tasks", name, "env", variable));
    }
};
