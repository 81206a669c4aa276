// What an `after` trigger follows: which changes elsewhere may make a run due, and for which business dates.

import type { AfterTrigger } from "../pipeline.ts";
import { type Condition, type Fact, factsOf } from "./condition.ts";
import type { Verdict } from "./evaluate.ts";
import { triggerKey } from "./question.ts";

/** Something that happened: to a run, or to what a key names; null: nobody knows to what. */
export type Change = { key: string } | RunChange | null;

export interface RunChange {
  run: string;
  project: string;
  pipeline: string;
  finished: boolean;
}

/** Facts of which a change may make a run due; what stands under `not` only keeps runs from being due. */
export function followed(condition: Condition): Fact[] {
  if (condition.kind === "not") return [];
  return "of" in condition ? condition.of.flatMap(followed) : [condition];
}

/** Those of the followed facts that the change is of. */
export function changedFacts(condition: Condition, change: Change, ownProject: string): Fact[] {
  const facts = followed(condition);
  if (change === null) return facts;
  if ("key" in change) return facts.filter((fact) => triggerKey(fact, ownProject) === change.key);
  return facts.filter(
    (fact) =>
      fact.kind === "run" &&
      fact.pipeline === change.pipeline &&
      (fact.project ?? ownProject) === change.project,
  );
}

/**
 * Whether the change made it hold, for a trigger that counts changes: it holds, and by one of the facts that changed. That
 * a run has yet to begin makes nothing due that waits for it not to run; nor does a task of it that has yet to. A run also changes with its other tasks: one that
 * ended before the rest came to hold makes nothing due again.
 * @param since When a fact came to be as it is, in milliseconds since 1970; null: nobody knows.
 */
export function madeDue(
  condition: Condition,
  { holds, facts: verdicts }: Verdict,
  changed: readonly Fact[],
  change: Change,
  since: (fact: Fact) => number | null,
): boolean {
  const begins = change !== null && "run" in change && !change.finished;
  const facts = factsOf(condition);
  const isSo = (fact: Fact): boolean => verdicts[facts.indexOf(fact)]?.holds === true;
  const counts = (fact: Fact): boolean =>
    changed.includes(fact) &&
    isSo(fact) &&
    verdicts[facts.indexOf(fact)]?.unasked !== true &&
    !(begins && isYetToBegin(fact, since)) &&
    !(fact.kind === "run" && fact.task !== null && isOlder(fact, condition, isSo, since));
  return holds && facts.some(counts);
}

/** Whether it asks for nothing that runs, and what doesn't has not run: a task may have ended before its run. */
const isYetToBegin = (fact: Fact, since: (fact: Fact) => number | null): boolean =>
  fact.kind === "run" &&
  fact.state === "notRunning" &&
  (fact.task === null || since(fact) === null);

/** Whether something else that must hold as well has come to hold only after it. */
function isOlder(
  fact: Fact,
  condition: Condition,
  isSo: (fact: Fact) => boolean,
  since: (fact: Fact) => number | null,
): boolean {
  const own = since(fact);
  return partsOf(condition).some((part) => {
    const others = factsOf(part);
    if (own === null || others.includes(fact)) return false;
    const instants = followed(part).filter(isSo).map(since);
    return instants.length > 0 && instants.every((at) => at !== null && at > own);
  });
}

/** What must hold, all of it. */
const partsOf = (condition: Condition): Condition[] =>
  condition.kind === "all" ? condition.of.flatMap(partsOf) : [condition];

/**
 * Whether it holds for a trigger that makes one run a date. That nothing is asked of a date (`ifScheduled`) is nothing that
 * happens: by that alone no run is due, or each deployment of the other pipeline would make one.
 */
export function isDue(condition: Condition, { holds, facts: verdicts }: Verdict): boolean {
  if (!verdicts.some(({ unasked }) => unasked)) return holds;
  const follows = followed(condition);
  return (
    holds &&
    factsOf(condition).some((fact, at) => {
      const verdict = verdicts[at];
      return follows.includes(fact) && verdict?.holds === true && !verdict.unasked;
    })
  );
}

/**
 * The dates of the run, ascending, that a change of `date` may complete: with `date: -1d` a change of Monday counts for
 * Tuesday. A change without a date ("") counts for today.
 */
export function datesAfter(
  { condition }: Pick<AfterTrigger, "condition">,
  date: string,
  today: string,
  facts: readonly Fact[] = factsOf(condition),
): string[] {
  const offsets = new Set<number>();
  for (const fact of facts) {
    const rule =
      "which" in fact && fact.which.by === "date"
        ? fact.which.date
        : "date" in fact
          ? fact.date
          : null;
    offsets.add(rule !== null && typeof rule === "object" && "days" in rule ? rule.days : 0);
  }
  const from = Temporal.PlainDate.from(date === "" ? today : date);
  const dates = [...offsets].map((days) => from.subtract({ days }).toString());
  return dates.sort();
}
