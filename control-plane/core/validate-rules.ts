// The rules of `on`, as written; their expressions are checked with the task's others.

import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { writtenAt } from "./written.ts";

const doing = ["result", "retry", "emits", "clears", "sets"] as const;

/** Problems of rules that would do nothing. */
export function checkRules(task: LocalTask, problems: Problem[]): void {
  for (const [index, rule] of (task.spec.on ?? []).entries()) {
    if (rule === undefined) continue;
    if (rule.retry !== undefined && !rule.retry.retries)
      problems.push({
        ...placeIn(task, "on", index, "retry"),
        at: "key",
        code: "invalid-rule",
        message: "`retry` of a rule needs `retries`, 1 or more",
        help: "to try no more, write `result: failed` instead",
      });
    if (doing.every((key) => rule[key] === undefined) && !wasCut(task, index))
      problems.push({
        ...placeIn(task, "on", index),
        code: "invalid-rule",
        message: "the rule says nothing about what its end means",
        help: "give it a `result`, a `retry`, or events and variables",
      });
  }
}

/** A property that had the wrong shape was reported already. */
function wasCut({ file, path }: LocalTask, index: number): boolean {
  const rule = writtenAt(file, [...path, "on", index]);
  return doing.some((key) => Object.hasOwn(rule, key));
}
