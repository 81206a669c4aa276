// Mail of a job: what it prints is kept with each run instead, and alerts tell of failures.

import type { Pass } from "./draft.ts";

export const notifications: Pass = (draft) => {
  for (const { job, accounts } of draft.tasks)
    for (const { on, from } of job.notifications)
      if (on === "output") accounts.addAll(from, "equivalent", "cron-mail");
};
