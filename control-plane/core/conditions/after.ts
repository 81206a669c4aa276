// For which business dates a change elsewhere may make a run due.

import type { AfterTrigger } from "../pipeline.ts";
import { factsOf } from "./condition.ts";

/**
 * The dates of the run, ascending, that a change of `date` may complete: with `date: -1d` a change of Monday counts for
 * Tuesday. A change without a date ("") counts for today.
 */
export function datesAfter({ condition }: AfterTrigger, date: string, today: string): string[] {
  const offsets = new Set<number>();
  for (const fact of factsOf(condition)) {
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
