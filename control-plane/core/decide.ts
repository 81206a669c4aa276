// Decides whether a task whose needs are all final runs or is skipped.

import { ExpressionError, type ExpressionValues, evaluate, type NeedValue } from "./expression.ts";
import { isForgiven } from "./expression-values.ts";

export type Decision = { run: boolean } | { error: string };

/**
 * `condition` is the CEL text of `if`; null means: every need succeeded, or failed under `onFailure: continue`.
 * The error is a sentence for people; the task then fails without an attempt.
 */
export function decide(
  condition: string | null,
  needs: readonly NeedValue[],
  values: Omit<ExpressionValues, "needs">,
): Decision {
  if (condition === null)
    return { run: needs.every((need) => need.state === "succeeded" || isForgiven(need)) };
  try {
    const result = evaluate(condition, { ...values, needs });
    if (typeof result === "boolean") return { run: result };
    return { error: `\`if: ${condition}\` gave ${JSON.stringify(result)}, not true or false` };
  } catch (error) {
    if (error instanceof ExpressionError) return { error: `\`if\`: ${error.message}` };
    throw error;
  }
}
