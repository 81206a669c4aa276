// A pipeline against the rules in force. A rule that can't be judged refuses: what breaks it must never pass by it.

import type { Pipeline, Task } from "../pipeline.ts";
import { type Asked, ruleProgram } from "./expression.ts";
import { isFor, waiverFor } from "./in-force.ts";
import type { Rule, RulesInForce, Waiver } from "./rule.ts";

export interface RuleFinding {
  rule: Rule;
  /** The declared task that breaks it. */
  task?: Task;
  /** The trigger that breaks it, by its place among the schedules. */
  schedule?: number;
  /** Why it could not be judged; absent for one that is broken. */
  fault?: string;
  /** Who has given leave. */
  waiver?: Waiver | undefined;
}

/** Most questions about one pipeline: 0.2 s. A pipeline of 5,000 tasks may be asked 20 rules for each. */
const mostQuestions = 100_000;

/** Each rule that the pipeline breaks, and where: waived ones as well. */
export function judgeRules(pipeline: Pipeline, inForce: RulesInForce): RuleFinding[] {
  const { project, environment } = inForce;
  const findings: RuleFinding[] = [];
  const declared = firstOfEach(pipeline.tasks);
  let left = mostQuestions;
  for (const rule of inForce.rules) {
    if (!isFor(rule, pipeline)) continue;
    const waiver = waiverFor(rule, pipeline.name, inForce);
    const ask = (subject: Pick<Asked, "task" | "schedule">, at: Omit<RuleFinding, "rule">) => {
      const fault = faultOf(rule, { project, environment, pipeline, ...subject }, left-- <= 0);
      if (fault !== null)
        findings.push({ rule, ...at, waiver, ...(fault === "broken" ? {} : { fault: fault.why }) });
    };
    if (rule.each === "pipeline") ask({}, {});
    else if (rule.each === "task") for (const task of declared) ask({ task }, { task });
    else
      for (const [index, schedule] of pipeline.triggers.entries())
        ask({ schedule }, { schedule: index });
  }
  return findings;
}

function faultOf(rule: Rule, asked: Asked, tooMany: boolean): null | "broken" | { why: string } {
  if (tooMany) return { why: `the rules ask more than ${mostQuestions} questions about it` };
  try {
    const answer = ruleProgram(rule).ask(asked);
    return answer === (rule.asks === "require") ? null : "broken";
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/** Instances of a matrix differ in values alone. */
function firstOfEach(tasks: readonly Task[]): Task[] {
  const groups = new Set<string>();
  return tasks.filter(({ group }) => !groups.has(group) && groups.add(group));
}
