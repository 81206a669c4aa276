// Of the reasons of a run those that concern some of its tasks, and what became of those that nothing is told of.

import { isFinal } from "./run.ts";
import { type RunFacts, verbs } from "./why.ts";
import { type Reason, reason } from "./why-reason.ts";

/** What is true of the run as a whole concerns each of its tasks; instances belong to what they are instances of. */
export function whyOneTask(
  reasons: readonly Reason[],
  { tasks }: Pick<RunFacts, "tasks">,
  names: ReadonlySet<string>,
): Reason[] {
  const isMeant = (name: string) => names.has(name) || names.has(name.replace(/\[\d+\]$/, ""));
  const own = reasons.filter(({ task }) => task === null || isMeant(task));
  const told = new Set(own.map(({ task }) => task));
  const over = tasks.flatMap(({ name, state, message, finishedAt }) =>
    isMeant(name) && isFinal(state) && !told.has(name)
      ? reason("finished", message === null ? verbs[state] : `${verbs[state]}: ${message}`, {
          task: name,
          since: finishedAt,
        })
      : [],
  );
  return [...own, ...over];
}
