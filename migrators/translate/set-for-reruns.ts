// Variables that the failure of a job sets for its reruns: each attempt behind the first has the new value, since only a failure
// is tried again, and each failure sets it.

import type { LegacyJob } from "../legacy.ts";

const none: ReadonlyMap<string, string> = new Map();

/** Values by name without `%%`: of variables that the job declares and one rule for any failure sets. */
export function setForReruns(job: LegacyJob): ReadonlyMap<string, string> {
  const { result, schedule, environment } = job;
  if (result.rules.length === 0 || result.retry === null || schedule.cyclic !== null) return none;
  const found = new Map<string, string>();
  const other = new Set<string>();
  for (const { when, effects } of result.rules)
    for (const effect of effects) {
      if (effect.kind !== "set" || effect.scope === "global") continue;
      const word = effect.variable.replace(/^%%/, "");
      if (when.kind !== "failure" || found.has(word)) other.add(word);
      found.set(word, effect.value);
    }
  for (const word of found.keys())
    if (other.has(word) || !environment.some(({ name }) => name.replace(/^%%/, "") === word))
      found.delete(word);
  return found;
}
