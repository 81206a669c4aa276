// Jobs that the end of another starts, whatever their own days say.

import type { LegacyEffect } from "../legacy/result.ts";
import type { LegacyJob } from "../legacy.ts";

type Start = Extract<LegacyEffect, { kind: "start" }>;

/** A name without its folder is of the one that starts it. */
export const startedKey = ({ job: named }: Start, parent: string | null, isKnown: boolean) =>
  named.includes("/") || isKnown ? named : `${parent}/${named}`;

/**
 * Keys. Most jobs start nothing, which their texts tell at once: to work out what their ends cause takes much longer.
 * @param isKnown Whether there is a job or a folder with a key.
 */
export function startedJobs(
  jobs: readonly LegacyJob[],
  isKnown: (key: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const job of jobs) {
    if (!mayStart.test(job.statement.text)) continue;
    for (const { effects } of job.result.rules)
      for (const effect of effects)
        if (effect.kind === "start") found.add(startedKey(effect, job.parent, isKnown(effect.job)));
  }
  return found;
}

/** DOFORCEJOB of XML, `Run` and `Action:Run` of JSON. */
const mayStart = /DOFORCEJOB|"(?:Action:)?Run"/;
