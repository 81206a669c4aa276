// How long a task may run, and how often it is tried again.

import { formatDuration } from "#core/duration.ts";
import { type Pass, placeIn } from "./draft.ts";

export const limits: Pass = (draft) => {
  for (const { name, job, spec, accounts } of draft.tasks) {
    const { timeout } = job.result;
    if (timeout === null) continue;
    spec.timeout = formatDuration(Math.ceil(timeout.value * 60) * 1000);
    accounts.addAll(timeout.from, "exact", "same", placeIn(draft, "tasks", name, "timeout"));
  }
};
