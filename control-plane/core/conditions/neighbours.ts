// What a pipeline waits for, fact by fact and with where it says so: its neighbours upstream.

import type { Pipeline } from "../pipeline.ts";
import { type Fact, factsOf } from "./condition.ts";
import { describeFact } from "./describe.ts";

export interface Neighbour {
  /** Never one of its own run's tasks. */
  fact: Exclude<Fact, { kind: "task" }>;
  /** `after`: makes a run due; `awaits`: holds a run back; else the name of the task that it holds back. */
  where: string;
}

/** Each once for each place, in the order written; instances of a matrix ask the same. */
export function upstreamOf({
  after,
  awaits,
  tasks,
}: Pick<Pipeline, "awaits" | "after" | "tasks">): Neighbour[] {
  // A revision that was stored before there were such triggers has no list.
  const conditions = [
    ...(after ?? []).map(({ condition }) => ({ condition, where: "after" })),
    { condition: awaits, where: "awaits" },
    ...tasks.map(({ gates, group }) => ({ condition: gates?.awaits, where: group })),
  ];
  const found = new Map<string, Neighbour>();
  for (const { condition, where } of conditions)
    for (const fact of condition ? factsOf(condition) : [])
      if (fact.kind !== "task") found.set(`${where} ${describeFact(fact)}`, { fact, where });
  return [...found.values()];
}
