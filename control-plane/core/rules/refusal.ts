// Whether a run may start under the rules as they are now: it is pinned to a revision that was deployed under those of
// before, or by somebody whom they did not stop.

import type { Pipeline } from "../pipeline.ts";
import { judgeRules, type RuleFinding } from "./judge.ts";
import type { RulesInForce } from "./rule.ts";

/** Why it may not, as sentences for people; null when it may. */
export function ruleRefusal(pipeline: Pipeline, inForce: RulesInForce): string | null {
  const found = judgeRules(pipeline, inForce).find(
    ({ rule, waiver }) => waiver === undefined && rule.severity === "error",
  );
  if (found === undefined) return null;
  return `Refused by the rule ${found.rule.name}: ${brokenText(found)}. It is ${found.rule.place} in the control repository. A rerun goes on once the pipeline keeps to it, or a waiver is there.`;
}

/** What is wrong, without a full stop at its end. */
export function brokenText({ rule, task, fault }: RuleFinding): string {
  const whose = task === undefined ? "" : `task "${task.group}": `;
  if (fault !== undefined) return `${whose}it can't be judged (${fault}), which refuses`;
  return `${whose}${rule.message.replace(/\.$/, "")}`;
}
