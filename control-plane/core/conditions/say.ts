// A whole condition in words: its facts, joined as they are written.

import type { Condition } from "./condition.ts";
import { describeFact } from "./describe.ts";

/** One line without a full stop, such as `ingest succeeded for the same date and (event A or event B)`. */
export function conditionText(condition: Condition): string {
  if (!("of" in condition)) return describeFact(condition);
  const parts = condition.of.map(partText);
  switch (condition.kind) {
    case "all":
      return parts.join(" and ");
    case "any":
      return parts.join(" or ");
    case "not":
      return `not (${conditionText(condition.of[0])})`;
    case "atLeast":
      return `at least ${condition.count} of ${parts.length}: ${condition.of.map(partText).join("; ")}`;
    default:
      return condition satisfies never;
  }
}

/** What must hold, one by one; a condition of alternatives is one. */
export const requirements = (condition: Condition | null | undefined): string[] =>
  !condition
    ? []
    : condition.kind === "all"
      ? condition.of.map(conditionText)
      : [conditionText(condition)];

const partText = (condition: Condition): string =>
  "of" in condition && condition.kind !== "not" && condition.of.length > 1
    ? `(${conditionText(condition)})`
    : conditionText(condition);
