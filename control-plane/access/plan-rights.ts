// Rights over pipelines that a plan changes: alike ones are asked about once, new and removed ones give and take nothing that
// was or will be somebody's.

import { type AccessFacts, classKey } from "#core/access/access-class.ts";
import type { ChangedResource } from "./access-changes.ts";
import { inTurns } from "./in-turns.ts";

/** Pipelines that are there on both sides. */
export interface PlannedFacts {
  /** The first of them. */
  name: string;
  /** How many; 1 when left out. */
  count?: number;
  before: AccessFacts;
  after: AccessFacts;
}

/**
 * Of whom something may differ, the project first where its own policies change.
 * @param isWide They do: then pipelines differ by them too that are as they were.
 */
export async function planResources(
  project: { name: string; environment: string },
  pipelines: Iterable<PlannedFacts>,
  isWide: boolean,
): Promise<ChangedResource[]> {
  const turn = inTurns();
  const alike = new Map<string, Required<PlannedFacts>>();
  for (const { count = 1, ...one } of pipelines) {
    const wait = turn();
    if (wait !== null) await wait;
    const [before, after] = [classKey(one.before), classKey(one.after)];
    if (!isWide && before === after) continue;
    const known = alike.getOrInsertComputed(`${before} ${after}`, () => ({ ...one, count: 0 }));
    known.count += count;
  }
  const resource = { kind: "project", ...project } as const;
  const whole = { what: `project ${project.name}`, before: resource, after: resource };
  return [
    ...(isWide ? [whole] : []),
    ...[...alike.values()].map(({ name, count, before, after }) => ({
      what: count === 1 ? name : `${name} and ${count - 1} like it`,
      count,
      before: { kind: "pipeline", facts: before } as const,
      after: { kind: "pipeline", facts: after } as const,
    })),
  ];
}
