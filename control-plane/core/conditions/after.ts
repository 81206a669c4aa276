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
 * a run has yet to begin makes nothing due that waits for it not to run.
 */
export function madeDue(
  condition: Condition,
  { holds, facts: verdicts }: Verdict,
  changed: readonly Fact[],
  change: Change,
): boolean {
  const begins = change !== null && "run" in change && !change.finished;
  const counts = (fact: Fact, at: number): boolean =>
    changed.includes(fact) &&
    verdicts[at]?.holds === true &&
    verdicts[at]?.unasked !== true &&
    !(begins && fact.kind === "run" && fact.state === "notRunning");
  return holds && factsOf(condition).some(counts);
}

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
