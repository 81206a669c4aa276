// Variables that the end of a job sets for what it runs next. Only a failure is tried again, so each attempt behind the first
// has what a failure sets; only a success lets a cycle go on, so each iteration behind the first has what a success sets.

import type { LegacyJob } from "../legacy.ts";

export interface SetForNext {
  value: string;
  /** What counts the runs; from 1. */
  by: "attempt" | "iteration";
}

const none: ReadonlyMap<string, SetForNext> = new Map();

/** By name without `%%`: of variables that the job declares, and that one rule for any such end sets. */
export function setForNext(job: LegacyJob): ReadonlyMap<string, SetForNext> {
  const { result, schedule, environment } = job;
  const isCyclic = schedule.cyclic !== null;
  // One of both: what an attempt has of the iteration before would be lost with it.
  if (result.rules.length === 0 || isCyclic === (result.retry !== null)) return none;
  const [by, end] = isCyclic
    ? (["iteration", "success"] as const)
    : (["attempt", "failure"] as const);
  const found = new Map<string, SetForNext>();
  const other = new Set<string>();
  for (const { when, effects } of result.rules)
    for (const effect of effects) {
      if (effect.kind !== "set" || effect.scope === "global") continue;
      const word = effect.variable.replace(/^%%/, "");
      if (when.kind !== end || found.has(word)) other.add(word);
      found.set(word, { value: effect.value, by });
    }
  for (const word of found.keys())
    if (other.has(word) || !environment.some(({ name }) => name.replace(/^%%/, "") === word))
      found.delete(word);
  return found;
}
