// Who posts, deletes and awaits each event of an estate.

import type { LegacyDate } from "../legacy/condition.ts";
import type { LegacyEffect } from "../legacy/result.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import { conjuncts, factsOf } from "./condition-parts.ts";

interface Use {
  job: LegacyJob;
  date: LegacyDate;
}

export interface EventUses {
  /** After a success, whatever else it meant. */
  emits: Use[];
  /** @param after The job has posted it before, by the order of its effects. */
  clears: (Use & { after: boolean })[];
  /** Rules that post or delete it. */
  byRules: number;
  /** @param must Nothing else can take its place. */
  awaits: (Use & { must: boolean })[];
}

/** By name of the event, in the order of the estate. */
export function eventUses({ jobs }: LegacyEstate): Map<string, EventUses> {
  const found = new Map<string, EventUses>();
  const of = (event: string): EventUses =>
    found.getOrInsertComputed(event, () => ({ emits: [], clears: [], byRules: 0, awaits: [] }));
  for (const job of jobs) {
    const { effects, rules } = job.result;
    for (const effect of effects) addEffect(job, effect, of);
    for (const rule of rules)
      for (const effect of rule.effects)
        if (effect.kind === "emit" || effect.kind === "clear") of(effect.event).byRules++;
    if (job.condition === null) continue;
    const musts = new Set(conjuncts(job.condition));
    for (const fact of factsOf(job.condition))
      if (fact.kind === "event")
        of(fact.event).awaits.push({ job, date: fact.date, must: musts.has(fact) });
  }
  return found;
}

function addEffect(job: LegacyJob, effect: LegacyEffect, of: (event: string) => EventUses): void {
  if (effect.kind === "emit") of(effect.event).emits.push({ job, date: effect.date });
  if (effect.kind !== "clear") return;
  const uses = of(effect.event);
  const after = uses.emits.some((emit) => emit.job === job);
  uses.clears.push({ job, date: effect.date, after });
}
