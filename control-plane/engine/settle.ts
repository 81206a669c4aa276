// What an attempt's end is recorded as: a success, a failure, another attempt, or what a rule of `on` makes of it.

import { effectsOf, isFaultOfRun, type StoredEffect } from "#core/effects.ts";
import { type MatchedRule, ruleFor } from "#core/end-rules.ts";
import type { EndValues, ExpressionValues } from "#core/expression.ts";
import { typedOutputs } from "#core/outputs.ts";
import type { Pipeline, Retry, Task } from "#core/pipeline.ts";
import { isRetried, retryDelayAfter, retryDelayMs } from "#core/retry.ts";
import type { AttemptResult } from "#executors/executor.ts";
import type { Db } from "#store/connect.ts";
import { failedAttempts, retryTask } from "#store/tasks.sql.ts";
import type { Completion, CompletionDetail } from "./claims.ts";
import type { Claim } from "./held.ts";

export interface EndedAttempt {
  claim: Claim;
  pipeline: Pipeline;
  task: Task;
  /** Business date of the run. */
  date: string;
  values: ExpressionValues;
  result: AttemptResult;
  /** Of the task, for when it succeeds. */
  effects: StoredEffect[] | null;
  /** The end of what it printed, where its rules look at it. */
  output: string;
}

/** What is to be recorded; null when another attempt was planned. */
export async function settle(db: Db, ended: EndedAttempt): Promise<Completion | null> {
  const { claim, task, result } = ended;
  const detail: CompletionDetail = {
    ending: result.ending,
    exitCode: result.exitCode,
    signal: result.signal,
    message: result.message,
    ...(result.externalOver ? { externalOver: true } : {}),
  };
  if (result.ending === "cancelled") return { ...claim, state: "cancelled", detail };
  let matched: MatchedRule | null = null;
  try {
    matched = matchedRule(ended);
    if (matched !== null) {
      detail.effects = ruleEffects(ended, matched);
      if (matched.rule.result !== null || matched.rule.retry !== null)
        return await settleByRule(db, ended, detail, matched);
    }
  } catch (error) {
    if (!isFaultOfRun(error)) throw error;
    const message = `\`on\`: ${(error as Error).message}`;
    return { ...claim, state: "failed", detail: { ...detail, effects: null, message } };
  }
  if (hasSucceeded(result)) return succeed(ended, detail);
  const settled = { ...claim, state: "failed" as const, detail };
  return (await planned(db, ended, detail, task.retry, null)) ?? settled;
}

const hasSucceeded = ({ ending, exitCode, verdict }: AttemptResult): boolean =>
  ending === "exited" && (verdict === undefined ? exitCode === 0 : verdict === "succeeded");

/** Rules judge ends of the command itself: one that could not be started has none. */
function matchedRule({ task, claim, result, values, output }: EndedAttempt): MatchedRule | null {
  // A revision that was stored before there were rules has no list.
  if (!task.on?.length || !judged.has(result.ending)) return null;
  return ruleFor(task.on, endValues(claim, result, output), values);
}

const judged = new Set<AttemptResult["ending"]>(["exited", "signalled", "timedOut"]);

/** How an attempt ended, for expressions. */
export const endValues = (claim: Claim, result: AttemptResult, output: string): EndValues => ({
  exitCode: result.ending === "exited" ? (result.exitCode ?? -1) : -1,
  signal: result.signal ?? "",
  timedOut: result.ending === "timedOut",
  output,
  attempt: claim.attempt,
});

function ruleEffects(ended: EndedAttempt, { rule }: MatchedRule): StoredEffect[] | null {
  const { claim, pipeline, task, date, values, result, output } = ended;
  const scope = { ...values.scope, end: "text" as const };
  const end = endValues(claim, result, output);
  const { effects } = rule;
  return effectsOf(pipeline, { effects, gates: task.gates }, date, { ...values, scope, end });
}

async function settleByRule(
  db: Db,
  ended: EndedAttempt,
  detail: CompletionDetail,
  { rule, index }: MatchedRule,
): Promise<Completion | null> {
  const reason = `${detail.message ?? `Exit code ${detail.exitCode}.`} By \`on: ${rule.when}\`.`;
  const told = { ...detail, message: reason };
  if (rule.retry !== null) {
    const again = await planned(db, ended, told, rule.retry, index);
    if (again !== undefined) return again;
  }
  const state = rule.result ?? "failed";
  if (state === "succeeded") return succeed(ended, told);
  return { ...ended.claim, state, detail: told };
}

/**
 * Plans another attempt: null when it was, undefined when no retry is left, a completion when the run is being
 * cancelled (or the attempt is no longer ours, then the fence refuses that too).
 * @param rule whose retries are counted; null: the task's own
 */
async function planned(
  db: Db,
  { claim, result }: EndedAttempt,
  detail: CompletionDetail,
  retry: Retry,
  rule: number | null,
): Promise<Completion | null | undefined> {
  if (retry.retries === 0 || result.mayRetry === false || !isRetried(retry, result))
    return undefined;
  // Lost attempts were the system's fault and use up no retry.
  const row = await failedAttempts(db, { ...claim, rule: rule as number });
  const delayMs = retryDelayMs(retry, (row?.failed ?? 0) + 1);
  if (delayMs === null) return undefined;
  const delay = retryDelayAfter(delayMs, retry, result.retryAfterMs);
  const plan = { ...claim, detail: { ...detail, rule }, delayMs: String(delay) };
  if ((await retryTask(db, plan))?.planned) return null;
  return { ...claim, state: "cancelled", detail: { ...detail, effects: null } };
}

function succeed(
  { claim, task, result, effects }: EndedAttempt,
  detail: CompletionDetail,
): Completion {
  const { values, issues } = typedOutputs(result.outputs, task.outputs);
  if (issues.length > 0)
    return { ...claim, state: "failed", detail: { ...detail, message: issues.join("; ") } };
  const outputs = Object.keys(values).length === 0 ? null : values;
  const all = [...(effects ?? []), ...(detail.effects ?? [])];
  const plain =
    outputs === null && all.length === 0 && detail.message === null && detail.exitCode === 0;
  if (plain) return { ...claim, state: "succeeded", detail: null };
  return {
    ...claim,
    state: "succeeded",
    detail: { ...detail, outputs, effects: all.length === 0 ? null : all },
  };
}
