// What follows an attempt's end, in normal form: retries, and the rules of `on`. Takes a spec without problems.

import type { EndRule as EndRuleSpec, RetrySpec } from "#schemas/types.ts";
import { normalizeEffects } from "./normalize-gates.ts";
import { durationMs } from "./normalize-schedule.ts";
import type { EndRule, Retry } from "./pipeline.ts";

/** Defaults of the format; the schemas' descriptions repeat them for people. */
const defaults = { retries: 0, delay: "10s", backoff: "fixed" } as const;

/** Retries with every default. */
export function normalizeRetry(retry: RetrySpec | undefined): Retry {
  return {
    backoff: retry?.backoff ?? defaults.backoff,
    delayMs: durationMs(retry?.delay ?? defaults.delay),
    maxDelayMs: retry?.maxDelay === undefined ? null : durationMs(retry.maxDelay),
    ...(retry?.on === undefined
      ? {}
      : {
          on: {
            exitCodes: retry.on.exitCodes ?? [],
            signals: retry.on.signals ?? [],
            timeout: retry.on.timeout ?? false,
          },
        }),
    retries: retry?.retries ?? defaults.retries,
  };
}

const none: EndRule[] = [];

/** The rules in their order; a rule's retries inherit nothing from the task's. */
export function normalizeRules(rules: readonly EndRuleSpec[] | undefined): EndRule[] {
  if (rules === undefined) return none;
  return rules.map((rule) => ({
    effects: normalizeEffects(rule),
    result: rule.result ?? null,
    retry: rule.retry ? normalizeRetry(rule.retry) : null,
    when: rule.when.trim(),
  }));
}
