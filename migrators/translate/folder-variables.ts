// Variables of Control-M that are no values of a text alone: those of folders stand in the texts of the jobs that name them, and
// some tell the product to do something.

import type { Pass } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

export const folderVariables: Pass = (draft, { estate }) => {
  if (estate.system !== "control-m") return;
  const groups = groupsOf(draft);
  for (const group of groups)
    for (const { value } of group.environment)
      draft.accounts.addAll(value.from, "equivalent", "autoedit-inherited");
  for (const job of new Set([...groups, ...draft.tasks.map((task) => task.job)])) {
    const found = job.environment.find(({ name }) => special.test(name));
    if (found === undefined || job.work.kind === "unsupported") continue;
    const message = `${found.name} does more than name a value`;
    refuseJob(job, { code: "autoedit-special", message, from: found.value.from }, estate);
  }
};

/** One of the server is set for all that read it; some are commands before and after the job's own. */
const special = /^%%(?:\\|(?:PRECMD|POSTCMD|RESOLVE|LIBSYM|MEMSYM|LIBMEMSYM)$)/;
