// Who posts, deletes and awaits each event of an estate. What is asked of the jobs later is kept here, and taken when they are
// worked out first: to work all of 20,000 jobs out once more for it took 6 % of an import.

import type { LegacyJob } from "../legacy.ts";
import type { LegacyDate } from "./condition.ts";
import { conjuncts, factsOf } from "./condition-parts.ts";
import type { LegacyEffect } from "./result.ts";

interface User {
  /** Of the job. */
  key: string;
  isGroup: boolean;
  isCyclic: boolean;
}

interface Use {
  by: User;
  date: LegacyDate;
}

export interface EventUses {
  /** After a success, whatever else it meant. */
  emits: Use[];
  /** `after`: the job has posted it before, by the order of its effects. */
  clears: (Use & { after: boolean })[];
  /** Rules that post or delete it. */
  byRules: number;
  /** `must`: nothing else can take its place. */
  awaits: (Use & { must: boolean })[];
}

/** By name of the event, in the order in which the jobs come. */
export class UsesOfEvents extends Map<string, EventUses> {
  /** Whether any group adjusts conditions. */
  adjusts = false;

  addJob({ key, work, schedule, result, condition, adjust }: LegacyJob): void {
    this.adjusts ||= adjust !== undefined;
    const of = (event: string): EventUses =>
      this.getOrInsertComputed(event, () => ({ emits: [], clears: [], byRules: 0, awaits: [] }));
    const by = { key, isGroup: work.kind === "group", isCyclic: schedule.cyclic !== null };
    for (const effect of result.effects) addEffect(by, effect, of);
    for (const rule of result.rules)
      for (const effect of rule.effects)
        if (effect.kind === "emit" || effect.kind === "clear") of(effect.event).byRules++;
    if (condition === null) return;
    const musts = new Set(conjuncts(condition));
    for (const fact of factsOf(condition))
      if (fact.kind === "event")
        of(fact.event).awaits.push({ by, date: fact.date, must: musts.has(fact) });
  }
}

function addEffect(by: User, effect: LegacyEffect, of: (event: string) => EventUses): void {
  if (effect.kind === "emit") of(effect.event).emits.push({ by, date: effect.date });
  if (effect.kind !== "clear") return;
  const uses = of(effect.event);
  const after = uses.emits.some((emit) => emit.by === by);
  uses.clears.push({ by, date: effect.date, after });
}
