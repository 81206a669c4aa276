// Variables of a job's environment, as they are: nothing in a value is expanded. Those of Control-M are put into texts instead.

import { type Pass, placeIn } from "./draft.ts";
import { literal } from "./pieces.ts";

export const environment: Pass = (draft, { estate }) => {
  if (estate.system === "control-m") return;
  for (const { name, job, spec, accounts } of draft.tasks)
    for (const { name: variable, value } of job.environment) {
      spec.env = { ...spec.env, [variable]: literal(value.value) };
      accounts.addAll(value.from, "exact", "same", placeIn(draft, "tasks", name, "env", variable));
    }
};
