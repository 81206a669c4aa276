// What a spec leaves out under an assumption that its source has named.

import type { Pass } from "./draft.ts";

export const assumed: Pass = (draft) => {
  for (const { job, accounts } of draft.tasks)
    for (const { attribute, code } of job.assumed ?? [])
      accounts.add(attribute, "equivalent", code);
};
