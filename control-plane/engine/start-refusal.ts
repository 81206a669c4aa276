// Whether a run may start under the organisation's rules. A run that is under way goes on to its end, so that what it has
// begun is also finished and undone; while nothing of it was executed, none of its tasks is: not what follows a refused
// first task that may fail, nor what follows one that was skipped or passed over, nor `finally`.

import type { Pipeline, Task } from "#core/pipeline.ts";
import { rulesText } from "#core/rules/in-force.ts";
import { ruleRefusal } from "#core/rules/refusal.ts";
import type { RulesInForce } from "#core/rules/rule.ts";
import type { Db } from "#store/connect.ts";
import { hasBegun } from "#store/runs.sql.ts";

export interface StartingTask {
  run: string;
  pipeline: Pipeline;
  task: Task;
  /** From 1. */
  attempt: number;
}

/** Nothing of its run comes before it. */
const isFirstOfRun = ({ task, attempt }: StartingTask): boolean =>
  attempt === 1 && task.needs.length === 0 && task.phase === "main";

/** By pipeline revision, which is read once and kept, and by rules: judging takes some 100 µs, asking again none. */
const verdicts = new WeakMap<Pipeline, { rules: string; refusal: string | null }>();
/** By the set of rules, which is read again each second. */
const texts = new WeakMap<RulesInForce, string>();

/** Why its run may not start; null when it may, or has started. The database is asked only where rules refuse. */
export async function startRefusal(
  db: Db,
  checks: RulesInForce | null | undefined,
  starting: StartingTask,
): Promise<string | null> {
  if (!checks) return null;
  const refusal = verdictOf(starting.pipeline, checks);
  if (refusal === null || isFirstOfRun(starting)) return refusal;
  return (await hasBegun(db, { run: starting.run }))?.begun ? null : refusal;
}

function verdictOf(pipeline: Pipeline, checks: RulesInForce): string | null {
  const rules = texts.getOrInsertComputed(checks, rulesText);
  const known = verdicts.get(pipeline);
  if (known?.rules === rules) return known.refusal;
  const refusal = ruleRefusal(pipeline, checks);
  verdicts.set(pipeline, { rules, refusal });
  return refusal;
}
