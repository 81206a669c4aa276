// Whether a run may start under the organisation's rules: asked at its first tasks. A run that is under way goes on to
// its end, so that what it has begun is also finished and undone.

import type { Pipeline, Task } from "#core/pipeline.ts";
import { rulesText } from "#core/rules/in-force.ts";
import { ruleRefusal } from "#core/rules/refusal.ts";
import type { RulesInForce } from "#core/rules/rule.ts";

export interface FirstTask {
  pipeline: Pipeline;
  task: Task;
  /** From 1. */
  attempt: number;
}

/** Nothing of its run comes before it. */
export const isFirstOfRun = ({ task, attempt }: FirstTask): boolean =>
  attempt === 1 && task.needs.length === 0 && task.phase === "main";

/** By pipeline revision, which is read once and kept, and by rules: judging takes some 100 µs, asking again none. */
const verdicts = new WeakMap<Pipeline, { rules: string; refusal: string | null }>();
/** By the set of rules, which is read again each second. */
const texts = new WeakMap<RulesInForce, string>();

/** Why its run may not start; null when it may, or has started. */
export function startRefusal(
  checks: RulesInForce | null | undefined,
  first: FirstTask,
): string | null {
  if (!checks || !isFirstOfRun(first)) return null;
  const rules = texts.getOrInsertComputed(checks, rulesText);
  const known = verdicts.get(first.pipeline);
  if (known?.rules === rules) return known.refusal;
  const refusal = ruleRefusal(first.pipeline, checks);
  verdicts.set(first.pipeline, { rules, refusal });
  return refusal;
}
