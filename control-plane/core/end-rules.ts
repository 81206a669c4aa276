// What the end of an attempt means by the rules of `on`: the first that matches decides.

import { type EndValues, type ExpressionValues, evaluate } from "./expression.ts";
import type { EndRule, Task } from "./pipeline.ts";

export interface MatchedRule {
  /** Its place in `on`, from 0. */
  index: number;
  rule: EndRule;
}

/** Most of an attempt's output that rules see: its end. */
export const ruleOutputBytes = 65_536;

/** Whether the end of the output must be kept, for the rules or for what a repetition goes on by. */
export const readsOutput = ({ on, repeat }: Pick<Task, "on" | "repeat">): boolean =>
  // A revision that was stored before there were rules has no list.
  (on?.length > 0 && JSON.stringify(on).includes("output")) ||
  repeat?.while?.includes("output") === true;

/**
 * The first rule that matches; null when none does.
 * @throws ExpressionError when a rule asks for what this run has no value of.
 */
export function ruleFor(
  rules: readonly EndRule[],
  end: EndValues,
  values: ExpressionValues,
): MatchedRule | null {
  for (const [index, rule] of rules.entries()) {
    const scope = { ...values.scope, end: "condition" as const };
    if (evaluate(rule.when, { ...values, scope, end }) === true) return { index, rule };
  }
  return null;
}
