// A condition taken apart: what must hold all together, and the facts that it asks for.

import type { LegacyCondition } from "./condition.ts";

export type LegacyFact = Exclude<LegacyCondition, { kind: "all" | "any" }>;

/** What it is a conjunction of, however deep its brackets; itself where it is none. */
export const conjuncts = (condition: LegacyCondition): readonly LegacyCondition[] =>
  condition.kind === "all" ? condition.of.flatMap(conjuncts) : [condition];

/** All facts, wherever they stand. */
export function* factsOf(condition: LegacyCondition): Generator<LegacyFact> {
  if ("of" in condition) for (const each of condition.of) yield* factsOf(each);
  else yield condition;
}
