// What waits for another job only on dates for which that one is ordered: it awaits its success, or that a task of the same days
// beside it was skipped. That one waits for nothing, so that the others are not held up by what the left out job would wait for.

import { Accounts } from "../ledger.ts";
import { joined } from "./condition-words.ts";
import type { Pass } from "./draft.ts";
import { freeName } from "./free-name.ts";

export const orderedBefore: Pass = (draft) => {
  for (const task of [...draft.tasks])
    for (const before of task.afterOrdered ?? []) {
      const { job, groups, spec } = task;
      const name = freeName(`${before.name}-days`, draft);
      draft.tasks.splice(draft.tasks.indexOf(task), 0, {
        ...{ name, job, groups, made: true, accounts: new Accounts() },
        spec: { ...(before.spec.onlyOn && { onlyOn: before.spec.onlyOn }), run: ":" },
      });
      const order = { any: [{ task: before.name }, { task: name, state: "skipped" as const }] };
      spec.awaits = joined("all", [...(spec.awaits ? [spec.awaits] : []), order]) ?? order;
    }
};
