// Jobs of which some condition asks whether they failed, or were terminated: a difference that nobody may take away.

import type { LegacyCondition } from "../legacy/condition.ts";
import { factsOf } from "../legacy/condition-parts.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";

const known = new WeakMap<LegacyEstate, ReadonlySet<string>>();

/** Looked up once for an estate, where it is asked for at all. */
export const tellsFailures = (job: LegacyJob, estate: LegacyEstate): boolean =>
  known.getOrInsertComputed(estate, () => new Set(askedIn(estate))).has(job.key);

function* askedIn({ jobs }: LegacyEstate): Generator<string> {
  for (const { condition, result } of jobs)
    for (const one of [condition, result.groupSuccess, result.groupFailure])
      if (one !== null) yield* failuresIn(one);
}

function* failuresIn(condition: LegacyCondition): Generator<string> {
  for (const fact of factsOf(condition))
    if (fact.kind === "status" && (fact.status === "failure" || fact.status === "terminated"))
      yield fact.job.name;
}
